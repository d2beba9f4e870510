package wireroom.enrich;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.AuthorityEntry;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.TopicFollower;
import wireroom.topics.TopicReader;
import wireroom.topics.Topics;

/**
 * Every change of the authority, read by a plain consumer into memory and followed from then on: like the kill ledger, no
 * global store, so there is no file that could be corrupt (KAFKA-21034), and one copy serves all editions. A record that
 * cannot be read says nothing, now and in every replay.
 */
final class AuthorityReader implements AuthorityStates, TopicReader.Taker<AuthorityEntry>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityReader.class);

    /** How long a stream thread waits for a state: well below the five minutes after which it loses its partitions. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Change(long offset, String id, AuthorityEntry entry) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Change> changes = new ArrayList<>();
    /** Offset up to which everything is known. */
    private long read;

    private TopicFollower<AuthorityEntry> follower;

    /** Starts reading; {@link #at} waits for what it needs. */
    static AuthorityReader start(Cluster cluster) {
        AuthorityReader reader = new AuthorityReader();
        reader.follower = TopicFollower.start(cluster, Topics.AUTHORITY, "authority", reader);
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

    @Override
    public void take(ConsumerRecord<String, byte[]> record, AuthorityEntry entry) {
        if (entry != null && !record.key().equals(entry.getId())) {
            LOG.warn("record {} of the authority has another key than its id and says nothing", record.offset());
            return;
        }
        lock.lock();
        try {
            changes.add(new Change(record.offset(), record.key(), entry));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unreadable(ConsumerRecord<String, byte[]> record, RegistryException why) {
        LOG.warn("record {} of the authority cannot be read and says nothing", record.offset(), why);
    }

    @Override
    public void level(TopicPartition partition, long offset) {
        lock.lock();
        try {
            read = offset;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
