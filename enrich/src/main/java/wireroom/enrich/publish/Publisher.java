package wireroom.enrich.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * Copies the current edition to the plain topics and to one topic per top-level media topic, exactly once and without
 * decoding. On promotion it puts out what differs between what was published and what the new edition says, in one
 * transaction.
 *
 * <p>Of several processes one publishes: the one that a consumer group gives topic {@code editions} to. Its
 * transactional id fences whoever thinks it still has it.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final String LEASE = "wireroom-publisher-lease";
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);

    private final Cluster cluster;
    private final short replicas;
    private final UnaryOperator<String> slugs;
    private final Thread thread;
    private volatile String wanted;
    private volatile boolean open = true;
    private boolean leader;

    private Publisher(Cluster cluster, short replicas, UnaryOperator<String> slugs) {
        this.cluster = cluster;
        this.replicas = replicas;
        this.slugs = slugs;
        this.thread = new Thread(this::run, "wireroom-publisher");
        this.thread.setDaemon(true);
    }

    /**
     * Starts; publishes nothing until it is told what.
     *
     * @param replicas copies of each partition of the topics it creates; −1 leaves it to the broker
     * @param slugs from the code of a top-level media topic to its part of a topic name; null when unknown
     */
    public static Publisher start(Cluster cluster, short replicas, UnaryOperator<String> slugs) {
        Publisher publisher = new Publisher(cluster, replicas, slugs);
        publisher.thread.start();
        return publisher;
    }

    /** Says which edition is current. Its topics exist. */
    public void promote(String edition) {
        wanted = edition;
    }

    /** False when it was closed, or ended by a fault of its own. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Stops after the transaction under way. */
    @Override
    public void close() {
        open = false;
        boolean interrupted = Thread.interrupted();
        try {
            // Clients close in order when left alone; only one that waits for a lost broker has to be woken.
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open) {
            try {
                serve();
            } catch (InterruptException e) {
                LOG.debug("publisher stops", e);
            } catch (KafkaException | IllegalStateException e) {
                if (open) {
                    LOG.warn("publishing was interrupted and is taken up again: {}", e.toString());
                    LOG.debug("why", e);
                    LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
                }
            }
        }
    }

    private void serve() {
        Map<String, Object> settings = cluster.client();
        settings.put("group.id", LEASE);
        settings.put("session.timeout.ms", 8_000);
        settings.put("heartbeat.interval.ms", 2_000);
        settings.put("enable.auto.commit", "false");
        leader = false;
        try (KafkaConsumer<byte[], byte[]> lease =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            lease.subscribe(List.of(Topics.EDITIONS.name()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    leader = leader || !partitions.isEmpty();
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    leader = false;
                }
            });
            while (open) {
                lease.poll(IDLE);
                lease.pause(lease.assignment());
                if (leader && wanted != null) {
                    publish(lease);
                }
            }
        }
    }

    private void publish(KafkaConsumer<byte[], byte[]> lease) {
        try (Session session = new Session(cluster, replicas, slugs)) {
            while (open && leader) {
                session.publish(wanted);
                lease.poll(Duration.ZERO);
            }
        }
    }
}
