package wireroom.ingest;

import java.time.Duration;

/**
 * Limits and rhythms of ingest.
 *
 * @param scanEvery how often a folder is looked through when nothing wakes it earlier
 * @param settle how long size and time of a file must stay the same before it is read
 * @param documentBytes largest file, input or request; R15 names 32 MB
 * @param rejectBytes so much of a refused document is kept
 * @param transactionItems most records in one transaction: items, refusals and cursors
 * @param transactionBytes most bytes in one transaction; bounds memory and the time to abort
 */
public record Settings(
        Duration scanEvery,
        Duration settle,
        int documentBytes,
        int rejectBytes,
        int transactionItems,
        int transactionBytes) {

    /** What a room runs with. */
    public static final Settings DEFAULT = new Settings(
            Duration.ofSeconds(1), Duration.ofMillis(250), 32 * 1024 * 1024, 1024 * 1024, 1000, 4 * 1024 * 1024);
}
