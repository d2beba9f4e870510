package wireroom.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics and waits until every partition's leader answers. {@code createTopics} alone returns earlier, and an
 * idempotent producer that sends at once can then lose its first batch (KAFKA-15591).
 */
public final class TopicCreation {
    /** How long a healthy broker may take to serve a new topic; a start that hangs longer should say so. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private TopicCreation() {}

    /**
     * Creates the topics that are missing and returns when all can be written.
     *
     * @param replicas copies of each partition; −1 leaves it to the broker
     * @throws IllegalStateException when the broker refuses, or does not serve them in time
     */
    public static void ensure(Admin admin, Collection<? extends Topic<?>> topics, short replicas) {
        try {
            List<KafkaFuture<Void>> pending = new ArrayList<>(admin.createTopics(
                            topics.stream().map(topic -> topic.create(replicas)).toList())
                    .values()
                    .values());
            for (KafkaFuture<Void> creation : pending) {
                try {
                    creation.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            awaitLeaders(admin, topics);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topics " + topics + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    private static void awaitLeaders(Admin admin, Collection<? extends Topic<?>> topics)
            throws ExecutionException, InterruptedException {
        var described = admin.describeTopics(topics.stream().map(Topic::name).toList());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        while (true) {
            try {
                described
                        .allTopicNames()
                        .get()
                        .forEach((name, topic) -> topic.partitions()
                                .forEach(p -> ends.put(new TopicPartition(name, p.partition()), OffsetSpec.latest())));
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                described =
                        admin.describeTopics(topics.stream().map(Topic::name).toList());
            }
        }
    }
}
