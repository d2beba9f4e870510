package wireroom.ingest.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Cursor;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.TopicEnds;
import wireroom.topics.Topics;

/** Reads back how far ingest came. */
public final class CursorLog {
    private static final Logger LOG = LoggerFactory.getLogger(CursorLog.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private CursorLog() {}

    /**
     * The last committed cursor of every part of every source. To be called after the publisher is open: it has then
     * rolled back or finished what an earlier process left. Where another process has a transaction open, its end is
     * waited for: what is committed behind it cannot be read before.
     *
     * <p>A record that is no cursor is passed by, with a warning: the cursor before it counts, and what was read since
     * is read again, under the same ids.
     *
     * @throws RegistryException retriable: a schema is not known here, and no registry answers
     */
    public static Map<String, Cursor> read(Cluster cluster) {
        Map<String, Object> properties = cluster.client();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", false);
        Map<String, Cursor> cursors = new HashMap<>();
        try (Deserializer<Cursor> values =
                        Topics.INGEST_STATE.valueSerde(cluster).deserializer();
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.INGEST_STATE.name()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = TopicEnds.of(cluster, partitions);
            long began = System.nanoTime();
            boolean told = false;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                if (!told && System.nanoTime() - began > PATIENCE.toNanos()) {
                    told = true;
                    LOG.warn(
                            "waits for a transaction of another ingest process to end, before it takes its sources on");
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    // Keys are many, and nobody's place in a source.
                    cursor(record, values, "what was read of its source since the cursor before is read again")
                            .filter(cursor -> !KeyLog.isKey(cursor))
                            .ifPresent(cursor -> cursors.put(record.key(), cursor));
                }
            }
        }
        return cursors;
    }

    /**
     * The cursor in a record; empty, with a warning, when there is none.
     *
     * @param consequence what follows, for the warning
     * @throws RegistryException retriable: its schema is not known here, and no registry answers
     */
    static Optional<Cursor> cursor(
            ConsumerRecord<String, byte[]> record, Deserializer<Cursor> values, String consequence) {
        try {
            return Optional.ofNullable(values.deserialize(record.topic(), record.headers(), record.value()));
        } catch (RegistryException e) {
            if (e.retriable()) {
                throw e;
            }
            LOG.warn(
                    "{}-{}@{} is no cursor and is passed by ({}): {}; find who else writes to this topic",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage(),
                    consequence);
            return Optional.empty();
        }
    }
}
