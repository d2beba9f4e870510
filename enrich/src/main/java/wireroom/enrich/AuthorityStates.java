package wireroom.enrich;

import java.util.Collection;
import wireroom.model.AuthorityEntry;

/** What the room's own names were at any state of the authority that a wire item lies behind. */
interface AuthorityStates {
    /**
     * The last record of every id, of those before an offset of {@code wireroom.authority.v1}. Waits until as much is
     * read.
     *
     * @param state the offset; 0 gives none
     * @throws org.apache.kafka.common.errors.TimeoutException when it is not read in time: try again later
     */
    Collection<AuthorityEntry> at(long state);
}
