package wireroom.app.simulate;

import java.time.Duration;
import java.util.Objects;

/**
 * One document on its way.
 *
 * @param at how long after the start of the play
 * @param provider who sends it
 * @param name of the document; not unique, as one may be sent twice
 * @param how why it is sent
 * @param bytes of it; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Sending(Duration at, String provider, String name, How how, byte[] bytes) {
    /** Why a document is sent. */
    public enum How {
        /** As it should be. */
        SOUND,
        /** Sound, and later than it should be: others have overtaken it. */
        LATE,
        /** Once more. */
        AGAIN,
        /** Damaged on the way; the sound one comes, too. */
        DAMAGED
    }

    public Sending {
        Objects.requireNonNull(at, "at");
    }
}
