package wireroom.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.gateway.stream.Positions;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.Story;
import wireroom.registry.RegistryRefusedException;
import wireroom.registry.RegistryUnavailableException;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/** Reads the topics of editions, and tells records that nobody can read from a registry that does not answer now. */
final class ArticleLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArticleLog.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final int HEADER = 5;

    private final Cluster cluster;
    private final Serde<Article> articles;
    private final Serde<Story> stories;
    private final Serde<Edition> editions;
    private final AtomicLong unreadable = new AtomicLong();
    private volatile boolean abandoned;

    ArticleLog(Cluster cluster) {
        this.cluster = cluster;
        this.articles = Topics.ARTICLES.valueSerde(cluster);
        this.stories = Topics.STORIES.valueSerde(cluster);
        this.editions = Topics.EDITIONS.valueSerde(cluster);
    }

    /** A consumer without a group: positions are kept in the read model, or by the subscriber. */
    KafkaConsumer<String, byte[]> consumer(int maxRecords) {
        Map<String, Object> properties = cluster.client();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", maxRecords);
        properties.put("fetch.max.bytes", 8 * 1024 * 1024);
        properties.put("max.partition.fetch.bytes", 1024 * 1024);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Partitions of an edition by lane. */
    static Map<TopicPartition, Integer> lanes(KafkaConsumer<?, ?> consumer, String edition) {
        Map<TopicPartition, Integer> lanes = new HashMap<>();
        for (var partition : consumer.partitionsFor(Topics.articles(edition).name())) {
            lanes.put(
                    new TopicPartition(partition.topic(), partition.partition()),
                    Positions.articles(partition.partition()));
        }
        for (var partition : consumer.partitionsFor(Topics.stories(edition).name())) {
            lanes.put(
                    new TopicPartition(partition.topic(), partition.partition()),
                    Positions.stories(partition.partition()));
        }
        return lanes;
    }

    Optional<Article> article(ConsumerRecord<String, byte[]> record) {
        return read(Topics.ARTICLES, articles.deserializer(), record);
    }

    Optional<Story> story(ConsumerRecord<String, byte[]> record) {
        return read(Topics.STORIES, stories.deserializer(), record);
    }

    Optional<Edition> edition(ConsumerRecord<String, byte[]> record) {
        return read(Topics.EDITIONS, editions.deserializer(), record);
    }

    static Instant time(ConsumerRecord<?, ?> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** Whoever waits for a registry stops waiting: the record is read after the next start. */
    void abandon() {
        abandoned = true;
    }

    /** Records that were left out so far; one that several readers meet counts for each. */
    long unreadable() {
        return unreadable.get();
    }

    private <V> Optional<V> read(Topic<?> topic, Deserializer<V> reader, ConsumerRecord<String, byte[]> record) {
        byte[] bytes = record.value();
        if (bytes == null || bytes.length < HEADER || bytes[0] != 0) {
            return leftOut(record, "not in the Confluent wire format");
        }
        while (true) {
            try {
                return Optional.of(reader.deserialize(topic.name(), record.headers(), bytes));
            } catch (RegistryUnavailableException | RegistryRefusedException e) {
                // Nothing is wrong with the record: a registry that is away, or set up wrongly, must not cost one.
                LOG.warn("waiting for the schema registry: {}", e.getMessage());
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                if (abandoned) {
                    throw new WakeupException();
                }
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new InterruptException("stopped while waiting for the schema registry");
                }
            } catch (SerializationException e) {
                return leftOut(record, e.getMessage());
            }
        }
    }

    private <V> Optional<V> leftOut(ConsumerRecord<?, ?> record, String why) {
        unreadable.incrementAndGet();
        LOG.warn("left out {}-{}@{}: {}", record.topic(), record.partition(), record.offset(), why);
        return Optional.empty();
    }

    @Override
    public void close() {
        articles.close();
        stories.close();
        editions.close();
    }
}
