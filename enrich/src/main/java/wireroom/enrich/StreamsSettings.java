package wireroom.enrich;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import wireroom.topics.Topics;

/** The settings of one edition's Streams application. */
final class StreamsSettings {
    /** For all threads together. */
    private static final long NEIGHBOUR_CACHE = 32L * 1024 * 1024;

    private StreamsSettings() {}

    static String applicationId(String edition) {
        return "wireroom-enrich-" + edition;
    }

    static Properties of(EnrichConfig config, String edition) {
        Properties settings = new Properties();
        settings.putAll(config.cluster().client());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(edition));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, CommitPace.BACKLOG.toMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.replicas());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
        // Only neighbours are written several times in a commit: some thousand records of about 2 KB.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, NEIGHBOUR_CACHE);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // After a crash the next start waits this long for the dead one's partitions.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 8_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 100);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 4 * 1024 * 1024);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // Nobody sees a record before its commit, and a commit flushes: what lingers till then goes out in few large
        // batches, which cost the broker a fraction.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), CommitPace.BACKLOG.toMillis());
        // The first batch after a commit is refused while the broker still writes the markers of that commit; at the
        // usual 100 ms, waiting to send it again would be most of a fresh article's way.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        // Each commit starts a new producer epoch. With more than one request in flight the second can overtake the
        // first while the broker still looks the transaction up; it is refused as out of order and waits for a retry.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.MAX_RECORD_BYTES);
        return settings;
    }
}
