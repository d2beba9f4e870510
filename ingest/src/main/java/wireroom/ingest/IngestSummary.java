package wireroom.ingest;

import java.util.List;
import wireroom.model.RejectedItem;

/**
 * What became of one reading; everything is committed.
 *
 * @param published items in {@code wire-items}
 * @param rejected refusals, also in {@code rejects}
 */
public record IngestSummary(int published, List<RejectedItem> rejected) {
    public IngestSummary {
        rejected = List.copyOf(rejected);
    }
}
