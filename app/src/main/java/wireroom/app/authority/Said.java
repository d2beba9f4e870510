package wireroom.app.authority;

import java.util.List;
import wireroom.model.AuthorityAlias;
import wireroom.model.EntityType;

/** What one line of a file says of an entry. */
public sealed interface Said {
    /** Number of the line, from 1. */
    int line();

    /** Id of the entry. */
    String id();

    /** Type of the entry. */
    EntityType type();

    /** It has this name, too: {@code alias, id, type, prior}. */
    record Name(int line, String id, EntityType type, String alias, double prior) implements Said {}

    /** All there is to it; what was said before and is not here is gone. */
    record Whole(
            int line,
            String id,
            EntityType type,
            String name,
            double prior,
            List<AuthorityAlias> aliases,
            List<String> identifiers)
            implements Said {}
}
