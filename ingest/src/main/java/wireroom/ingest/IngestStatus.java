package wireroom.ingest;

import java.util.List;
import java.util.Optional;

/**
 * How ingest is doing.
 *
 * @param published items committed since the start
 * @param rejected refusals committed since the start
 * @param waiting documents read but not committed yet
 * @param failure why nothing is published any more or at the moment; empty when all is well
 * @param sources the sources in the order of the configuration
 */
public record IngestStatus(
        long published, long rejected, int waiting, Optional<String> failure, List<SourceStatus> sources) {

    /**
     * One source.
     *
     * @param id its name
     * @param kind {@code folder}, {@code stdin} or {@code push}
     * @param documents files, inputs or requests read since the start
     * @param place path or address
     */
    public record SourceStatus(String id, String kind, long documents, String place) {}
}
