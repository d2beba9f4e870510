package wireroom.enrich;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Kill;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.TopicFollower;
import wireroom.topics.TopicReader;
import wireroom.topics.Topics;

/**
 * The kill ledger, read to its end before anything is enriched and followed from then on. Read by a plain consumer into
 * memory instead of a global store: there is no file that could be corrupt (KAFKA-21034), and one copy serves all
 * editions.
 */
final class KillLedgerReader implements KillLedger, TopicReader.Taker<Kill>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KillLedgerReader.class);

    private record Entry(Instant at, boolean published) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private TopicFollower<Kill> follower;

    /** Starts reading; {@link #awaitLoaded} says when the ledger is complete. */
    static KillLedgerReader start(Cluster cluster) {
        KillLedgerReader reader = new KillLedgerReader();
        reader.follower = TopicFollower.start(cluster, Topics.KILLS, "kill ledger", reader);
        return reader;
    }

    /** Returns when everything that the ledger held at the start is known. */
    void awaitLoaded() throws InterruptedException {
        follower.awaitLoaded();
    }

    @Override
    public Instant killedAt(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.at();
    }

    @Override
    public boolean wasPublished(String id) {
        Entry entry = entries.get(id);
        return entry != null && entry.published();
    }

    @Override
    public List<String> since(int position) {
        int size = told.size();
        return position >= size ? List.of() : new ArrayList<>(told.subList(position, size));
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record, Kill kill) {
        if (kill == null) {
            // Whoever deleted it has not brought anybody back to life.
            LOG.warn("record {} of the kill ledger deletes {}, which says nothing", record.offset(), record.key());
            return;
        }
        learn(record.key(), new Entry(kill.getReceivedAt(), kill.getWasPublished()));
    }

    /** The key alone says who is dead; forgetting a kill would be worse than not knowing its reason. */
    @Override
    public void unreadable(ConsumerRecord<String, byte[]> record, RegistryException why) {
        LOG.warn("kill of {} cannot be read, it counts all the same", record.key(), why);
        learn(record.key(), new Entry(Instant.ofEpochMilli(Math.max(0, record.timestamp())), true));
    }

    private void learn(String id, Entry entry) {
        Entry known = entries.get(id);
        entries.put(id, known == null ? entry : new Entry(known.at(), known.published() || entry.published()));
        if (known == null) {
            told.add(id);
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
