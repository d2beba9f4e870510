package wireroom.ingest.poll;

import java.time.Duration;
import java.time.Instant;

/**
 * How a feed is doing.
 *
 * @param url where it is asked
 * @param status of the last poll, e.g. {@code 304} or {@code TIMEOUT}; blank before the first
 * @param detail for people; blank when all is well
 * @param last when it was polled; null before
 * @param next when it will be; null when never again
 */
public record FeedStatus(
        String id,
        String url,
        Health health,
        String status,
        String detail,
        Instant last,
        Instant next,
        Duration interval,
        int errors,
        long polls,
        long news,
        long gaps) {
    static FeedStatus of(Feed feed, FeedState state) {
        return new FeedStatus(
                feed.id(),
                state.url(),
                state.health(),
                state.status(),
                state.detail(),
                state.last(),
                state.next(),
                state.interval(),
                state.errors(),
                state.polls(),
                state.news(),
                state.gaps());
    }
}
