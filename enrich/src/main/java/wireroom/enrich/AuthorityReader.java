package wireroom.enrich;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.AuthorityEntry;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * Every change of the authority, read by a plain consumer into memory and followed from then on: like the kill ledger, no
 * global store, so there is no file that could be corrupt (KAFKA-21034), and one copy serves all editions. A record that
 * cannot be read says nothing, now and in every replay.
 */
final class AuthorityReader implements AuthorityStates, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);

    /** How long a stream thread waits for a state: well below the five minutes after which it loses its partitions. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Change(long offset, String id, AuthorityEntry entry) {}

    private final TopicPartition partition = new TopicPartition(Topics.AUTHORITY.name(), 0);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Change> changes = new ArrayList<>();
    /** Offset up to which everything is known. */
    private long read;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Serde<AuthorityEntry> serde;
    private final Thread thread;
    private volatile boolean open = true;

    private AuthorityReader(Cluster cluster) {
        Map<String, Object> settings = cluster.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        serde = Topics.AUTHORITY.valueSerde(cluster);
        thread = new Thread(this::follow, "wireroom-authority");
        thread.setDaemon(true);
    }

    /** Starts reading; {@link #at} waits for what it needs. */
    static AuthorityReader start(Cluster cluster) {
        AuthorityReader reader = new AuthorityReader(cluster);
        reader.thread.start();
        return reader;
    }

    @Override
    public Collection<AuthorityEntry> at(long state) {
        if (state <= 0) {
            return List.of();
        }
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (read < state) {
                if (left <= 0) {
                    throw new TimeoutException("the authority is read up to " + read + " of " + Topics.AUTHORITY
                            + ", and a wire item wants " + state
                            + "; if that topic was deleted or cut, restore it: replays need all of it");
                }
                left = more.awaitNanos(left);
            }
            Map<String, AuthorityEntry> last = new LinkedHashMap<>();
            for (Change change : changes) {
                if (change.offset >= state) {
                    break;
                }
                last.remove(change.id);
                if (change.entry != null) {
                    last.put(change.id, change.entry);
                }
            }
            return last.values();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    private void follow() {
        try (consumer;
                serde) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (open) {
                try {
                    readOn();
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("authority closed", e);
                } catch (KafkaException e) {
                    LOG.warn("the authority cannot be read and is tried again: {}", e.toString());
                    consumer.seek(partition, read);
                    LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                }
            }
        }
    }

    private void readOn() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        List<Change> learnt = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            if (!learn(record, learnt)) {
                tell(learnt, record.offset());
                consumer.seek(partition, record.offset());
                LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                return;
            }
        }
        tell(learnt, consumer.position(partition));
    }

    private void tell(List<Change> learnt, long position) {
        lock.lock();
        try {
            changes.addAll(learnt);
            read = position;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return false when the registry does not answer, so that nothing can be said of the record */
    private boolean learn(ConsumerRecord<String, byte[]> record, List<Change> learnt) {
        try {
            AuthorityEntry entry = record.value() == null
                    ? null
                    : serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
            if (record.key() == null || entry != null && !record.key().equals(entry.getId())) {
                LOG.warn("record {} of the authority has another key than its id and says nothing", record.offset());
            } else {
                learnt.add(new Change(record.offset(), record.key(), entry));
            }
        } catch (SerializationException e) {
            if (UnreadableRecords.isOutage(e)) {
                LOG.warn("the authority waits: no schema registry answers");
                return false;
            }
            LOG.warn("record {} of the authority cannot be read and says nothing", record.offset(), e);
        }
        return true;
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
