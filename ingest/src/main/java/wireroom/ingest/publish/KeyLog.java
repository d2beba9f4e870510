package wireroom.ingest.publish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import wireroom.model.Cursor;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * The idempotency keys of one source, in {@code ingest-state}: what was published under a key stands there in the
 * transaction of the items themselves, so that every process says the same of it, also after a restart.
 *
 * <p>Several processes may take requests of one source. They share a transactional id: who wants to publish under a key
 * takes the log over, which fences whoever had it and ends its transaction, and then reads what was committed. So nobody
 * ever publishes under a key that he does not know to be free. It costs a take-over whenever requests change between
 * processes.
 *
 * <p>Keys lie in a ring of records: the newest overwrites the oldest, nothing has to be deleted. Thread-safe.
 */
public final class KeyLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** After a take-over by another process, so that each gets something done before the other takes it back. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private static final int LONGEST_PAUSE_FACTOR = 16;
    private static final String PART = "key:";
    private static final String KEY = "key";
    private static final String NUMBER = "number";

    /**
     * What is kept.
     *
     * @param most so many keys; with more the oldest is forgotten
     * @param keep for so long
     */
    public record Memory(int most, Duration keep) {}

    private record Entry(long number, Map<String, String> fields, Instant at) {}

    private final Cluster cluster;
    private final String sourceId;
    private final Memory memory;
    private final Supplier<Publisher> publishers;
    private final Function<Cursor, Outgoing> records;
    private final Clock clock;
    private final LongSupplier nanos;
    private final int salt;
    /** Held while the log changes hands. */
    private final ReentrantLock turn = new ReentrantLock();

    private final ReentrantLock entriesLock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();
    private final TreeMap<Long, String> ring = new TreeMap<>();
    private long next;
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private Publisher publisher;
    private final AtomicInteger losses = new AtomicInteger();
    private KafkaConsumer<String, byte[]> consumer;
    private Deserializer<Cursor> values;
    private Admin admin;
    private boolean closed;

    /**
     * Touches Kafka with the first {@link #hold}.
     *
     * @param publishers opens a publisher that shares its name, see {@link Publisher#shared}
     * @param records makes the record of a cursor
     * @param nanos elapsed time, for patience
     * @param salt differs from process to process
     */
    public KeyLog(
            Cluster cluster,
            String sourceId,
            Memory memory,
            Supplier<Publisher> publishers,
            Function<Cursor, Outgoing> records,
            Clock clock,
            LongSupplier nanos,
            int salt) {
        this.cluster = cluster;
        this.sourceId = sourceId;
        this.memory = memory;
        this.publishers = publishers;
        this.records = records;
        this.clock = clock;
        this.nanos = nanos;
        this.salt = salt;
    }

    /** Name under which all processes of a group publish what has a key. */
    public static String transactionalId(String group, String sourceId) {
        return "wireroom-ingest-" + group + "-keys-" + sourceId;
    }

    /** Whether a cursor is a key, and no place in a source. */
    static boolean isKey(Cursor cursor) {
        return cursor.getPart().startsWith(PART)
                && cursor.getFields().containsKey(KEY)
                && cursor.getFields().getOrDefault(NUMBER, "").matches("\\d{1,18}");
    }

    /**
     * Makes this process the one that may publish under keys, if it is not yet.
     *
     * @param patience how long it may take
     * @throws KeysAway when Kafka does not let it in that time; tried again it may work
     * @throws org.apache.kafka.common.KafkaException likewise
     */
    public Held hold(Duration patience) {
        long deadline = nanos.getAsLong() + patience.toNanos();
        try {
            if (!turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new KeysAway(
                        "the keys of " + sourceId + " could not be taken over within " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysAway("interrupted", e);
        }
        try {
            if (closed) {
                throw new KeysAway("ingest is closing");
            }
            if (publisher == null || publisher.isStopped()) {
                takeOver(deadline);
            }
            return new Held(publisher);
        } finally {
            turn.unlock();
        }
    }

    private void takeOver(long deadline) {
        if (publisher != null) {
            publisher.close();
            publisher = null;
            pause();
        }
        Publisher taken = publishers.get();
        try {
            readToEnd(deadline);
        } catch (RuntimeException e) {
            taken.close();
            throw e;
        }
        publisher = taken;
    }

    /** Longer each time, and of another length in each process: two that want it at once must not march in step. */
    private void pause() {
        int lost = losses.incrementAndGet();
        long factor = Math.min(LONGEST_PAUSE_FACTOR, 1L << Math.min(lost - 1, 4));
        int share = 50 + Math.floorMod(salt * 31 + lost * 37, 100);
        try {
            TimeUnit.NANOSECONDS.sleep(FIRST_PAUSE.toNanos() * factor * share / 100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysAway("interrupted", e);
        }
    }

    /** Everything that was committed before now: others' open transactions are waited for, since ours may lie behind. */
    private void readToEnd(long deadline) {
        open();
        Map<TopicPartition, Long> ends = ends();
        while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            if (nanos.getAsLong() > deadline) {
                throw new KeysAway("what was published under keys of " + sourceId
                        + " cannot be read yet: a transaction of another process is open, or Kafka is away");
            }
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            try {
                records.forEach(this::take);
            } catch (RegistryException registryAway) {
                // The consumer stands behind these records already; a key that is passed over would be published twice.
                consumer.seekToBeginning(read.keySet());
                throw new KeysAway(
                        "what was published under keys of " + sourceId + " cannot be read: "
                                + registryAway.getMessage(),
                        registryAway);
            }
        }
    }

    /** Remembered at once, in any order: whoever comes after a reading that was broken off goes on behind it. */
    private void take(ConsumerRecord<String, byte[]> record) {
        CursorLog.cursor(record, values, "if it was a key of a push source, that key counts as free")
                .filter(cursor -> cursor.getSourceId().equals(sourceId) && isKey(cursor))
                .ifPresent(cursor -> remember(
                        cursor.getFields().get(KEY),
                        new Entry(
                                Long.parseLong(cursor.getFields().get(NUMBER)),
                                Map.copyOf(cursor.getFields()),
                                cursor.getAt())));
    }

    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        read.keySet().forEach(p -> latest.put(p, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysAway("interrupted", e);
        } catch (ExecutionException e) {
            throw new KeysAway("Kafka does not say how long ingest-state is: " + e.getCause(), e);
        }
        return ends;
    }

    private void open() {
        if (consumer != null) {
            return;
        }
        Map<String, Object> properties = cluster.client();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", false);
        values = Topics.INGEST_STATE.valueSerde(cluster).deserializer();
        // Bytes: a record of a stranger must not stop the consumer where it lies.
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        admin = Admin.create(cluster.client());
        consumer.partitionsFor(Topics.INGEST_STATE.name())
                .forEach(p -> read.put(new TopicPartition(p.topic(), p.partition()), 0L));
        consumer.assign(read.keySet());
        consumer.seekToBeginning(read.keySet());
    }

    private void remember(String key, Entry entry) {
        entriesLock.lock();
        try {
            Entry before = entries.get(key);
            if (before != null && before.number() > entry.number()) {
                return;
            }
            if (before != null) {
                ring.remove(before.number());
            }
            entries.put(key, entry);
            ring.put(entry.number(), key);
            next = Math.max(next, entry.number() + 1);
            while (!ring.isEmpty() && ring.firstKey() <= next - 1 - memory.most()) {
                entries.remove(ring.pollFirstEntry().getValue());
            }
        } finally {
            entriesLock.unlock();
        }
    }

    private Optional<Entry> valid(String key) {
        return Optional.ofNullable(entries.get(key))
                .filter(e -> e.at().plus(memory.keep()).isAfter(clock.instant()));
    }

    /** The log, as long as no other process takes it over. */
    public final class Held {
        private final Publisher own;

        private Held(Publisher own) {
            this.own = own;
        }

        /** What was published under a key, as it was given; empty when it is free. */
        public Optional<Map<String, String>> find(String key) {
            entriesLock.lock();
            try {
                return valid(key).map(Entry::fields);
            } finally {
                entriesLock.unlock();
            }
        }

        /**
         * Commits records together with what is to be known of their key.
         *
         * @param key at most a few hundred characters
         * @param fields found again by {@link #find}; their names are not {@code key} or {@code number}
         * @return fails with {@link PublishingStopped} when another process has taken the log over: hold and find again
         */
        public CompletableFuture<Void> publish(String key, Map<String, String> fields, List<Outgoing> committed) {
            turn.lock();
            try {
                long number = number(key);
                Instant now = clock.instant();
                Map<String, String> all = new HashMap<>(fields);
                all.put(KEY, key);
                all.put(NUMBER, Long.toString(number));
                List<Outgoing> together = new ArrayList<>(committed);
                together.add(records.apply(Cursor.newBuilder()
                        .setSourceId(sourceId)
                        .setPart(PART + number % memory.most())
                        .setFields(all)
                        .setAt(now)
                        .build()));
                Entry entry = new Entry(number, Map.copyOf(all), now);
                // Within the turn: nobody reads the log anew before this is remembered.
                return own.publish(together).thenRun(() -> {
                    remember(key, entry);
                    losses.set(0);
                });
            } finally {
                turn.unlock();
            }
        }

        private long number(String key) {
            entriesLock.lock();
            try {
                Optional<Entry> known = valid(key);
                return known.isPresent() ? known.get().number() : next++;
            } finally {
                entriesLock.unlock();
            }
        }
    }

    /** Commits what waits, and ends. */
    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            if (publisher != null) {
                publisher.close();
            }
            if (consumer != null) {
                consumer.close();
                values.close();
                admin.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
