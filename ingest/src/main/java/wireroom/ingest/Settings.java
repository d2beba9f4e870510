package wireroom.ingest;

import java.time.Duration;
import wireroom.ingest.format.Limits;
import wireroom.ingest.silence.SilenceSettings;

/**
 * Limits and rhythms of ingest.
 *
 * @param scanEvery how often a folder is looked through when nothing wakes it earlier
 * @param settle how long size and time of a file must stay the same before it is read
 * @param requestBytes largest body of a request: it is held in memory until Kafka has it. Files and inputs may be of
 *     any length
 * @param rejectBytes so much of a refused document is kept
 * @param transactionItems most records in one transaction: items, refusals and cursors; a longer document takes several
 * @param transactionBytes most bytes in one transaction, unless one item has more; bounds memory and the time to abort
 * @param limits how much of a document is looked at in one piece
 * @param silence when a source is silent for too long
 */
public record Settings(
        Duration scanEvery,
        Duration settle,
        int requestBytes,
        int rejectBytes,
        int transactionItems,
        int transactionBytes,
        Limits limits,
        SilenceSettings silence) {

    /** What a room runs with. */
    public static final Settings DEFAULT = new Settings(
            Duration.ofSeconds(1),
            Duration.ofMillis(250),
            15 * 1024 * 1024,
            1024 * 1024,
            1000,
            4 * 1024 * 1024,
            Limits.DEFAULT,
            SilenceSettings.DEFAULT);
}
