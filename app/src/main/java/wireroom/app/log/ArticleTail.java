package wireroom.app.log;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import wireroom.model.Article;
import wireroom.registry.RegistryException;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** What subscribers see, as it comes: the articles of the current edition. */
public final class ArticleTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile KafkaConsumer<String, Article> consumer;

    public ArticleTail(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Hands over every article that was logged since an instant, and all that follow, until closed.
     *
     * @param each gets the article and when it was logged
     */
    public void follow(Instant since, BiConsumer<Article, Instant> each) {
        List<TopicPartition> partitions;
        try (Admin admin = Admin.create(cluster.client())) {
            partitions = TopicLog.partitions(admin, List.of(Topics.ARTICLES.name()));
        }
        try (var serde = Topics.ARTICLES.valueSerde(cluster);
                KafkaConsumer<String, Article> tail = TopicLog.consumer(cluster, serde.deserializer())) {
            consumer = tail;
            tail.assign(partitions);
            Map<TopicPartition, Long> times =
                    partitions.stream().collect(Collectors.toMap(p -> p, p -> since.toEpochMilli()));
            tail.offsetsForTimes(times).forEach((partition, offset) -> {
                if (offset == null) {
                    tail.seekToEnd(List.of(partition));
                } else {
                    tail.seek(partition, offset.offset());
                }
            });
            while (!closed.get()) {
                try {
                    for (ConsumerRecord<String, Article> record : tail.poll(POLL)) {
                        each.accept(record.value(), Instant.ofEpochMilli(record.timestamp()));
                    }
                } catch (RecordDeserializationException e) {
                    passBy(tail, e);
                }
            }
        } catch (WakeupException e) {
            if (!closed.get()) {
                throw e;
            }
        }
    }

    /** A record that nobody can read is nothing to show; one whose schema nobody tells now is read when it is told. */
    private static void passBy(KafkaConsumer<?, ?> tail, RecordDeserializationException e) {
        if (e.getCause() instanceof RegistryException why && why.retriable()) {
            LockSupport.parkNanos(POLL.toNanos());
        } else {
            tail.seek(e.topicPartition(), e.offset() + 1);
        }
    }

    /** Lets {@link #follow} return. */
    @Override
    public void close() {
        closed.set(true);
        KafkaConsumer<String, Article> following = consumer;
        if (following != null) {
            following.wakeup();
        }
    }
}
