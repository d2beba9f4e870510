package wireroom.app.conform;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import wireroom.ingest.format.Format;
import wireroom.ingest.profile.Profile;

/**
 * Documents of a wire and what has to come of them. Its form on disk is described in {@code seeds/lifecycle/README.md}.
 *
 * @param name of its folder
 * @param title what happens, in one line
 * @param rules which family rules it is about, e.g. {@code R6}
 * @param reviveAfterKill whether its providers may issue again what they killed
 * @param at when the outcome is looked at
 * @param documents in the order of arrival; never empty
 * @param expected content of {@code expected.json}
 */
public record Scenario(
        String name,
        String title,
        List<String> rules,
        boolean reviveAfterKill,
        Instant at,
        List<Step> documents,
        JsonNode expected) {

    public Scenario {
        rules = List.copyOf(rules);
        documents = List.copyOf(documents);
    }

    /**
     * One document arrives.
     *
     * @param file name in the folder
     * @param bytes of it
     * @param received when
     * @param format when it is told, not recognised
     * @param charset of texts that are neither Unicode nor marked
     * @param zone of times that name none
     * @param profile how its provider writes
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    public record Step(
            String file,
            byte[] bytes,
            String provider,
            Instant received,
            Optional<Format> format,
            Charset charset,
            ZoneId zone,
            Profile profile) {}
}
