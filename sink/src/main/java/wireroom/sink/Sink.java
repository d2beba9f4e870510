package wireroom.sink;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import wireroom.sink.postgres.PostgresStore;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * Reads every edition's articles, stories and holds, the kills and the editions, and keeps a store equal to them.
 *
 * <p>Positions live in the store, in the transaction of the data: nothing is lost or doubled, whatever stops when. An
 * outage of the store, the registry or Kafka only makes it wait. Several sinks share the partitions; one that was taken
 * for dead writes nothing when it comes back. Thread-safe.
 */
public final class Sink implements AutoCloseable {
    private static final String GROUP = "wireroom-sink";
    /** Longest wait for the batch in hand on closing; the store takes it or leaves it whole. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final SinkLoop loop;
    private final Thread thread;
    private final List<AutoCloseable> parts;

    private Sink(SinkLoop loop, List<AutoCloseable> parts) {
        this.loop = loop;
        this.parts = parts;
        thread = Thread.ofPlatform().name("wireroom-sink").unstarted(loop);
    }

    /**
     * Starts a sink that writes to PostgreSQL, and creates the topics that it needs. A database that is down is waited
     * for, and {@link #status} says so.
     *
     * @throws IllegalStateException when the topics cannot be created
     */
    public static Sink start(SinkConfig config) {
        return start(config, new PostgresStore(config.jdbcUrl(), config.jdbcUser(), config.jdbcPassword()));
    }

    /** Starts a sink that writes to any store, which it closes in the end. */
    public static Sink start(SinkConfig config, ArticleStore store) {
        try (Admin admin = Admin.create(config.cluster().client())) {
            TopicCreation.ensure(admin, topics(), config.replicas());
        }
        return start(
                config,
                store,
                new KafkaConsumer<>(consumer(config)),
                new KafkaProducer<>(producer(config.cluster())),
                RandomGenerator.getDefault());
    }

    static Sink start(
            SinkConfig config,
            ArticleStore store,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            RandomGenerator random) {
        Decoder decoder = new Decoder(config.cluster());
        Outbox outbox = new Outbox(producer, config.cluster(), config.clock());
        SinkLoop loop = new SinkLoop(consumer, store, decoder, outbox, new Backoff(random), config.clock());
        Sink sink = new Sink(loop, List.of(decoder, outbox, store));
        sink.thread.start();
        return sink;
    }

    private static List<Topic<?>> topics() {
        return Stream.concat(
                        Stream.<Topic<?>>of(Topics.KILLS, Topics.EDITIONS, Topics.REJECTS, Topics.KILL_ACKS),
                        Topics.ofEdition(Topics.FIRST_EDITION).stream())
                .toList();
    }

    private static Map<String, Object> consumer(SinkConfig config) {
        Map<String, Object> p = new HashMap<>(config.cluster().client());
        p.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, GROUP + "-" + config.instance());
        p.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP + "-" + config.instance());
        p.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class.getName()));
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // the store says where to read; a log that does not reach there must not be read from elsewhere in silence
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batch());
        p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        // how soon a new edition is seen
        p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 2_000);
        // what waits in memory between fetch and store; one larger record still passes
        p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
        p.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        p.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return p;
    }

    private static Map<String, Object> producer(Cluster cluster) {
        Map<String, Object> p = new HashMap<>(cluster.client());
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        p.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        p.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return p;
    }

    /** How it does now. */
    public SinkStatus status() {
        return loop.status();
    }

    /** Why it stores nothing any more, for good; empty while it works or waits for something. */
    public Optional<String> ended() {
        return thread.isAlive()
                ? Optional.empty()
                : Optional.of(status().trouble().orElse("closed"));
    }

    /** Stops after the batch in hand; safe to call again. */
    @Override
    public void close() {
        loop.close();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + part, e);
            }
        }
    }
}
