package wireroom.ingest.poll;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/** Reads with the real parsers and keeps in memory what is published: Kafka's part in tests of polling. */
final class Desk implements FeedReader {
    /** Items by feed, in the order of publication. */
    final Map<String, List<WireItem>> items = new HashMap<>();

    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    /** Committed cursors by feed and part. */
    final Map<String, Map<String, Map<String, String>>> cursors = new HashMap<>();

    /** Overrides what the document says of itself. */
    volatile FeedHints hints;

    /** Page after page: the next one by the URL of the one before. */
    final Map<String, String> older = new java.util.concurrent.ConcurrentHashMap<>();

    volatile Optional<String> trouble = Optional.empty();
    volatile boolean refusing;
    /** Documents of more than half a megabyte are parsed when it opens. */
    volatile CountDownLatch large = new CountDownLatch(0);

    volatile int commits;

    @Override
    public Reading read(Feed feed, String url, byte[] body, Instant at, int most) {
        if (body.length > 512 * 1024) {
            try {
                large.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<WireItem> read = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        FeedHints[] said = {FeedHints.NONE};
        boolean complete = true;
        try {
            FormatParser.parse(
                    new Document(
                            Input.of(body),
                            "quay",
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
                            read.add(item);
                            stopAt(most);
                        }

                        @Override
                        public void refusal(Refusal refusal) {
                            refused.add(refusal);
                            stopAt(most);
                        }

                        private void stopAt(int limit) {
                            if (read.size() + refused.size() >= limit) {
                                throw new Enough();
                            }
                        }

                        @Override
                        public void hints(FeedHints hint) {
                            said[0] = hint;
                        }
                    });
        } catch (Enough e) {
            complete = false;
        }
        FeedHints wishes = hints == null ? said[0] : hints;
        if (older.containsKey(url)) {
            wishes = new FeedHints(
                    wishes.every(),
                    wishes.skipHours(),
                    wishes.skipDays(),
                    wishes.self(),
                    Optional.of(older.get(url)),
                    wishes.archive(),
                    wishes.hubs(),
                    wishes.expired());
        }
        return new Reading(read, refused, wishes, complete);
    }

    @Override
    public synchronized CompletableFuture<Void> publish(
            Feed feed, List<WireItem> fresh, List<Refusal> refused, Map<String, Map<String, String>> cursor) {
        if (refusing) {
            return CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
        }
        items.computeIfAbsent(feed.id(), f -> new ArrayList<>()).addAll(fresh);
        refusals.addAll(refused);
        cursors.computeIfAbsent(feed.id(), f -> new HashMap<>()).putAll(cursor);
        commits++;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<String> trouble(Feed feed) {
        return trouble;
    }

    synchronized List<String> uris(String feed) {
        return items.getOrDefault(feed, List.of()).stream()
                .map(WireItem::getUri)
                .toList();
    }

    synchronized Map<String, Map<String, String>> cursor(String feed) {
        return Map.copyOf(cursors.getOrDefault(feed, Map.of()));
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A clock that stands until it is moved; its nanoseconds move with it. */
    static final class Time extends Clock {
        private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");
        private final Instant start = now;
        private volatile Duration jumped = Duration.ZERO;

        void pass(Duration time) {
            now = now.plus(time);
        }

        /** Sets the wall clock, as an operator does; nothing passes. */
        void jump(Duration by) {
            now = now.plus(by);
            jumped = jumped.plus(by);
        }

        long nanos() {
            return Duration.between(start, now).minus(jumped).toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
