package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.model.Alarm;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** Somebody has written what is no record of ours; the verbs that read topics show the rest. */
class UnreadableRecordsTest {
    private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, EmbeddedKafka.Durability.PROCESS);
        cluster = new Cluster(kafka.bootstrap(), "mock://unreadable");
        try (Admin admin = Admin.create(cluster.client())) {
            TopicCreation.ensure(
                    admin,
                    List.of(Topics.INGEST_STATE, Topics.ALARMS, Topics.KILLS, Topics.KILL_ACKS, Topics.REJECTS),
                    (short) 1);
        }
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(cluster.client(), new StringSerializer(), new ByteArraySerializer())) {
            for (Topic<?> topic : List.of(Topics.INGEST_STATE, Topics.ALARMS, Topics.KILLS, Topics.REJECTS)) {
                send(producer, topic, "x", "no record".getBytes(StandardCharsets.UTF_8));
            }
            send(producer, Topics.INGEST_STATE, "y", null);
            send(
                    producer,
                    Topics.INGEST_STATE,
                    "quay|a.json",
                    bytes(Topics.INGEST_STATE, new Cursor("quay", "a.json", Map.of("sha256", "00"), AT)));
            send(
                    producer,
                    Topics.ALARMS,
                    "SOURCE_SILENT|quay|",
                    bytes(
                            Topics.ALARMS,
                            Alarm.newBuilder()
                                    .setKind("SOURCE_SILENT")
                                    .setSubject("quay")
                                    .setProvider("quay")
                                    .setEdition("")
                                    .setDetail("has brought nothing")
                                    .setMend("look")
                                    .setSince(AT)
                                    .setCleared(false)
                                    .build()));
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static <V extends SpecificRecord> byte[] bytes(Topic<V> topic, V value) {
        try (var serde = topic.valueSerde(cluster)) {
            return serde.serializer().serialize(topic.name(), value);
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Topic<?> topic, String key, byte[] value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get();
    }

    private static Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Map<String, String> environment =
                Map.of("WIREROOM_BOOTSTRAP", kafka.bootstrap(), "WIREROOM_REGISTRY", "mock://unreadable");
        int code = WireroomCommand.run(words, new Context(console, environment, folder));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void sourcesShowsTheRestNamesTheirPlacesAndFails() {
        Run run = run("sources");
        assertThat(run.out()).contains("quay  1 files");
        assertThat(run.err())
                .contains(Topics.INGEST_STATE.name() + ", partition 0, offset 0 cannot be read")
                .contains(Topics.INGEST_STATE.name() + ", partition 0, offset 1 cannot be read: it has no value")
                .contains("2 records could not be read");
        assertThat(run.code()).isEqualTo(Exit.FAILURE);
    }

    @Test
    void alarmsShowsTheRestNamesThePlaceAndFails() {
        Run run = run("alarms", "--json");
        assertThat(run.lines()).singleElement().asString().contains("\"subject\":\"quay\"");
        assertThat(run.err()).contains(Topics.ALARMS.name() + ", partition 0, offset 0 cannot be read");
        assertThat(run.code()).isEqualTo(Exit.FAILURE);
    }

    @Test
    void aKillThatCannotBeReadIsNoKillThatEverybodyHasAcknowledged() {
        Run run = run("kills");
        assertThat(run.err()).contains(Topics.KILLS.name() + ", partition 0, offset 0 cannot be read");
        assertThat(run.code()).isEqualTo(Exit.FAILURE);
    }

    @Test
    void rejectsNamesThePlaceAndFails() {
        Run run = run("rejects");
        assertThat(run.err()).contains(Topics.REJECTS.name() + ", partition 0, offset 0 cannot be read");
        assertThat(run.code()).isEqualTo(Exit.FAILURE);
    }
}
