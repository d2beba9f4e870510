package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.app.log.TopicLog;
import wireroom.ingest.Ingest;
import wireroom.ingest.IngestConfig;
import wireroom.ingest.Settings;
import wireroom.ingest.SourceConfig;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.silence.Silence;
import wireroom.ingest.silence.SilenceSettings;
import wireroom.model.Alarm;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Alarms of silent sources, over Kafka and over a restart of ingest. */
class SilentSourcesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Silence SHORT = new Silence.AtMost(Duration.ofSeconds(2));

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static TinyRegistry registry;
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        registry = new TinyRegistry();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, EmbeddedKafka.Durability.PROCESS);
        cluster = new Cluster(kafka.bootstrap(), registry.url());
    }

    @AfterAll
    static void stop() {
        kafka.close();
        registry.close();
    }

    private static Ingest ingest(List<SourceConfig> sources) {
        return ingest(sources, "main");
    }

    private static Ingest ingest(List<SourceConfig> sources, String process) {
        Settings s = Settings.DEFAULT;
        SilenceSettings d = s.silence();
        // Looks every second: a test machine that stands still for two has not listened.
        SilenceSettings quick = new SilenceSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                d.burst(),
                d.enough(),
                d.gaps(),
                d.quantile(),
                d.timesLong(),
                d.timesUsual(),
                d.fades(),
                d.young(),
                d.least(),
                d.most(),
                Duration.ofSeconds(5),
                d.senders());
        return Ingest.start(IngestConfig.of(cluster, sources)
                .named(process)
                .with(new Settings(
                        s.scanEvery(),
                        s.settle(),
                        s.requestBytes(),
                        s.rejectBytes(),
                        s.transactionItems(),
                        s.transactionBytes(),
                        s.limits(),
                        quick)));
    }

    /** Whether each alarm of a subject was raised or taken back, in their order. */
    private static List<Boolean> alarms(String subject) {
        List<Boolean> cleared = new ArrayList<>();
        TopicLog.read(cluster, Topics.ALARMS, record -> {
            Alarm alarm = record.value();
            if (alarm.getSubject().equals(subject)) {
                assertThat(record.key()).isEqualTo("SOURCE_SILENT|" + subject + "|");
                cleared.add(alarm.getCleared());
            }
        });
        return cleared;
    }

    private static void awaitAlarms(String subject, Boolean... cleared) {
        await("alarms of " + subject)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alarms(subject)).containsExactly(cleared));
    }

    private static void write(Path in, String name) throws IOException {
        Path part = in.resolve(name + ".part");
        Files.writeString(part, "{\"uri\":\"" + name + "\",\"headline\":\"Tide gate opens\"}");
        Files.move(part, in.resolve(name));
    }

    private static void push(Ingest ingest, String uri) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try (HttpClient http = HttpClient.newHttpClient()) {
            answer = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + ingest.pushPort().orElseThrow() + "/v1/items?source=harbour"))
                            .timeout(Duration.ofSeconds(60))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"uri\":\"" + uri + "\",\"headline\":\"Ferry " + uri + " leaves\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void areRaisedOnceAlsoOverARestartAndTakenBackWhenTheSourceSpeaksOrIsGone() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in"));
        List<SourceConfig> sources = List.of(
                new SourceConfig.Folder("quay", in, SourceConfig.Reading.of("quay"), SHORT),
                new SourceConfig.Push(
                        "push", "127.0.0.1", 0, SourceConfig.Reading.of("push"), PushSettings.DEFAULT, SHORT));
        write(in, "a.json");
        try (Ingest first = ingest(sources)) {
            push(first, "f1");
            awaitAlarms("quay", false);
            awaitAlarms("harbour@main", false);
        }
        try (Ingest second = ingest(sources)) {
            write(in, "b.json");
            push(second, "f2");
            // That it was not raised a second time shows here: nothing stands between.
            awaitAlarms("quay", false, true, false);
            awaitAlarms("harbour@main", false, true, false);
        }
        try (Ingest without = ingest(List.of(new SourceConfig.Folder(
                "other", Files.createDirectories(folder.resolve("other")), SourceConfig.Reading.of("other"))))) {
            assertThat(without.status().sources()).hasSize(1);
            awaitAlarms("quay", false, true, false, true);
            awaitAlarms("harbour@main", false, true, false, true);
        }
    }

    @Test
    void ofAProcessThatIsGoneForGoodAreTakenBackByAnother() throws Exception {
        List<SourceConfig> sources = List.of(new SourceConfig.Push(
                "push", "127.0.0.1", 0, SourceConfig.Reading.of("push"), PushSettings.DEFAULT, SHORT));
        try (Ingest gone = ingest(sources, "gone")) {
            push(gone, "g1");
            awaitAlarms("harbour@gone", false);
        }
        try (Ingest other = ingest(sources, "other")) {
            push(other, "g2");
            awaitAlarms("harbour@gone", false, true);
            // Its own is its own to take back.
            awaitAlarms("harbour@other", false);
        }
    }
}
