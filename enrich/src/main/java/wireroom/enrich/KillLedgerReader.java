package wireroom.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Kill;
import wireroom.topics.Cluster;
import wireroom.topics.TopicEnds;
import wireroom.topics.Topics;

/**
 * The kill ledger, read to its end before anything is enriched and followed from then on. Read by a plain consumer into
 * memory instead of a global store: there is no file that could be corrupt (KAFKA-21034), and one copy serves all
 * editions.
 */
final class KillLedgerReader implements KillLedger, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KillLedgerReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);

    private record Entry(Instant at, boolean published) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final KafkaConsumer<String, byte[]> consumer;
    private final Cluster cluster;
    private final Serde<Kill> serde;
    private final Thread thread;
    private volatile boolean open = true;

    private KillLedgerReader(Cluster cluster) {
        Map<String, Object> settings = cluster.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.cluster = cluster;
        serde = Topics.KILLS.valueSerde(cluster);
        thread = new Thread(this::follow, "wireroom-kill-ledger");
        thread.setDaemon(true);
    }

    /** Starts reading; {@link #awaitLoaded} says when the ledger is complete. */
    static KillLedgerReader start(Cluster cluster) {
        KillLedgerReader reader = new KillLedgerReader(cluster);
        reader.thread.start();
        return reader;
    }

    /** Returns when everything that the ledger held at the start is known. */
    void awaitLoaded() throws InterruptedException {
        loaded.await();
    }

    @Override
    public Instant killedAt(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.at();
    }

    @Override
    public boolean wasPublished(String id) {
        Entry entry = entries.get(id);
        return entry != null && entry.published();
    }

    @Override
    public List<String> since(int position) {
        int size = told.size();
        return position >= size ? List.of() : new ArrayList<>(told.subList(position, size));
    }

    /** Enrichment waits for the ledger, so this must not end before it is closed: it begins again instead. */
    private void follow() {
        try (consumer;
                serde) {
            while (open) {
                try {
                    read();
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("kill ledger closed", e);
                } catch (KafkaException e) {
                    LOG.warn("the kill ledger cannot be read and is begun again: {}", e.toString());
                    LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                }
            }
        }
    }

    private void read() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.KILLS.name()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = TopicEnds.of(cluster, partitions);
        while (open) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                learn(record);
            }
            if (loaded.getCount() > 0
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                loaded.countDown();
            }
        }
    }

    private void learn(ConsumerRecord<String, byte[]> record) {
        Entry entry;
        try {
            Kill kill = serde.deserializer().deserialize(record.topic(), record.value());
            entry = new Entry(kill.getReceivedAt(), kill.getWasPublished());
        } catch (SerializationException e) {
            // The key alone says who is dead; forgetting a kill would be worse than not knowing its reason.
            LOG.warn("kill of {} cannot be read, it counts all the same", record.key(), e);
            entry = new Entry(Instant.ofEpochMilli(Math.max(0, record.timestamp())), true);
        }
        Entry known = entries.get(record.key());
        entries.put(
                record.key(), known == null ? entry : new Entry(known.at(), known.published() || entry.published()));
        if (known == null) {
            told.add(record.key());
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
