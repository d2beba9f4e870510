package wireroom.app.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import wireroom.article.AuthorityPoint;
import wireroom.model.AuthorityEntry;
import wireroom.registry.RegistryUnavailableException;
import wireroom.topics.Cluster;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * The authority in its topic: read, and changed. A change and the points in {@code wire-items} from which on it holds are
 * one transaction; two changes at a time are one, and a refusal of the other.
 */
public final class AuthorityLog {
    /** One name for all who change it: Kafka lets the last who came go on, and nobody else. */
    private static final String TRANSACTIONAL_ID = "wireroom-authority";

    /** Readers of wire items wait for a change that died half-way no longer than this. */
    private static final int TIMEOUT_MS = 60_000;

    private static final TopicPartition PARTITION = new TopicPartition(Topics.AUTHORITY.name(), 0);

    private final Cluster cluster;

    public AuthorityLog(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * How the authority stands.
     *
     * @param entries last record of each id
     * @param state offset behind the last record: what a wire item or an edition is pinned to; 0 when there is none
     * @param unreadable offsets of records that say nothing, because they cannot be read
     */
    public record Standing(Map<String, AuthorityEntry> entries, long state, List<Long> unreadable) {}

    /**
     * What a change came to.
     *
     * @param records records written; 0 when there was nothing to change
     * @param state the state that holds from now on
     * @param unreadable of {@link Standing}
     */
    public record Changed(int records, long state, List<Long> unreadable) {}

    /** Somebody else changed the authority meanwhile; nothing of this change was written. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(Throwable cause) {
            super("somebody else changed the authority meanwhile, and nothing of this was written", cause);
        }
    }

    /** As it stands now; empty when there is no such topic yet. */
    public Standing read() {
        try (Admin admin = Admin.create(cluster.client())) {
            return read(admin);
        }
    }

    private Standing read(Admin admin) {
        Map<String, AuthorityEntry> entries = new HashMap<>();
        List<Long> unreadable = new ArrayList<>();
        List<TopicPartition> partitions = TopicLog.partitions(admin, List.of(Topics.AUTHORITY.name()));
        if (partitions.isEmpty()) {
            return new Standing(entries, 0, unreadable);
        }
        long[] state = {0};
        Map<TopicPartition, Long> ends = TopicLog.ends(admin, partitions, IsolationLevel.READ_COMMITTED);
        try (var serde = Topics.AUTHORITY.valueSerde(cluster);
                KafkaConsumer<String, byte[]> consumer = TopicLog.consumer(cluster, new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            TopicLog.drain(consumer, ends, record -> {
                state[0] = record.offset() + 1;
                try {
                    AuthorityEntry entry = record.value() == null
                            ? null
                            : serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
                    if (record.key() == null || entry != null && !record.key().equals(entry.getId())) {
                        unreadable.add(record.offset());
                    } else if (entry == null) {
                        entries.remove(record.key());
                    } else {
                        entries.put(record.key(), entry);
                    }
                } catch (RegistryUnavailableException e) {
                    throw e;
                } catch (SerializationException e) {
                    unreadable.add(record.offset());
                }
            });
        }
        return new Standing(entries, state[0], List.copyOf(unreadable));
    }

    /** The state that held when the log took what it took at this instant. */
    public long stateAt(Instant instant) {
        try (Admin admin = Admin.create(cluster.client())) {
            if (TopicLog.partitions(admin, List.of(Topics.AUTHORITY.name())).isEmpty()) {
                return 0;
            }
            long offset = TopicLog.get(
                    () -> admin.listOffsets(Map.of(PARTITION, OffsetSpec.forTimestamp(instant.toEpochMilli())))
                            .all()
                            .get()
                            .get(PARTITION)
                            .offset());
            return offset >= 0 ? offset : read(admin).state();
        }
    }

    /**
     * Changes the authority as it stands; what is fed after this returns is linked by the new state.
     *
     * @param change from how it stands to the records to write; none writes nothing
     * @param now for the points, decides nothing
     * @param progress gets the number of records that are still to be written, now and then
     * @throws Overtaken when somebody else did at the same time; try again
     */
    public Changed change(Function<Standing, Collection<AuthorityEntry>> change, Instant now, LongConsumer progress) {
        Map<String, Object> settings = cluster.client();
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("transactional.id", TRANSACTIONAL_ID);
        settings.put("transaction.timeout.ms", TIMEOUT_MS);
        settings.put("max.request.size", Topics.MAX_RECORD_BYTES);
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", 5);
        try (Admin admin = Admin.create(cluster.client());
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            TopicCreation.ensure(admin, List.of(Topics.AUTHORITY, Topics.WIRE_ITEMS), (short) -1);
            // Whoever is in the middle of a change is fenced here, so what is read below is all there is.
            producer.initTransactions();
            Standing before = read(admin);
            Collection<AuthorityEntry> records = change.apply(before);
            if (records.isEmpty()) {
                return new Changed(0, before.state(), before.unreadable());
            }
            producer.beginTransaction();
            try {
                long state = write(producer, records, progress);
                mark(producer, state, now);
                commit(producer);
                return new Changed(records.size(), state, before.unreadable());
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                throw e;
            } catch (KafkaException | ExecutionException e) {
                producer.abortTransaction();
                throw e;
            }
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new Overtaken(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProducerFencedException
                    || e.getCause() instanceof InvalidProducerEpochException) {
                throw new Overtaken(e);
            }
            throw new IllegalStateException(
                    "Kafka did not take the change: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A commit that is not answered cannot be taken back either: only the next look tells. */
    private static void commit(KafkaProducer<?, ?> producer) {
        try {
            producer.commitTransaction();
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka does not say whether it took the change; run it again: what is there is not changed twice",
                    e);
        }
    }

    private long write(
            KafkaProducer<String, byte[]> producer, Collection<AuthorityEntry> records, LongConsumer progress)
            throws ExecutionException, InterruptedException {
        long left = records.size();
        Future<RecordMetadata> last = null;
        try (var serde = Topics.AUTHORITY.valueSerde(cluster)) {
            for (AuthorityEntry entry : records) {
                Headers headers = new RecordHeaders();
                byte[] value = serde.serializer().serialize(Topics.AUTHORITY.name(), headers, entry);
                last = producer.send(new ProducerRecord<>(Topics.AUTHORITY.name(), 0, entry.getId(), value, headers));
                progress.accept(--left);
            }
        }
        producer.flush();
        return last == null ? 0 : last.get().offset() + 1;
    }

    private void mark(KafkaProducer<String, byte[]> producer, long state, Instant now)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> points = new ArrayList<>();
        try (var serde = Topics.WIRE_ITEMS.valueSerde(cluster)) {
            Headers headers = new RecordHeaders();
            byte[] point =
                    serde.serializer().serialize(Topics.WIRE_ITEMS.name(), headers, AuthorityPoint.of(state, now));
            for (var partition : producer.partitionsFor(Topics.WIRE_ITEMS.name())) {
                points.add(producer.send(new ProducerRecord<>(
                        Topics.WIRE_ITEMS.name(), partition.partition(), AuthorityPoint.KEY, point, headers)));
            }
        }
        for (Future<RecordMetadata> point : points) {
            point.get();
        }
    }
}
