package wireroom.topics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning, on a thread of its own, and follows it until it is closed. It does not end by itself:
 * whatever goes wrong is tried again, since others wait for what it reads.
 */
public final class TopicFollower<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final TopicReader<V> reader;
    private final TopicReader.Taker<? super V> taker;
    private final String name;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean open = true;

    private TopicFollower(TopicReader<V> reader, TopicReader.Taker<? super V> taker, String name) {
        this.reader = reader;
        this.taker = taker;
        this.name = name;
        this.thread = Thread.ofPlatform()
                .name("wireroom-" + name.replace(' ', '-'))
                .daemon()
                .unstarted(this::follow);
    }

    /**
     * Starts to read.
     *
     * @param name what messages call it, e.g. {@code kill ledger}
     * @param taker called on one thread
     */
    public static <V extends SpecificRecord> TopicFollower<V> start(
            Cluster cluster, Topic<V> topic, String name, TopicReader.Taker<? super V> taker) {
        return start(TopicReader.of(cluster, topic), name, taker);
    }

    static <V extends SpecificRecord> TopicFollower<V> start(
            TopicReader<V> reader, String name, TopicReader.Taker<? super V> taker) {
        TopicFollower<V> follower = new TopicFollower<>(reader, taker, name);
        follower.thread.start();
        return follower;
    }

    /** Returns when everything is taken that the topic held at the start, see {@link TopicReader#ends}. */
    public void awaitLoaded() throws InterruptedException {
        loaded.await();
    }

    private void follow() {
        try (reader) {
            Map<TopicPartition, Long> ends = null;
            while (open) {
                try {
                    ends = ends == null ? reader.ends() : ends;
                    reader.poll(POLL, taker);
                    if (loaded.getCount() > 0 && reader.isAt(ends)) {
                        loaded.countDown();
                    }
                } catch (WakeupException | InterruptException e) {
                    LOG.debug("{} closed", name, e);
                } catch (RuntimeException e) {
                    LOG.warn("the {} cannot be read and is tried again: {}", name, e.toString());
                    LOG.debug("why", e);
                    LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                }
            }
        }
    }

    /** Reads no more; returns when a record that is being taken is taken, or after a few seconds. */
    @Override
    public void close() {
        open = false;
        reader.wakeup();
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
