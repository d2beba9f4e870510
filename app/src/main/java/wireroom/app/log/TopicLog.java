package wireroom.app.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;

/** Committed records of a topic, from its beginning to where it ends now. */
public final class TopicLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicLog() {}

    /**
     * Hands over every committed record, in order within a partition; nothing when the topic does not exist.
     *
     * @return how many
     */
    public static <V extends SpecificRecord> long read(
            Cluster cluster, Topic<V> topic, Consumer<ConsumerRecord<String, V>> each) {
        try (Admin admin = Admin.create(cluster.client());
                var serde = topic.valueSerde(cluster)) {
            List<TopicPartition> partitions = partitions(admin, List.of(topic.name()));
            if (partitions.isEmpty()) {
                return 0;
            }
            Map<TopicPartition, Long> ends = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            try (KafkaConsumer<String, V> consumer = consumer(cluster, serde.deserializer())) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                return drain(consumer, ends, each);
            }
        }
    }

    /** The last committed record of each key, by the highest {@code rank}; equal ranks: the later one. */
    public static <V extends SpecificRecord> Map<String, V> heads(
            Cluster cluster, Topic<V> topic, ToLongFunction<V> rank) {
        Map<String, V> heads = new HashMap<>();
        read(
                cluster,
                topic,
                record -> heads.merge(
                        record.key(),
                        record.value(),
                        (old, young) -> rank.applyAsLong(young) >= rank.applyAsLong(old) ? young : old));
        return heads;
    }

    /** The last committed record of each key. */
    public static <V extends SpecificRecord> Map<String, V> last(Cluster cluster, Topic<V> topic) {
        return heads(cluster, topic, value -> 0);
    }

    static <V> long drain(
            KafkaConsumer<String, V> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<String, V>> each) {
        long records = 0;
        // position, not the last record: a transaction ends with a marker that is no record
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, V> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    records++;
                    each.accept(record);
                }
            }
        }
        return records;
    }

    /** A consumer without a group: it assigns itself. */
    static <V> KafkaConsumer<String, V> consumer(Cluster cluster, Deserializer<V> values) {
        Map<String, Object> properties = cluster.client();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", "2000");
        return new KafkaConsumer<>(properties, new StringDeserializer(), values);
    }

    /** Partitions of those topics that exist. */
    static List<TopicPartition> partitions(Admin admin, Collection<String> topics) {
        return get(() -> {
            var existing = admin.listTopics().names().get();
            return admin
                    .describeTopics(topics.stream().filter(existing::contains).toList())
                    .allTopicNames()
                    .get()
                    .values()
                    .stream()
                    .flatMap(topic ->
                            topic.partitions().stream().map(p -> new TopicPartition(topic.name(), p.partition())))
                    .toList();
        });
    }

    static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions, IsolationLevel level) {
        return get(() -> admin
                .listOffsets(
                        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
                        new org.apache.kafka.clients.admin.ListOffsetsOptions(level))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset())));
    }

    /** A question to the broker. */
    interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    static <T> T get(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
