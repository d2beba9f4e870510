package wireroom.ingest;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it is told at once. */
final class Problems {
    private final List<String> all = new ArrayList<>();

    void add(String problem, String mend) {
        all.add(problem + ": " + mend);
    }

    void throwIfAny(String where) {
        if (!all.isEmpty()) {
            throw new IllegalArgumentException(where + " has " + all.size()
                    + (all.size() == 1 ? " problem" : " problems") + ":\n  " + String.join("\n  ", all));
        }
    }
}
