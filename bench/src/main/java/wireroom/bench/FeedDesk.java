package wireroom.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.poll.Feed;
import wireroom.ingest.poll.FeedReader;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/**
 * Stands where Kafka stands behind the poller: parses what was fetched with the real parsers, takes every commit at
 * once, and measures how long after its due moment a poll is done.
 */
final class FeedDesk implements FeedReader {
    private final String measured;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private volatile Histogram late = fresh();

    /** @param measured beginning of the ids of the feeds whose polls are timed */
    FeedDesk(String measured) {
        this.measured = measured;
    }

    private static Histogram fresh() {
        return new ConcurrentHistogram(3);
    }

    /** Microseconds from due to done, of the polls since this was asked for last. */
    Histogram takeLate() {
        Histogram taken = late;
        late = fresh();
        return taken;
    }

    /** Items published. */
    long items() {
        return items.get();
    }

    /** Polls done of feeds that are not timed. */
    long others() {
        return others.get();
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }

    @Override
    public Reading read(Feed feed, String url, byte[] body, Instant at, int most) {
        List<WireItem> read = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        FeedHints[] hints = {FeedHints.NONE};
        boolean complete = true;
        try {
            FormatParser.parse(
                    new Document(
                            Input.of(body),
                            "bench",
                            feed.id(),
                            Channel.FEED,
                            url,
                            Optional.empty(),
                            at,
                            StandardCharsets.ISO_8859_1,
                            ZoneOffset.UTC,
                            Profile.DEFAULT,
                            Limits.DEFAULT),
                    new ItemSink() {
                        @Override
                        public void item(WireItem item) {
                            mustFit();
                            read.add(item);
                        }

                        @Override
                        public void refusal(Refusal refusal) {
                            mustFit();
                            refused.add(refusal);
                        }

                        @Override
                        public void hints(FeedHints said) {
                            hints[0] = said;
                        }

                        private void mustFit() {
                            if (read.size() + refused.size() >= most) {
                                throw new Enough();
                            }
                        }
                    });
        } catch (Enough e) {
            complete = false;
        }
        return new Reading(read, refused, hints[0], complete);
    }

    @Override
    public CompletableFuture<Void> publish(
            Feed feed, List<WireItem> fresh, List<Refusal> refused, Map<String, Map<String, String>> cursor) {
        items.addAndGet(fresh.size());
        if (!feed.id().startsWith(measured)) {
            others.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }
        Instant now = Instant.now();
        String next = cursor.getOrDefault("poll", Map.of()).get("next");
        Instant was = next == null ? due.remove(feed.id()) : due.put(feed.id(), Instant.parse(next));
        if (was != null) {
            late.recordValue(Math.max(0, was.until(now, java.time.temporal.ChronoUnit.MICROS)));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> trouble(Feed feed) {
        return Optional.empty();
    }
}
