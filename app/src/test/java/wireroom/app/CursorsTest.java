package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.ingest.publish.CursorLog;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** How far ingest came can be read back, whatever else lies in its topic. */
class CursorsTest {
    @TempDir
    Path folder;

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
        }
    }
}
