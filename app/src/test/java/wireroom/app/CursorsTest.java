package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.ingest.publish.CursorLog;
import wireroom.ingest.publish.KeyLog;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Publisher;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** How far ingest came can be read back, whatever else lies in its topic. */
class CursorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static KeyLog keys(Cluster cluster) {
        var serializer = Topics.INGEST_STATE.valueSerde(cluster).serializer();
        return new KeyLog(
                cluster,
                "quay",
                new KeyLog.Memory(10, Duration.ofDays(1)),
                () -> Publisher.shared(cluster, KeyLog.transactionalId("test", "quay"), 100, 1 << 20),
                cursor -> new Outgoing(
                        Topics.INGEST_STATE.name(),
                        cursor.getSourceId() + "|" + cursor.getPart(),
                        new RecordHeaders(),
                        serializer.serialize(Topics.INGEST_STATE.name(), cursor)),
                Clock.systemUTC(),
                System::nanoTime,
                7);
    }

    @Test
    void passesByRecordsThatAreNoCursors() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Durability.PROCESS);
                TinyRegistry registry = new TinyRegistry();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            Cluster cluster = new Cluster(kafka.bootstrap(), registry.url());
            TopicCreation.ensure(admin, List.of(Topics.INGEST_STATE), (short) 1);
            Cursor cursor = Cursor.newBuilder()
                    .setSourceId("quay")
                    .setPart("a.json")
                    .setFields(Map.of("size", "12"))
                    .setAt(Instant.parse("2026-11-27T10:00:00Z"))
                    .build();
            try (var serde = Topics.INGEST_STATE.valueSerde(cluster);
                    KafkaProducer<String, byte[]> producer =
                            new KafkaProducer<>(cluster.client(), new StringSerializer(), new ByteArraySerializer())) {
                String topic = Topics.INGEST_STATE.name();
                byte[] honest = serde.serializer().serialize(topic, cursor);
                byte[] cut = java.util.Arrays.copyOf(honest, honest.length - 3);
                producer.send(new ProducerRecord<>(topic, "quay|a.json", honest))
                        .get();
                producer.send(new ProducerRecord<>(topic, "quay|a.json", cut)).get();
                producer.send(new ProducerRecord<>(topic, "quay|b.json", "no Avro".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }

            assertThat(CursorLog.read(cluster)).isEqualTo(Map.of("quay|a.json", cursor));
            try (KeyLog keys = keys(cluster)) {
                keys.hold(PATIENCE)
                        .publish("first", Map.of("id", "quay|1"), List.of())
                        .get();
            }
            // Another process finds it, though it must read past what is no cursor.
            try (KeyLog keys = keys(cluster)) {
                assertThat(keys.hold(PATIENCE).find("first"))
                        .get()
                        .satisfies(fields -> assertThat(fields).containsEntry("id", "quay|1"));
                assertThat(keys.hold(PATIENCE).find("second")).isEmpty();
            }
        }
    }
}
