package wireroom.ingest.format;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a feed says about how it wants to be read. Claims of a stranger: whoever polls bounds them.
 *
 * @param every least time between two readings: RSS {@code ttl}, RDF {@code sy:updatePeriod / updateFrequency}
 * @param skipHours hours (0–23, GMT) in which it is not to be read: RSS {@code skipHours}
 * @param skipDays days (GMT) on which it is not to be read: RSS {@code skipDays}
 * @param self its own address: {@code link rel="self"}, JSON Feed {@code feed_url}
 * @param next the next page of older items: JSON Feed {@code next_url}, RFC 5005 {@code next}
 * @param archive the document before this one: RFC 5005 {@code prev-archive}
 * @param hubs WebSub hubs: {@code link rel="hub"}, JSON Feed {@code hubs} of type WebSub
 * @param expired it will never change again: JSON Feed {@code expired}, RFC 5005 {@code fh:archive}
 */
public record FeedHints(
        Optional<Duration> every,
        Set<Integer> skipHours,
        Set<DayOfWeek> skipDays,
        Optional<String> self,
        Optional<String> next,
        Optional<String> archive,
        List<String> hubs,
        boolean expired) {
    /** Nothing is said. */
    public static final FeedHints NONE = new FeedHints(
            Optional.empty(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false);

    public FeedHints {
        skipHours = Set.copyOf(skipHours);
        skipDays = Set.copyOf(skipDays);
        hubs = List.copyOf(hubs);
    }
}
