package wireroom.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.folder.FolderSource;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Limits;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.silence.SilenceSettings;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** A log that commits some transactions and then breaks, as often as a test wants. */
class FileReadingTest {
    private static final Cluster CLUSTER = new Cluster("none:1", "mock://file-reading");
    private static final Clock LATER = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final Settings TEN_A_TRANSACTION = new Settings(
            Duration.ofSeconds(1),
            Duration.ofMillis(1),
            1 << 20,
            1 << 20,
            11,
            1 << 20,
            Limits.DEFAULT,
            SilenceSettings.DEFAULT);

    @TempDir
    Path folder;

    private final Intake intake = new Intake(CLUSTER, TEN_A_TRANSACTION);
    private final List<Outgoing> log = new ArrayList<>();
    private int transactions;

    @AfterEach
    void close() {
        intake.close();
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-01T00:00:00Z")));
        return file;
    }

    /** One process: reads the folder until it is still or its log breaks after so many transactions. */
    private void run(int wholeBytes, int most) throws InterruptedException {
        int end = transactions + most;
        Map<String, Map<String, String>> cursors = new HashMap<>();
        try (var values = Topics.INGEST_STATE.valueSerde(CLUSTER)) {
            log.stream()
                    .filter(r -> r.topic().equals(Topics.INGEST_STATE.name()))
                    .forEach(r -> {
                        Cursor cursor = values.deserializer().deserialize(r.topic(), r.value());
                        cursors.put(cursor.getPart(), Map.copyOf(cursor.getFields()));
                    });
        }
        FileReading reading = new FileReading(
                "test",
                intake,
                (path, input) -> Documents.document(path, new byte[0]).part(input, path, Optional.empty()),
                (records, taken) -> {
                    if (transactions == end) {
                        return CompletableFuture.failedFuture(new IllegalStateException("killed"));
                    }
                    transactions++;
                    log.addAll(records);
                    return CompletableFuture.completedFuture(null);
                },
                LATER);
        try (FolderSource source = new FolderSource(
                folder,
                new FolderSource.Settings(Duration.ofSeconds(1), Duration.ofMillis(1), wholeBytes),
                LATER,
                cursors,
                reading)) {
            source.readWhatIsThere();
        }
    }

    private List<String> items() {
        return log.stream()
                .filter(r -> !r.topic().equals(Topics.INGEST_STATE.name()))
                .map(Outgoing::key)
                .toList();
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> i % 7 == 3 ? "{\"broken\":" + i + "\n" : "{\"uri\":\"u" + i + "\"}\n")
                .collect(Collectors.joining());
    }

    private static List<String> expected(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> i % 7 == 3 ? "test|a.ndjson#" + i : "northwire|u" + i)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 20})
    void aCrashAnywhereNeitherLosesNorDoublesAnItem(int wholeBytes) throws Exception {
        write("a.ndjson", lines(0, 95));
        for (int before = 0; before <= 10; before++) {
            log.clear();
            transactions = 0;
            run(wholeBytes, before);
            assertThat(transactions).isEqualTo(Math.min(before, 10));
            run(wholeBytes, 1);
            run(wholeBytes, 100);
            assertThat(items())
                    .as("killed after %s transactions", before)
                    .containsExactlyInAnyOrderElementsOf(expected(0, 95));
            int all = log.size();
            run(wholeBytes, 100);
            assertThat(log).as("nothing is left to read").hasSize(all);
        }
    }

    @Test
    void aLogThatGrowsIsReadOnBehindWhatWasRead() throws Exception {
        Path file = write("a.ndjson", lines(0, 40));
        run(0, 100);
        Files.writeString(file, lines(40, 75), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-02T00:00:00Z")));
        run(0, 100);
        assertThat(items()).containsExactlyInAnyOrderElementsOf(expected(0, 75));
    }

    @Test
    void aFileThatIsOnlyTouchedIsNotPublishedAgain() throws Exception {
        Path file = write("a.ndjson", lines(0, 40));
        run(0, 100);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-02T00:00:00Z")));
        run(0, 100);
        assertThat(items()).containsExactlyInAnyOrderElementsOf(expected(0, 40));
    }

    @Test
    void aShortFileIsOneTransaction() throws Exception {
        write("a.ndjson", lines(0, 9));
        run(1 << 20, 100);
        assertThat(transactions).isEqualTo(1);
        assertThat(log.getLast().topic()).isEqualTo(Topics.INGEST_STATE.name());
    }
}
