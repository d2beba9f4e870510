package wireroom.ingest.poll;

import java.time.Duration;
import java.util.Optional;
import wireroom.ingest.poll.http.Target;

/**
 * A feed as it is configured.
 *
 * @param id source id
 * @param url as written in the configuration; another text makes all that was learnt about the old one void
 * @param target the same, read
 * @param every shortest time between two polls
 * @param slowest longest time between two polls that the rhythm of the feed may lead to
 * @param allowPrivate it may stand on an address that is not public
 * @param authorization value of the Authorization header, for this origin only
 * @param backfill follow its pages back at the first poll
 * @param anyText every text is an item, since the format was told; else only what looks like a feed is read
 */
public record Feed(
        String id,
        String url,
        Target target,
        Duration every,
        Duration slowest,
        boolean allowPrivate,
        Optional<String> authorization,
        boolean backfill,
        boolean anyText) {

    /** Without the secret. */
    @Override
    public String toString() {
        return id + " " + target;
    }
}
