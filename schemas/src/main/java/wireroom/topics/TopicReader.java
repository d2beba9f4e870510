package wireroom.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.registry.RegistryException;
import wireroom.registry.RegistryRefusedException;
import wireroom.registry.RegistryUnavailableException;

/**
 * Reads what is committed to a topic, from its beginning on and for as long as it is asked: how a module keeps the state
 * that a topic holds in memory. A record is handed over once, or again when taking it failed; none is passed over because
 * a registry is away. Touches Kafka with the first call. Not thread-safe, except for {@link #wakeup}.
 */
public final class TopicReader<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

    /** Takes records, in order within a partition. */
    @FunctionalInterface
    public interface Taker<V> {
        /**
         * One record.
         *
         * @param value null when the key is deleted
         */
        void take(ConsumerRecord<String, byte[]> record, V value);

        /** A record that nobody can read, now or later. */
        default void unreadable(ConsumerRecord<String, byte[]> record, RegistryException why) {
            LOG.warn(
                    "{}-{}@{} cannot be read and is passed by ({}); find who else writes to this topic",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why.getMessage());
        }

        /** Everything of a partition before this offset is taken; told after each look. */
        default void level(TopicPartition partition, long offset) {}
    }

    private final Topic<V> topic;
    private final Consumer<String, byte[]> consumer;
    private final Deserializer<V> values;
    private final Function<Collection<TopicPartition>, Map<TopicPartition, Long>> ends;
    private Collection<TopicPartition> partitions = List.of();

    TopicReader(
            Topic<V> topic,
            Consumer<String, byte[]> consumer,
            Deserializer<V> values,
            Function<Collection<TopicPartition>, Map<TopicPartition, Long>> ends) {
        this.topic = topic;
        this.consumer = consumer;
        this.values = values;
        this.ends = ends;
    }

    /** Of one topic, which must be there when it is read. */
    public static <V extends SpecificRecord> TopicReader<V> of(Cluster cluster, Topic<V> topic) {
        Map<String, Object> settings = cluster.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", "false");
        return new TopicReader<>(
                topic,
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
                topic.valueSerde(cluster).deserializer(),
                partitions -> ends(cluster, partitions));
    }

    /** The offset after the last record of each partition, committed or not. */
    private static Map<TopicPartition, Long> ends(Cluster cluster, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(cluster.client())) {
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka does not say where " + partitions + " end", e.getCause());
        }
    }

    private void open() {
        if (!partitions.isEmpty()) {
            return;
        }
        List<PartitionInfo> found = consumer.partitionsFor(topic.name());
        if (found == null || found.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + topic.name());
        }
        Collection<TopicPartition> all = found.stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        partitions = all;
    }

    /**
     * Where the topic ends now. A consumer of committed records is told another end, that of the first transaction which
     * is still open; what was committed behind it counts, too, for whoever must know all before it begins. It can be read
     * when that transaction has ended, after its timeout at the latest.
     *
     * @throws KafkaException when Kafka does not say
     */
    public Map<TopicPartition, Long> ends() {
        open();
        return ends.apply(partitions);
    }

    /** Whether everything before these offsets is taken. */
    public boolean isAt(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * Hands over what has come since the last call, or comes within so long. What is not taken when this fails is handed
     * over by the next call.
     *
     * @throws RegistryUnavailableException when no registry tells what a record means
     * @throws RegistryRefusedException when one does not want to tell
     * @throws KafkaException when Kafka does not answer as it should
     */
    public void poll(Duration patience, Taker<? super V> taker) {
        open();
        ConsumerRecords<String, byte[]> records = consumer.poll(patience);
        Map<TopicPartition, Long> left = new HashMap<>();
        records.partitions()
                .forEach(partition -> left.put(
                        partition, records.records(partition).getFirst().offset()));
        try {
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                    hand(record, taker);
                    left.put(partition, record.offset() + 1);
                }
                left.remove(partition);
            }
        } catch (RuntimeException e) {
            left.forEach((partition, next) -> {
                consumer.seek(partition, next);
                taker.level(partition, next);
            });
            throw e;
        }
        partitions.forEach(partition -> taker.level(partition, consumer.position(partition)));
    }

    private void hand(ConsumerRecord<String, byte[]> record, Taker<? super V> taker) {
        V value;
        try {
            value = values.deserialize(record.topic(), record.headers(), record.value());
        } catch (RegistryException e) {
            if (e instanceof RegistryUnavailableException || e instanceof RegistryRefusedException) {
                // Nothing is wrong with the record.
                throw e;
            }
            taker.unreadable(record, e);
            return;
        }
        taker.take(record, value);
    }

    /** Ends a {@link #poll} that waits, with a {@code WakeupException}; from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
        values.close();
    }
}
