package wireroom.ingest.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Cursor;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.TopicReader;
import wireroom.topics.Topics;

/** Reads back how far ingest came. */
public final class CursorLog {
    private static final Logger LOG = LoggerFactory.getLogger(CursorLog.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RECENT = Duration.ofSeconds(3);

    private CursorLog() {}

    /**
     * The last committed cursor of every part of every source. To be called after the publisher is open: it has then
     * rolled back or finished what an earlier process left. Where another process has a transaction open, its end is
     * waited for: what is committed behind it cannot be read before.
     *
     * <p>A record that is no cursor is passed by, with a warning: the cursor before it counts, and what was read since
     * is read again, under the same ids. A cursor that somebody has deleted is none, so its part is read anew.
     *
     * @throws RegistryException a schema is not known here, and no registry tells
     */
    public static Map<String, Cursor> read(Cluster cluster) {
        return read(cluster, Duration.ofNanos(Long.MAX_VALUE));
    }

    /**
     * The same, for whoever can do with cursors that are a little older: a transaction of another process is waited for
     * no longer than live ones take. One that a dead process left is open until somebody takes its sources over, and
     * that may be the caller, later.
     */
    public static Map<String, Cursor> recent(Cluster cluster) {
        return read(cluster, RECENT);
    }

    private static Map<String, Cursor> read(Cluster cluster, Duration longest) {
        Map<String, Cursor> cursors = new HashMap<>();
        try (TopicReader<Cursor> reader = TopicReader.of(cluster, Topics.INGEST_STATE)) {
            Map<TopicPartition, Long> ends = reader.ends();
            Reading reading = new Reading(cursors);
            boolean told = false;
            while (!reader.isAt(ends) && reading.stands() < longest.toNanos()) {
                if (!told && reading.stands() > PATIENCE.toNanos()) {
                    told = true;
                    LOG.warn(
                            "waits for a transaction of another ingest process to end, before it takes its sources on");
                }
                reader.poll(POLL, reading);
            }
        }
        return cursors;
    }

    /** Keeps the last cursors, and knows for how long none has come. */
    private static final class Reading implements TopicReader.Taker<Cursor> {
        private final Map<String, Cursor> cursors;
        private long moved = System.nanoTime();

        Reading(Map<String, Cursor> cursors) {
            this.cursors = cursors;
        }

        @Override
        public void take(ConsumerRecord<String, byte[]> record, Cursor cursor) {
            moved = System.nanoTime();
            if (cursor == null) {
                cursors.remove(record.key());
            } else if (!KeyLog.isKey(cursor)) {
                // Keys are many, and nobody's place in a source.
                cursors.put(record.key(), cursor);
            }
        }

        long stands() {
            return System.nanoTime() - moved;
        }
    }
}
