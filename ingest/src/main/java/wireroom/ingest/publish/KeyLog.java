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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.TopicReader;
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
    private Publisher publisher;
    private final AtomicInteger losses = new AtomicInteger();
    private TopicReader<Cursor> reader;
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
        return cursor.getPart().startsWith(PART) && cursor.getFields().containsKey(KEY);
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
        if (reader == null) {
            reader = TopicReader.of(cluster, Topics.INGEST_STATE);
        }
        Map<TopicPartition, Long> ends = reader.ends();
        while (!reader.isAt(ends)) {
            if (nanos.getAsLong() > deadline) {
                throw new KeysAway("what was published under keys of " + sourceId
                        + " cannot be read yet: a transaction of another process is open, or Kafka is away");
            }
            reader.poll(POLL, this::learn);
        }
    }

    /** At once: the next attempt reads on from here, also when this one ends before the end. */
    private void learn(ConsumerRecord<String, byte[]> record, Cursor cursor) {
        if (cursor != null && cursor.getSourceId().equals(sourceId) && isKey(cursor)) {
            Map<String, String> fields = Map.copyOf(cursor.getFields());
            remember(fields.get(KEY), new Entry(Long.parseLong(fields.get(NUMBER)), fields, cursor.getAt()));
        }
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
            if (reader != null) {
                reader.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
