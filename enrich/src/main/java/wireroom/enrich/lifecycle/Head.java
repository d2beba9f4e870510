package wireroom.enrich.lifecycle;

import java.time.Instant;
import java.util.List;
import wireroom.model.Action;
import wireroom.model.Embargo;
import wireroom.model.Evidence;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;

/**
 * What may be shown of an article at one instant, and when that changes by itself.
 *
 * @param version version of the head as the wire wrote it; null when it has none
 * @param status {@code CANCELED} for an article that is killed, or deleted by its feed and not issued again since;
 *     {@code WITHHELD} while it is held back
 * @param embargo embargo of the head, in force or over
 * @param held whether the embargo is in force at that instant: nothing may leave the building
 * @param nextChange when the embargo ends by itself; null when it does not, or is not in force
 * @param action what the head did
 * @param evidence why it is that action
 * @param by article id of the notice that decided; null when the article itself did
 * @param revived whether it was killed and its provider may issue it again, or deleted by its feed, and was issued again
 * @param killed whether it is dead for good; a deletion by its feed is {@code CANCELED} too, but not for good
 * @param killedByLedger whether only the kill ledger knows that it is dead, not its own revisions
 * @param content identity of the text that may be shown; null when there must be no text
 * @param source source of the head
 * @param format format of the head
 * @param firstCreated earliest claim over the family, clamped; may be null
 * @param versionCreated of the head, clamped; may be null
 * @param receivedAt when the head was received
 * @param expires no longer relevant from then on; may be null
 * @param revisions all known revisions in the order of the fold
 * @param anomalies what is odd about the family, in a fixed order
 */
public record Head(
        String version,
        PubStatus status,
        Embargo embargo,
        boolean held,
        Instant nextChange,
        Action action,
        Evidence evidence,
        String by,
        boolean revived,
        boolean killed,
        boolean killedByLedger,
        String content,
        String source,
        String format,
        Instant firstCreated,
        Instant versionCreated,
        Instant receivedAt,
        Instant expires,
        List<RevisionNote> revisions,
        List<String> anomalies) {

    public Head {
        revisions = List.copyOf(revisions);
        anomalies = List.copyOf(anomalies);
    }

    /** Whether text may be shown. */
    public boolean shown() {
        return content != null;
    }
}
