package wireroom.ingest.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import wireroom.topics.Cluster;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * One transactional producer and the thread that owns it. What waits while a transaction commits goes into the next one
 * together, so a lone record is fast and a crowd shares the cost. Thread-safe.
 *
 * <p>A broker that is away is waited for: nothing is given up and nothing doubled. A producer that was fenced by another
 * process of the same name stops for good.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    /** Bytes that may wait: bounds memory when sources are faster than Kafka. */
    private static final int WAITING_BYTES = 64 * 1024 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** How long close() waits for a broker that is away before it leaves the rest to the next start. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final Supplier<Producer<String, byte[]>> producers;
    private final int mostRecords;
    private final int mostBytes;
    private final boolean shared;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(WAITING_BYTES);
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private Producer<String, byte[]> producer;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile PublishingStopped stopped;
    private volatile boolean closing;

    private record Waiting(List<Outgoing> records, int bytes, CompletableFuture<Void> committed) {}

    /**
     * Initialises the producer, which fences and rolls back whoever had its transactional id.
     *
     * @param producers makes a producer; again after a failure that a producer does not survive
     * @param mostRecords most records in one transaction, unless one delivery has more
     * @param mostBytes likewise
     */
    public Publisher(Supplier<Producer<String, byte[]>> producers, int mostRecords, int mostBytes) {
        this(producers, mostRecords, mostBytes, false);
    }

    /** @param shared others publish under this name, and that is no error: see {@link #shared} */
    Publisher(Supplier<Producer<String, byte[]>> producers, int mostRecords, int mostBytes, boolean shared) {
        this.producers = producers;
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
        this.shared = shared;
        this.producer = producers.get();
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        this.thread = Thread.ofPlatform().name("ingest-publisher").start(this::run);
    }

    /**
     * Creates the topics that ingest writes and waits until they take records, then opens a publisher.
     *
     * @param transactionalId a second process with it fences the first
     */
    public static Publisher open(
            Cluster cluster, String transactionalId, short replicas, int mostRecords, int mostBytes) {
        try (Admin admin = Admin.create(cluster.client())) {
            TopicCreation.ensure(
                    admin, List.of(Topics.WIRE_ITEMS, Topics.INGEST_STATE, Topics.REJECTS, Topics.ALARMS), replicas);
        }
        return new Publisher(
                () -> new KafkaProducer<>(
                        properties(cluster, transactionalId), new StringSerializer(), new ByteArraySerializer()),
                mostRecords,
                mostBytes);
    }

    /**
     * A publisher of a name that several processes take from each other. It stops with the first failure that its
     * producer does not survive: a new one would fence whoever came between, without having read what he committed.
     */
    public static Publisher shared(Cluster cluster, String transactionalId, int mostRecords, int mostBytes) {
        return new Publisher(
                () -> new KafkaProducer<>(
                        properties(cluster, transactionalId), new StringSerializer(), new ByteArraySerializer()),
                mostRecords,
                mostBytes,
                true);
    }

    private static Map<String, Object> properties(Cluster cluster, String transactionalId) {
        Map<String, Object> properties = new HashMap<>(cluster.client());
        properties.put("transactional.id", transactionalId);
        properties.put("client.id", transactionalId);
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("compression.type", "lz4");
        // A commit flushes at once, and nobody sees a record before: what lingers goes out in larger batches.
        properties.put("linger.ms", 100);
        // The first batch after a commit is refused while the broker still writes the markers of that commit.
        properties.put("retry.backoff.ms", 10);
        // With several in flight, the first ones to a new leader arrive out of order and are all sent again.
        properties.put("max.in.flight.requests.per.connection", 1);
        properties.put("batch.size", 256 * 1024);
        properties.put("max.request.size", Topics.MAX_RECORD_BYTES);
        properties.put("max.block.ms", 10_000);
        properties.put("request.timeout.ms", 15_000);
        properties.put("delivery.timeout.ms", 60_000);
        // Longer than a broker restart: a transaction that times out fences its own producer. Not longer than that:
        // whoever takes the sources of a dead process on waits for its transaction to end.
        properties.put("transaction.timeout.ms", 120_000);
        return properties;
    }

    /**
     * Queues records that must be committed together; blocks while too many bytes wait.
     *
     * @return completes when they are committed; fails with {@link PublishingStopped}
     */
    public CompletableFuture<Void> publish(List<Outgoing> records) {
        int bytes = Math.min(
                WAITING_BYTES, records.stream().mapToInt(Outgoing::bytes).sum());
        room.acquireUninterruptibly(bytes);
        Waiting waiting = new Waiting(List.copyOf(records), bytes, new CompletableFuture<>());
        if (closing || stopped != null) {
            room.release(bytes);
            waiting.committed().completeExceptionally(stopped == null ? closed() : stopped);
            return waiting.committed();
        }
        queue.add(waiting);
        if (closing || stopped != null) {
            // The thread may have emptied the queue for the last time just before.
            leave();
        }
        return waiting.committed();
    }

    /** Deliveries not committed yet. */
    public int waiting() {
        return queue.size();
    }

    /** True when it publishes nothing any more, for good. */
    public boolean isStopped() {
        return stopped != null;
    }

    /** Why nothing is published, now or for good; empty when all is well. */
    public Optional<String> trouble() {
        PublishingStopped why = stopped;
        return why == null ? trouble : Optional.of(why.getMessage());
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        try {
            while (stopped == null && (!closing || !queue.isEmpty())) {
                Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    fill(batch, first);
                    publishAll(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("interrupted: the rest is left to the next start", e);
        } catch (PublishingStopped e) {
            LOG.atLevel(shared ? Level.INFO : Level.ERROR).log("{}", e.getMessage());
        } catch (RuntimeException e) {
            stopped = new PublishingStopped("publishing failed: " + e, e);
            LOG.error("{}", stopped.getMessage(), e);
        } finally {
            PublishingStopped why = stopped == null ? closed() : stopped;
            stopped = why;
            batch.forEach(w -> finish(w, why));
            leave();
            producer.close(closing ? Duration.ofSeconds(5) : Duration.ZERO);
        }
    }

    private static PublishingStopped closed() {
        return new PublishingStopped("ingest is closed; start it again, it goes on where it was", null);
    }

    private void leave() {
        PublishingStopped why = stopped == null ? closed() : stopped;
        for (Waiting w = queue.poll(); w != null; w = queue.poll()) {
            finish(w, why);
        }
    }

    private void finish(Waiting waiting, PublishingStopped why) {
        if (why == null) {
            waiting.committed().complete(null);
        } else {
            waiting.committed().completeExceptionally(why);
        }
        room.release(waiting.bytes());
    }

    private void fill(List<Waiting> batch, Waiting first) {
        batch.add(first);
        int records = first.records().size();
        long bytes = first.bytes();
        for (Waiting next = queue.peek();
                next != null && records + next.records().size() <= mostRecords && bytes + next.bytes() <= mostBytes;
                next = queue.peek()) {
            batch.add(queue.remove());
            records += next.records().size();
            bytes += next.bytes();
        }
    }

    private void publishAll(List<Waiting> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                producer.beginTransaction();
                for (Waiting waiting : batch) {
                    for (Outgoing record : waiting.records()) {
                        // A failed send fails the commit; its callback would say the same.
                        producer.send(new ProducerRecord<>(
                                record.topic(), null, record.key(), record.value(), record.headers()));
                    }
                }
                commit();
                trouble = Optional.empty();
                List.copyOf(batch).forEach(w -> finish(w, null));
                return;
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                throw stop(
                        shared
                                ? "another process took over"
                                : "another process took over the name of this ingest (or its transaction timed out);"
                                        + " give each process its own WIREROOM_INGEST_NAME and start this one again",
                        e);
            } catch (AuthorizationException | UnsupportedVersionException e) {
                throw stop("Kafka refuses this producer: " + e.getMessage(), e);
            } catch (CommitInDoubt e) {
                throw stop(
                        "the fate of a transaction is unknown; start ingest again, it reads back what was"
                                + " committed: " + e.getCause().getMessage(),
                        e.getCause());
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                trouble = Optional.of("Kafka does not take records: " + rootMessage(e));
                LOG.warn("cannot publish, will try again in {}: {}", pause, rootMessage(e));
                abort();
                if (closing) {
                    throw stop("closed while Kafka was away: the rest is read again at the next start", e);
                }
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** A commit whose answer is lost is asked for again: only the coordinator knows. */
    private void commit() {
        long deadline = 0;
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                trouble = Optional.of("Kafka does not answer a commit: " + rootMessage(e));
                LOG.warn("the commit is not answered, asking again: {}", rootMessage(e));
                if (closing) {
                    deadline = deadline == 0 ? System.nanoTime() + FAREWELL.toNanos() : deadline;
                    if (System.nanoTime() > deadline) {
                        throw new CommitInDoubt(e);
                    }
                }
            }
        }
    }

    /** Closed while a commit was in doubt: the cursors will tell. */
    private static final class CommitInDoubt extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CommitInDoubt(Throwable cause) {
            super(cause);
        }
    }

    private PublishingStopped stop(String why, Throwable cause) {
        PublishingStopped failure = new PublishingStopped(why, cause);
        stopped = failure;
        return failure;
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw stop(
                    "another process took over the name of this ingest; give each process its own"
                            + " WIREROOM_INGEST_NAME",
                    e);
        } catch (KafkaException | IllegalStateException e) {
            if (shared) {
                throw stop("the producer cannot go on: " + rootMessage(e), e);
            }
            LOG.debug("cannot abort, opening a new producer, which rolls back what the old one left", e);
            producer.close(Duration.ZERO);
            reopen();
        }
    }

    private void reopen() {
        while (true) {
            producer = producers.get();
            try {
                producer.initTransactions();
                return;
            } catch (ProducerFencedException e) {
                throw stop("another process took over the name of this ingest", e);
            } catch (KafkaException e) {
                producer.close(Duration.ZERO);
                trouble = Optional.of("Kafka does not answer: " + rootMessage(e));
                if (closing) {
                    throw stop("closed while Kafka was away: the rest is read again at the next start", e);
                }
                sleep(LONGEST_PAUSE);
            }
        }
    }

    private void sleep(Duration pause) {
        try {
            if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    /** Commits what waits, then ends; when Kafka is away it leaves the rest to the next start. */
    @Override
    public void close() {
        closing = true;
        wake.release();
        try {
            thread.join(FAREWELL.plusSeconds(20));
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
