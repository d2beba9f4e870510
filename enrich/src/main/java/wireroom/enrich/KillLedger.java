package wireroom.enrich;

import java.time.Instant;
import java.util.List;

/** What is known to be dead, whatever an edition has read of its history. Thread-safe, in memory: kills are few. */
interface KillLedger {
    /** When the kill of this article was received; null when it is not known to be dead. */
    Instant killedAt(String id);

    /** Whether the ledger says that its text had left before. */
    boolean wasPublished(String id);

    /** Ids told since a position, in the order in which they were told; a position is a number of ids. */
    List<String> since(int position);
}
