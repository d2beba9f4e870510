package wireroom.app.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
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
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import wireroom.registry.RegistryUnavailableException;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;

/** Committed records of a topic, from its beginning to where it ends now. */
public final class TopicLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicLog() {}

    /**
     * A record that says nothing, because nobody can read it.
     *
     * @param why in one line
     */
    public record Unreadable(String topic, int partition, long offset, String why) {
        @Override
        public String toString() {
            return topic + ", partition " + partition + ", offset " + offset + " cannot be read: " + why;
        }
    }

    /**
     * Hands over every committed record, in order within a partition; nothing when the topic does not exist.
     *
     * @return how many
     * @throws IllegalStateException that names the first record which cannot be read
     */
    public static <V extends SpecificRecord> long read(
            Cluster cluster, Topic<V> topic, Consumer<ConsumerRecord<String, V>> each) {
        return read(cluster, topic, each, TopicLog::refuse);
    }

    /**
     * The same, past what cannot be read. What cannot be read <em>now</em>, since the registry does not answer, is no such
     * record: it ends the reading.
     *
     * @param unreadable told of each; what it throws ends the reading
     * @return how many were handed over
     */
    public static <V extends SpecificRecord> long read(
            Cluster cluster,
            Topic<V> topic,
            Consumer<ConsumerRecord<String, V>> each,
            Consumer<Unreadable> unreadable) {
        try (Admin admin = Admin.create(cluster.client());
                var serde = topic.valueSerde(cluster)) {
            List<TopicPartition> partitions = partitions(admin, List.of(topic.name()));
            if (partitions.isEmpty()) {
                return 0;
            }
            Map<TopicPartition, Long> ends = ends(admin, partitions, IsolationLevel.READ_COMMITTED);
            AtomicLong handed = new AtomicLong();
            try (KafkaConsumer<String, byte[]> consumer = consumer(cluster, new ByteArrayDeserializer())) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                drain(consumer, ends, record -> {
                    Optional<V> value = value(record, serde.deserializer(), unreadable);
                    if (value.isPresent()) {
                        handed.incrementAndGet();
                        each.accept(with(record, value.get()));
                    }
                });
            }
            return handed.get();
        }
    }

    private static void refuse(Unreadable record) {
        throw new IllegalStateException(record.toString());
    }

    private static <V> Optional<V> value(
            ConsumerRecord<String, byte[]> record, Deserializer<V> values, Consumer<Unreadable> unreadable) {
        String why;
        try {
            // None of these topics has a record without a key, nor one that says nothing.
            if (record.key() != null && record.value() != null) {
                return Optional.of(values.deserialize(record.topic(), record.headers(), record.value()));
            }
            why = record.key() == null ? "it has no key" : "it has no value";
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (SerializationException e) {
            why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        unreadable.accept(new Unreadable(record.topic(), record.partition(), record.offset(), why));
        return Optional.empty();
    }

    private static <V> ConsumerRecord<String, V> with(ConsumerRecord<String, byte[]> record, V value) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                value,
                record.headers(),
                record.leaderEpoch());
    }

    /** The last committed record of each key, by the highest {@code rank}; equal ranks: the later one. */
    public static <V extends SpecificRecord> Map<String, V> heads(
            Cluster cluster, Topic<V> topic, ToLongFunction<V> rank) {
        return heads(cluster, topic, rank, TopicLog::refuse);
    }

    /** The same, past what cannot be read. */
    public static <V extends SpecificRecord> Map<String, V> heads(
            Cluster cluster, Topic<V> topic, ToLongFunction<V> rank, Consumer<Unreadable> unreadable) {
        Map<String, V> heads = new HashMap<>();
        read(
                cluster,
                topic,
                record -> heads.merge(
                        record.key(),
                        record.value(),
                        (old, young) -> rank.applyAsLong(young) >= rank.applyAsLong(old) ? young : old),
                unreadable);
        return heads;
    }

    /** The last committed record of each key. */
    public static <V extends SpecificRecord> Map<String, V> last(Cluster cluster, Topic<V> topic) {
        return last(cluster, topic, TopicLog::refuse);
    }

    /** The same, past what cannot be read. */
    public static <V extends SpecificRecord> Map<String, V> last(
            Cluster cluster, Topic<V> topic, Consumer<Unreadable> unreadable) {
        return heads(cluster, topic, value -> 0, unreadable);
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
