package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.ingest.publish.KeyLog;
import wireroom.ingest.publish.KeysAway;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Publisher;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** What was published under a key stays known, whatever else lies or happens in the topic of the keys. */
class KeysTest {
    private static final String TOPIC = Topics.INGEST_STATE.name();
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static Outgoing record(Cluster cluster, Cursor cursor) {
        Headers headers = new RecordHeaders();
        try (var serde = Topics.INGEST_STATE.valueSerde(cluster)) {
            return new Outgoing(
                    TOPIC,
                    cursor.getSourceId() + "|" + cursor.getPart(),
                    headers,
                    serde.serializer().serialize(TOPIC, headers, cursor));
        }
    }

    private static KeyLog keys(Cluster cluster) {
        return new KeyLog(
                cluster,
                "desk",
                new KeyLog.Memory(100, Duration.ofHours(1)),
                () -> Publisher.shared(cluster, KeyLog.transactionalId("test", "desk"), 100, 1 << 20),
                cursor -> record(cluster, cursor),
                Clock.systemUTC(),
                System::nanoTime,
                1);
    }

    private static KafkaProducer<String, byte[]> stranger(Cluster cluster) {
        Map<String, Object> settings = cluster.client();
        settings.put("transactional.id", "stranger");
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Test
    void outliveATransactionThatIsOpenForTooLongAndRecordsThatAreNoCursors() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Durability.PROCESS);
                TinyRegistry registry = new TinyRegistry();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            Cluster cluster = new Cluster(kafka.bootstrap(), registry.url());
            TopicCreation.ensure(admin, List.of(Topics.INGEST_STATE), (short) 1);
            try (KeyLog first = keys(cluster)) {
                first.hold(LONG).publish("k", Map.of("body", "b"), List.of()).join();
            }
            try (KafkaProducer<String, byte[]> stranger = stranger(cluster);
                    KeyLog second = keys(cluster)) {
                stranger.initTransactions();
                stranger.beginTransaction();
                for (int partition = 0; partition < Topics.INGEST_STATE.partitions(); partition++) {
                    byte[] noCursor = "no Avro".getBytes(StandardCharsets.UTF_8);
                    stranger.send(new ProducerRecord<>(TOPIC, partition, "x", noCursor));
                }
                stranger.flush();
                assertThatThrownBy(() -> second.hold(Duration.ofSeconds(2))).isInstanceOf(KeysAway.class);
                stranger.commitTransaction();

                assertThat(second.hold(LONG).find("k"))
                        .hasValueSatisfying(fields -> assertThat(fields).containsEntry("body", "b"));
            }
        }
    }
}
