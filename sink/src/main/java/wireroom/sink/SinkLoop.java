package wireroom.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.outcome.Outcome;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;
import wireroom.registry.RegistryException;
import wireroom.sink.ArticleStore.Claim;
import wireroom.sink.ArticleStore.Written;
import wireroom.topics.Topics;

/**
 * Reads and stores, in one thread. A failure of the store, the registry or Kafka never loses its place: what was read
 * stays in hand, nothing more is fetched, and the same step is tried again until it succeeds or the sink is closed.
 */
final class SinkLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_EVERY_MILLIS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final ArticleStore store;
    private final Decoder decoder;
    private final Outbox outbox;
    private final Backoff backoff;
    private final java.time.Clock clock;

    /** Partitions that are ours in the store, with the position there. */
    private final Map<TopicPartition, Claim> claims = new HashMap<>();
    /** Partitions that Kafka gave us and the store does not know of yet: paused until then. */
    private final Set<TopicPartition> unclaimed = new HashSet<>();
    /** Where the kill ledger ended when we started; null until asked, empty when the store has it all. */
    private Map<TopicPartition, Long> killsToLoad;

    private ConsumerRecords<byte[], byte[]> inHand;
    private boolean acknowledge = true;
    private long committedAt;
    private volatile boolean closed;
    private volatile SinkStatus status = new SinkStatus(Map.of(), -1, 0, 0, Optional.of("starting"));
    private long stored;
    private long rejected;

    SinkLoop(
            Consumer<byte[], byte[]> consumer,
            ArticleStore store,
            Decoder decoder,
            Outbox outbox,
            Backoff backoff,
            java.time.Clock clock) {
        this.consumer = consumer;
        this.store = store;
        this.decoder = decoder;
        this.outbox = outbox;
        this.backoff = backoff;
        this.clock = clock;
    }

    SinkStatus status() {
        return status;
    }

    void close() {
        closed = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        try {
            consumer.subscribe(Decoder.TOPICS, this);
            while (!closed) {
                step();
            }
        } catch (WakeupException e) {
            LOG.debug("closing");
        } catch (FencedInstanceIdException e) {
            fail("another sink runs under the name of this one; give each its own WIREROOM_INSTANCE", e);
        } catch (RuntimeException | Error e) {
            fail("stopped by a fault of its own: " + e, e);
            throw e;
        } finally {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(5)));
        }
    }

    private void fail(String trouble, Throwable e) {
        LOG.error("sink {}", trouble, e);
        status = new SinkStatus(status.positions(), status.lag(), stored, rejected, Optional.of(trouble));
    }

    private void step() {
        try {
            claim();
            acknowledge();
            if (inHand == null) {
                inHand = consumer.poll(POLL);
            }
            store();
            inHand = null;
            backoff.succeeded();
            report(Optional.empty());
        } catch (OffsetOutOfRangeException e) {
            waitOut(
                    "the log of " + e.offsetOutOfRangePartitions()
                            + " does not hold the stored position: the store is of another log; empty it, or use another database");
        } catch (ArticleStore.StoreUnavailable | RegistryException e) {
            waitOut(e.getMessage());
        } catch (WakeupException | FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            waitOut("Kafka: " + e.getMessage());
        }
    }

    /** Stays in the group while it waits: a poll of paused partitions only sends heartbeats. */
    private void waitOut(String trouble) {
        if (status.trouble().isEmpty()) {
            LOG.warn("sink waits: {}", trouble);
        }
        report(Optional.of(trouble));
        consumer.pause(consumer.assignment());
        ConsumerRecords<byte[], byte[]> strays = consumer.poll(backoff.next());
        unclaimed.addAll(strays.partitions());
        resume();
    }

    private void resume() {
        Set<TopicPartition> readable = new HashSet<>(consumer.assignment());
        readable.removeAll(unclaimed);
        if (!killsLoaded()) {
            readable.removeIf(partition -> holdsText(partition.topic()));
        }
        consumer.resume(readable);
    }

    // ---- owning partitions

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        // any place will do until the store is asked; without one the consumer would ask the group's coordinator
        partitions.forEach(partition -> consumer.seek(partition, 0));
        unclaimed.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(claims::remove);
        unclaimed.removeAll(partitions);
    }

    private void claim() {
        if (unclaimed.isEmpty()) {
            return;
        }
        if (killsToLoad == null) {
            killsToLoad = endOfKills();
        }
        Map<TopicPartition, Claim> given = store.claim(unclaimed);
        given.forEach((partition, claim) -> consumer.seek(partition, claim.position()));
        claims.putAll(given);
        unclaimed.clear();
        resume();
    }

    private Map<TopicPartition, Long> endOfKills() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.KILLS.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        return new HashMap<>(consumer.endOffsets(partitions));
    }

    /** The kill ledger goes in before any text, so that a rebuilt store never holds what was killed, even briefly. */
    private boolean killsLoaded() {
        if (killsToLoad == null) {
            return false;
        }
        if (!killsToLoad.isEmpty()) {
            Map<TopicPartition, Long> there = store.positions();
            killsToLoad.entrySet().removeIf(end -> there.getOrDefault(end.getKey(), 0L) >= end.getValue());
        }
        return killsToLoad.isEmpty();
    }

    private static boolean holdsText(String topic) {
        return topic.startsWith(Topics.ARTICLES.name()) || topic.startsWith(Topics.STORIES.name());
    }

    // ---- storing

    private void store() {
        Map<Entry.Place, ConsumerRecord<byte[], byte[]>> sources = new HashMap<>();
        List<Entry> entries = new ArrayList<>(inHand.count());
        for (ConsumerRecord<byte[], byte[]> kafka : inHand) {
            TopicPartition partition = new TopicPartition(kafka.topic(), kafka.partition());
            if (claims.containsKey(partition)) {
                Entry.Place place = new Entry.Place(partition, kafka.offset());
                sources.put(place, kafka);
                switch (decoder.decode(kafka)) {
                    case Outcome.Accepted<Entry> accepted -> entries.add(accepted.value());
                    case Outcome.Rejected<Entry> refused -> {
                        outbox.reject(place, kafka.value(), refused.reject(), "decode");
                        rejected++;
                    }
                }
            }
        }
        Map<TopicPartition, Batch.Span> spans = new HashMap<>();
        claims.forEach((partition, claim) -> {
            long reached = consumer.position(partition);
            if (reached != claim.position()) {
                spans.put(partition, new Batch.Span(claim.position(), reached, claim.epoch()));
            }
        });
        if (spans.isEmpty()) {
            return;
        }
        boolean wasLoading = !killsToLoad.isEmpty();
        if (store(new Batch(entries, spans), sources)) {
            acknowledge |= entries.stream().anyMatch(Entry.OfKill.class::isInstance);
            commitForOnlookers();
        } else {
            // what is in the store now is not what we know: ask, and read on from there
            claims.keySet().removeAll(spans.keySet());
            unclaimed.addAll(spans.keySet());
            unclaimed.retainAll(consumer.assignment());
            consumer.pause(unclaimed);
        }
        if (wasLoading) {
            resume();
        }
    }

    /** False when the batch, or a part of it, was not for us to write. */
    private boolean store(Batch batch, Map<Entry.Place, ConsumerRecord<byte[], byte[]>> sources) {
        return switch (store.write(batch)) {
            case Written.Stored s -> advance(batch);
            case Written.AlreadyStored s -> advance(batch);
            case Written.Fenced fenced -> {
                LOG.info("sink gives way: {}", fenced.detail());
                yield false;
            }
            case Written.Refused refused -> isolate(batch, sources, refused.detail());
        };
    }

    private boolean advance(Batch batch) {
        batch.spans()
                .forEach((partition, span) ->
                        claims.computeIfPresent(partition, (p, claim) -> new Claim(span.to(), claim.epoch())));
        stored += batch.entries().size();
        return true;
    }

    private boolean isolate(Batch batch, Map<Entry.Place, ConsumerRecord<byte[], byte[]>> sources, String why) {
        if (batch.entries().isEmpty()) {
            throw new ArticleStore.StoreUnavailable("refuses to move positions: " + why, null);
        }
        if (batch.entries().size() > 1) {
            for (Batch half : batch.split()) {
                if (!storeInParts(half, sources)) {
                    return false;
                }
            }
            return true;
        }
        Entry.Place place = batch.entries().getFirst().place();
        outbox.reject(
                place,
                sources.get(place).value(),
                new Reject(
                        RejectCode.REFUSED_BY_STORE,
                        why,
                        "mend the value at its source and send it again as a new version; all other records are stored"),
                why.replaceAll(".*\\(SQLSTATE (\\w+)\\).*", "$1"));
        rejected++;
        return store(batch.skipped(), sources);
    }

    /** A failure half-way leaves positions that the whole batch does not start from: say so instead of repeating it. */
    private boolean storeInParts(Batch part, Map<Entry.Place, ConsumerRecord<byte[], byte[]>> sources) {
        try {
            return store(part, sources);
        } catch (ArticleStore.StoreUnavailable e) {
            LOG.warn("sink reads again after a failure within a batch: {}", e.getMessage());
            return false;
        }
    }

    private void acknowledge() {
        while (acknowledge) {
            List<ArticleStore.Erasure> due = store.unacknowledged();
            if (due.isEmpty()) {
                acknowledge = false;
            } else {
                outbox.acknowledge(due);
                store.acknowledged(due);
            }
        }
    }

    /** The store's positions count; Kafka's copy only lets its own tools show the lag. */
    private void commitForOnlookers() {
        if (clock.millis() - committedAt >= COMMIT_EVERY_MILLIS) {
            committedAt = clock.millis();
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            claims.forEach((partition, claim) -> offsets.put(partition, new OffsetAndMetadata(claim.position())));
            consumer.commitAsync(offsets, (done, e) -> {
                if (e != null) {
                    LOG.debug("offsets for onlookers not committed", e);
                }
            });
        }
    }

    private void report(Optional<String> trouble) {
        Map<String, Long> positions = new HashMap<>();
        claims.forEach((partition, claim) -> positions.put(partition.toString(), claim.position()));
        status = new SinkStatus(positions, trouble.isEmpty() ? lag() : -1, stored, rejected, trouble);
    }

    private long lag() {
        if (claims.isEmpty() || !unclaimed.isEmpty()) {
            return -1;
        }
        long sum = 0;
        for (TopicPartition partition : claims.keySet()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return -1;
            }
            sum += lag.getAsLong();
        }
        return sum;
    }
}
