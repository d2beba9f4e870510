package wireroom.app.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * How far an edition of enrich has come. Offsets alone cannot tell: a transaction ends with a marker, so a group that
 * has read everything stays one behind for ever. Behind means that there is a committed <em>record</em> to be read.
 */
public final class EnrichProgress implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(60);

    private final Cluster cluster;
    private final String group;
    private final long from;
    private final Admin admin;
    private final List<String> outputs;

    /**
     * @param edition its name
     * @param from wire items logged before it are left out by the edition; null for all history
     */
    public EnrichProgress(Cluster cluster, String edition, Instant from) {
        this.cluster = cluster;
        this.group = "wireroom-enrich-" + edition;
        this.from = from == null ? Long.MIN_VALUE : from.toEpochMilli();
        this.admin = Admin.create(cluster.client());
        this.outputs = new ArrayList<>(
                Topics.ofEdition(edition).stream().map(topic -> topic.name()).toList());
        outputs.add(Topics.REJECTS.name());
        outputs.add(Topics.KILLS.name());
    }

    /** Where {@code wire-items} ends now, by partition. */
    public Map<TopicPartition, Long> endOfWireItems() {
        return TopicLog.ends(
                admin, TopicLog.partitions(admin, List.of(Topics.WIRE_ITEMS.name())), IsolationLevel.READ_COMMITTED);
    }

    /** Wire items before {@code ends} that the edition has not taken yet. */
    public long behind(Map<TopicPartition, Long> ends) {
        return records(committed(ends.keySet()), ends);
    }

    /**
     * Returns when all that follows from the wire items before {@code ends} is committed to the edition's topics, also
     * while more wire items come in.
     *
     * @param behind told how many wire items are still to be taken, now and then
     * @param patience how long nothing may move
     * @throws IllegalStateException when nothing moves for so long
     */
    public void await(Map<TopicPartition, Long> ends, LongConsumer behind, Duration patience) {
        long last = -1;
        Patience moving = new Patience(patience);
        long open;
        while ((open = behind(ends)) > 0) {
            if (open != last) {
                last = open;
                moving.restart();
            }
            behind.accept(open);
            moving.pause();
        }
        behind.accept(0);
        // What a step hands to the next is in the log when its input is committed, so that the end of the log bounds
        // it; a chain of steps through n topics is empty after n such bounds.
        List<String> between = between();
        for (int i = 0; i < between.size(); i++) {
            awaitRead(TopicLog.partitions(admin, between), patience);
        }
        awaitDecided(TopicLog.partitions(admin, outputs), patience);
    }

    private void awaitRead(List<TopicPartition> partitions, Duration patience) {
        Map<TopicPartition, Long> ends = awaitDecided(partitions, patience);
        Patience moving = new Patience(patience);
        while (records(committed(partitions), ends) > 0) {
            moving.pause();
        }
    }

    /** Waits for the transactions that are open now. @return where the partitions ended when asked */
    private Map<TopicPartition, Long> awaitDecided(List<TopicPartition> partitions, Duration patience) {
        Map<TopicPartition, Long> written = TopicLog.ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED);
        Patience moving = new Patience(patience);
        while (true) {
            Map<TopicPartition, Long> decided = TopicLog.ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            if (written.entrySet().stream().allMatch(end -> decided.get(end.getKey()) >= end.getValue())) {
                return written;
            }
            moving.pause();
        }
    }

    /** The topics between the edition's own steps. */
    private List<String> between() {
        return TopicLog.get(() -> admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(group + "-") && name.endsWith("-repartition"))
                .sorted()
                .toList());
    }

    private Map<TopicPartition, Long> committed(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = TopicLog.get(() -> admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
        return partitions.stream()
                .collect(Collectors.toMap(
                        p -> p,
                        p -> offsets.get(p) == null ? 0L : offsets.get(p).offset()));
    }

    /** Committed records from {@code starts} to {@code ends}. */
    private long records(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> open = new HashMap<>(ends);
        open.entrySet().removeIf(end -> starts.get(end.getKey()) >= end.getValue());
        if (open.isEmpty()) {
            return 0;
        }
        AtomicLong count = new AtomicLong();
        try (KafkaConsumer<String, byte[]> consumer = TopicLog.consumer(cluster, new ByteArrayDeserializer())) {
            consumer.assign(open.keySet());
            open.keySet().forEach(partition -> consumer.seek(partition, starts.get(partition)));
            TopicLog.drain(consumer, open, record -> {
                if (record.timestamp() >= from) {
                    count.incrementAndGet();
                }
            });
        }
        return count.get();
    }

    @Override
    public void close() {
        admin.close();
    }

    /** Between looks, and for so long and no longer. */
    private static final class Patience {
        private final Duration most;
        private long since = System.nanoTime();

        Patience(Duration most) {
            this.most = most;
        }

        void restart() {
            since = System.nanoTime();
        }

        void pause() {
            if (System.nanoTime() - since > most.toNanos()) {
                throw new IllegalStateException("enrich made no progress for " + most.toSeconds() + " s");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
