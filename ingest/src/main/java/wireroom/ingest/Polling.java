package wireroom.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.poll.Feed;
import wireroom.ingest.poll.FeedReader;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Publisher;
import wireroom.model.Channel;
import wireroom.model.Cursor;
import wireroom.model.WireItem;

/** Makes records of what polls bring: items, refusals and the cursor go out in one transaction. */
final class Polling implements FeedReader {
    private final Map<String, SourceConfig.Feed> feeds;
    private final Intake intake;
    private final Settings settings;
    private final Clock clock;
    private final Function<String, Optional<Publisher>> publishers;
    private final Published published;

    /** Told of what was committed. */
    interface Published {
        /** Items of one source, and how many refusals. */
        void add(List<WireItem> items, int refusals);
    }

    /** @param publishers the publisher of a source; empty when another process owns it */
    Polling(
            List<SourceConfig> sources,
            Intake intake,
            Settings settings,
            Clock clock,
            Function<String, Optional<Publisher>> publishers,
            Published published) {
        this.feeds = sources.stream()
                .filter(SourceConfig.Feed.class::isInstance)
                .map(SourceConfig.Feed.class::cast)
                .collect(Collectors.toUnmodifiableMap(SourceConfig.Feed::id, f -> f));
        this.intake = intake;
        this.settings = settings;
        this.clock = clock;
        this.publishers = publishers;
        this.published = published;
    }

    @Override
    public Reading read(Feed feed, String url, byte[] body, Instant at, int most) {
        Collected collected = new Collected(most);
        boolean complete = intake.parse(document(feed, url, Input.of(body), at), collected);
        return new Reading(collected.items, collected.refusals, collected.hints, complete);
    }

    private Document document(Feed feed, String url, Input input, Instant at) {
        SourceConfig.Reading how = feeds.get(feed.id()).reading();
        String provider = how.provider();
        return new Document(
                input,
                provider,
                feed.id(),
                Channel.FEED,
                url,
                how.format(),
                at,
                how.charset(provider),
                how.zone(provider),
                how.profile(provider),
                settings.limits());
    }

    /** Collects up to so many. */
    private static final class Collected implements ItemSink {
        private final int most;
        private final List<WireItem> items = new ArrayList<>();
        private final List<Refusal> refusals = new ArrayList<>();
        private FeedHints hints = FeedHints.NONE;

        Collected(int most) {
            this.most = most;
        }

        @Override
        public void item(WireItem item) {
            mustFit();
            items.add(item);
        }

        @Override
        public void refusal(Refusal refusal) {
            mustFit();
            refusals.add(refusal);
        }

        @Override
        public void hints(FeedHints said) {
            hints = said;
        }

        private void mustFit() {
            if (items.size() + refusals.size() >= most) {
                throw new Intake.Enough();
            }
        }
    }

    @Override
    public CompletableFuture<Void> publish(
            Feed feed, List<WireItem> items, List<Refusal> refusals, Map<String, Map<String, String>> cursor) {
        Optional<Publisher> publisher = publishers.apply(feed.id());
        if (publisher.isEmpty()) {
            return CompletableFuture.failedFuture(new IllegalStateException("another process owns " + feed.id()));
        }
        Instant now = clock.instant();
        Intake.Taken taken;
        List<Outgoing> records;
        try {
            taken = intake.take(document(feed, feed.target().toString(), Input.of(new byte[0]), now), items, refusals);
            records = new ArrayList<>(taken.records());
            cursor.forEach((part, fields) -> records.add(intake.cursor(Cursor.newBuilder()
                    .setSourceId(feed.id())
                    .setPart(part)
                    .setFields(fields)
                    .setAt(now)
                    .build())));
        } catch (org.apache.kafka.common.errors.SerializationException registryAway) {
            return CompletableFuture.failedFuture(registryAway);
        }
        return publisher
                .get()
                .publish(records)
                .thenRun(() -> published.add(taken.items(), taken.rejects().size()));
    }

    @Override
    public Optional<String> trouble(Feed feed) {
        return publishers.apply(feed.id()).map(Publisher::trouble).orElse(Optional.of("another process owns it"));
    }
}
