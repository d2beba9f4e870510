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
 * @param pubStatus of the message itself: a notice that names nobody is withheld until a person has looked
 * @param evidence rule and words, always inferred
 * @param targets what it acts on
 */
public record Said(Action action, PubStatus pubStatus, Evidence evidence, List<Target> targets) {
    public Said {
        targets = List.copyOf(targets);
    }

    /** Whether it acts on others and is no article itself. */
    public boolean isNotice() {
        return action != Action.CORRECTION;
    }
}
