package wireroom.ingest.format.signal;

import java.util.List;
import wireroom.model.Action;
import wireroom.model.Evidence;
import wireroom.model.PubStatus;
import wireroom.model.Target;

/**
 * What the words of a message do.
 *
 * @param action KILL, HOLD, RELEASE or CORRECTION; ADVISORY for a kill, hold or release that names nobody
 * @param asked the same, whether or not it names somebody
 * @param pubStatus of the message itself: a notice that names nobody is withheld until a person has looked
 * @param evidence rule and words, always inferred
 * @param targets what it acts on
 */
public record Said(Action action, Action asked, PubStatus pubStatus, Evidence evidence, List<Target> targets) {
    public Said {
        targets = List.copyOf(targets);
    }

    /** Whether it acts on others and is no article itself. */
    public boolean isNotice() {
        return action != Action.CORRECTION;
    }

    /** Acts on a family whose id is known, e.g. by the thread of a mail. */
    public static Target target(Action action, String uri) {
        return new Target(uri, null, null, relation(action), status(action));
    }

    static String relation(Action action) {
        return switch (action) {
            case KILL -> "kills";
            case HOLD -> "holds";
            case RELEASE -> "releases";
            default -> "corrects";
        };
    }

    /** Status that the target gets; null when its status is not touched. */
    static PubStatus status(Action action) {
        return switch (action) {
            case KILL -> PubStatus.CANCELED;
            case HOLD -> PubStatus.WITHHELD;
            case RELEASE -> PubStatus.USABLE;
            default -> null;
        };
    }
}
