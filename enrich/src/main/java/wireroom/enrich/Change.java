package wireroom.enrich;

import java.util.Locale;

/** Why an Article went out: the header {@code change} of its record. */
enum Change {
    /** The head says something else. */
    REVISION,
    /** It stands elsewhere among its neighbours. */
    STORY,
    /** An embargo is over. */
    RELEASE,
    /** It must never be used again. */
    KILL,
    /** Only what is known of its past: a late revision (family rule R5). Nothing that a reader sees. */
    HISTORY;

    /** Header that carries it. */
    static final String HEADER = "change";

    String header() {
        return name().toLowerCase(Locale.ROOT);
    }
}
