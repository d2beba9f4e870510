package wireroom.ingest.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * Shares sources among ingest processes: a source belongs to the process to which the consumer group gives its
 * partition of {@code ingest-state}. Nothing is read through the group; it only says who owns what, and moves it when a
 * process ends. The transactional id of a partition's publisher fences the owner before, so a process that only slept
 * writes nothing any more, whatever it believes.
 */
public final class Ownership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /**
     * A start that hangs longer should say so. Longer than the transaction of a process that was killed may be open,
     * since its end is waited for before sources are taken on.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** Takes sources on and lets them go, on the thread of the group: one call after another. */
    public interface Owner {
        /**
         * The sources of a partition are this process's from now on.
         *
         * @param publisher theirs; it has fenced whoever owned them before
         * @param cursors all committed cursors, also of other partitions
         */
        void gained(int partition, Publisher publisher, Map<String, Cursor> cursors);

        /** They are not any more; when this returns, nothing more of them may be published. */
        void lost(int partition);
    }

    /**
     * How the group works.
     *
     * @param group processes with the same sources
     * @param member name of this process, its own: started again under it, it takes its sources back at once
     * @param session a process that is silent for so long is taken for dead; brokers want 6 s at least
     * @param stuck a process whose callbacks hang for so long is taken for dead too
     */
    public record Membership(String group, String member, Duration session, Duration stuck) {
        /** The usual times. */
        public static Membership of(String group, String member) {
            return new Membership(group, member, Duration.ofSeconds(10), Duration.ofMinutes(5));
        }
    }

    private final Cluster cluster;
    private final Membership membership;
    private final IntFunction<Publisher> publishers;
    private final Owner owner;
    private final Map<Integer, Publisher> owned = new HashMap<>();
    private final CountDownLatch joined = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile Optional<String> trouble = Optional.empty();

    private Ownership(Cluster cluster, Membership membership, IntFunction<Publisher> publishers, Owner owner) {
        this.cluster = cluster;
        this.membership = membership;
        this.publishers = publishers;
        this.owner = owner;
        this.thread = Thread.ofPlatform().name("ingest-ownership").unstarted(this::run);
    }

    /**
     * Joins the group, and returns when it has said what this process owns, be it nothing. The topic must exist.
     *
     * @param publishers opens the publisher of a partition, see {@link #transactionalId}
     * @throws IllegalStateException when the group does not answer
     */
    public static Ownership join(
            Cluster cluster, Membership membership, IntFunction<Publisher> publishers, Owner owner) {
        Ownership ownership = new Ownership(cluster, membership, publishers, owner);
        ownership.thread.start();
        try {
            if (ownership.joined.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return ownership;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ownership.close();
        throw new IllegalStateException("Kafka does not say which sources are this process's: "
                + ownership.trouble.orElse("no answer from the group " + membership.group()));
    }

    /** Partition of a source; stable, since the hash of a string is specified. */
    public static int partitionOf(String sourceId) {
        return Math.floorMod(sourceId.hashCode(), Topics.INGEST_STATE.partitions());
    }

    /** Whoever publishes for a partition does it under this name, and fences all others who do. */
    public static String transactionalId(String group, int partition) {
        return "wireroom-ingest-" + group + "-sources-" + partition;
    }

    /** Why sources may not be read, now or for good; empty when all is well. */
    public Optional<String> trouble() {
        return trouble;
    }

    /** False when it was closed, or has given up: see {@link #trouble}. */
    public boolean isFollowing() {
        return thread.isAlive();
    }

    private void run() {
        while (closing.getCount() > 0) {
            try {
                consumer = new KafkaConsumer<>(properties());
                try {
                    consumer.subscribe(List.of(Topics.INGEST_STATE.name()), new Listener());
                    follow();
                } finally {
                    // Leaves the group, and lets go of what is owned: others need not wait for the session to end.
                    consumer.close(
                            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
                    letGo(List.copyOf(owned.keySet()));
                }
            } catch (WakeupException closed) {
                LOG.debug("leaves the group {}", membership.group());
            } catch (FencedInstanceIdException e) {
                trouble = Optional.of("another process joined the group " + membership.group() + " as "
                        + membership.member() + "; give each process its own WIREROOM_INGEST_NAME, and start this one"
                        + " again");
                LOG.error("{}", trouble.orElseThrow());
                return;
            } catch (KafkaException e) {
                trouble = Optional.of("Kafka does not say which sources are this process's: " + e.getMessage());
                LOG.warn("{}, will ask again", trouble.orElseThrow());
                pause();
            } catch (RuntimeException e) {
                trouble = Optional.of("taking sources on failed: " + e);
                LOG.error("{}, will try again", trouble.orElseThrow(), e);
                pause();
            }
        }
    }

    private void follow() {
        while (closing.getCount() > 0) {
            consumer.poll(POLL);
            if (owned.values().stream().anyMatch(Publisher::isStopped)) {
                // Fenced, or its transaction timed out: only the group can say whose the partition is now.
                LOG.warn("a publisher was stopped: joins the group {} anew", membership.group());
                return;
            }
        }
    }

    private void pause() {
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(cluster.client());
        properties.put("group.id", "wireroom-ingest-" + membership.group());
        // A process that is started again within its session is still the owner: nothing moves.
        properties.put("group.instance.id", membership.member());
        properties.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        properties.put("session.timeout.ms", (int) membership.session().toMillis());
        properties.put(
                "heartbeat.interval.ms", (int) membership.session().dividedBy(5).toMillis());
        properties.put("max.poll.interval.ms", (int) membership.stuck().toMillis());
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "latest");
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        return properties;
    }

    private final class Listener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Cursors are read when a partition is gained; nobody reads them through the group.
            consumer.pause(consumer.assignment());
            if (!partitions.isEmpty()) {
                partitions.forEach(p -> owned.put(p.partition(), publishers.apply(p.partition())));
                // After fencing: what the owner before has committed is all there is.
                Map<String, Cursor> cursors = CursorLog.read(cluster);
                partitions.forEach(p -> owner.gained(p.partition(), owned.get(p.partition()), cursors));
            }
            trouble = Optional.empty();
            joined.countDown();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            letGo(partitions.stream().map(TopicPartition::partition).toList());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            letGo(partitions.stream().map(TopicPartition::partition).toList());
        }
    }

    private void letGo(List<Integer> partitions) {
        for (int partition : partitions) {
            Publisher publisher = owned.remove(partition);
            if (publisher != null) {
                try {
                    owner.lost(partition);
                } finally {
                    publisher.close();
                }
            }
        }
    }

    /** Lets go of everything, and leaves the group. */
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> waiting = consumer;
        if (waiting != null) {
            waiting.wakeup();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
