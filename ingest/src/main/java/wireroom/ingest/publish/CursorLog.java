package wireroom.ingest.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Reads back how far ingest came. */
public final class CursorLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private CursorLog() {}

    /**
     * The last committed cursor of every part of every source. To be called after the publisher is open: it has then rolled back or
     * finished what an earlier process left.
     */
    public static Map<String, Cursor> read(Cluster cluster) {
        Map<String, Object> properties = cluster.client();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", false);
        Map<String, Cursor> cursors = new HashMap<>();
        try (Deserializer<Cursor> values =
                        Topics.INGEST_STATE.valueSerde(cluster).deserializer();
                KafkaConsumer<String, Cursor> consumer =
                        new KafkaConsumer<>(properties, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.INGEST_STATE.name()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<String, Cursor> record : consumer.poll(POLL)) {
                    // Keys are many, and nobody's place in a source.
                    if (!KeyLog.isKey(record.value())) {
                        cursors.put(record.key(), record.value());
                    }
                }
            }
        }
        return cursors;
    }
}
