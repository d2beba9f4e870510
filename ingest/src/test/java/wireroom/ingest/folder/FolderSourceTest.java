package wireroom.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final FolderSource.Settings SETTINGS =
            new FolderSource.Settings(Duration.ofMillis(50), Duration.ofMillis(250), 1000);

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock();
    private final List<String> read = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Map<String, String>> committed = new HashMap<>();
    private boolean kafkaIsAway;
    private FolderSource source;

    /** A clock that only moves by hand. */
    private static final class HandClock extends Clock {
        private Instant now = START;

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void watch() {
        source = new FolderSource(folder, SETTINGS, clock, committed, this::take);
    }

    @AfterEach
    void end() {
        source.close();
    }

    private CompletableFuture<Map<String, String>> take(FileRead file) {
        if (kafkaIsAway) {
            return CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
        }
        try {
            byte[] bytes = file.whole() == null ? file.readAllBytes() : file.whole();
            read.add(file.path() + "=" + new String(bytes, StandardCharsets.UTF_8) + behind(file.skip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> cursor = file.end(0);
        committed.put(file.path(), cursor);
        return CompletableFuture.completedFuture(cursor);
    }

    private static String behind(long settled) {
        return settled == 0 ? "" : " behind " + settled;
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    private void scan() throws InterruptedException {
        int before = read.size();
        source.scan();
        source.awaitIdle();
        assertThat(read.size()).isGreaterThanOrEqualTo(before);
    }

    private void settle() throws InterruptedException {
        scan();
        clock.forward(Duration.ofMillis(300));
        scan();
    }

    @Test
    void readsAFileOnceItStandsStill() throws Exception {
        write("acme/a.txt", "one");
        scan();
        assertThat(read).isEmpty();
        clock.forward(Duration.ofMillis(100));
        write("acme/a.txt", "one and more");
        scan();
        clock.forward(Duration.ofMillis(200));
        scan();
        assertThat(read).as("it grew 200 ms ago").isEmpty();
        clock.forward(Duration.ofMillis(100));
        scan();
        assertThat(read).containsExactly("acme/a.txt=one and more");
        clock.forward(Duration.ofSeconds(10));
        scan();
        assertThat(read).hasSize(1);
    }

    @Test
    void readsAnOldFileAtFirstSight() throws Exception {
        write("a.txt", "old");
        clock.forward(Duration.ofMinutes(1));
        scan();
        assertThat(read).containsExactly("a.txt=old");
    }

    @Test
    void readsGrownAndReplacedFilesAgain() throws Exception {
        write("a.txt", "one");
        settle();
        clock.forward(Duration.ofSeconds(1));
        write("a.txt", "one two");
        settle();
        clock.forward(Duration.ofSeconds(1));
        write("a.txt", "new two");
        settle();
        assertThat(read).containsExactly("a.txt=one", "a.txt=one two", "a.txt=new two");
    }

    @Test
    void aRemovedFileIsForgottenByNobody() throws Exception {
        write("a.txt", "one");
        settle();
        byte[] bytes = Files.readAllBytes(folder.resolve("a.txt"));
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.txt"));
        Files.delete(folder.resolve("a.txt"));
        settle();
        Files.write(folder.resolve("a.txt"), bytes);
        Files.setLastModifiedTime(folder.resolve("a.txt"), time);
        settle();
        assertThat(read).hasSize(1);
    }

    @Test
    void leavesFilesAloneThatTheirWritersHaveNotFinished() throws Exception {
        for (String name : List.of("a.txt.part", "b.TMP", ".hidden.txt", ".git/c.txt", "d~")) {
            write(name, "x");
        }
        settle();
        assertThat(read).isEmpty();
        Files.move(folder.resolve("a.txt.part"), folder.resolve("a.txt"));
        settle();
        assertThat(read).containsExactly("a.txt=x");
    }

    @Test
    void goesOnWhereItsCursorsAre() throws Exception {
        write("a.txt", "one");
        settle();
        source.close();
        write("b.txt", "two");
        source = new FolderSource(folder, SETTINGS, clock, committed, this::take);
        settle();
        assertThat(read).containsExactly("a.txt=one", "b.txt=two");
    }

    @Test
    void readsAgainWhatKafkaDidNotTake() throws Exception {
        kafkaIsAway = true;
        write("a.txt", "one");
        settle();
        assertThat(read).isEmpty();
        kafkaIsAway = false;
        settle();
        assertThat(read).containsExactly("a.txt=one");
    }

    private static final String LONG = "long ".repeat(300);

    @Test
    void readsALongFileAsAStream() throws Exception {
        write("a.txt", LONG);
        settle();
        settle();
        assertThat(read).containsExactly("a.txt=" + LONG);
    }

    private void cursorAfter(String start, String outcomes) {
        byte[] bytes = start.getBytes(StandardCharsets.UTF_8);
        committed.put(
                "a.txt",
                Map.of(
                        FileRead.BYTES,
                        Integer.toString(bytes.length),
                        FileRead.SHA256,
                        wireroom.ingest.format.Items.sha256(bytes),
                        FileRead.SETTLED,
                        outcomes));
        source.close();
        source = new FolderSource(folder, SETTINGS, clock, committed, this::take);
    }

    @Test
    void goesOnInALongFileWhereAPartOfItWasPublished() throws Exception {
        write("a.txt", LONG);
        cursorAfter(LONG.substring(0, 1200), "240");
        settle();
        assertThat(read).containsExactly("a.txt=" + LONG + " behind 240");
    }

    @Test
    void startsAnewWhenALongFileNoLongerBeginsSo() throws Exception {
        write("a.txt", LONG);
        cursorAfter("x" + LONG.substring(1, 1200), "240");
        settle();
        assertThat(read).containsExactly("a.txt=" + LONG);
    }

    @Test
    void doesNotTakeAFileThatChangesWhileItIsRead() throws Exception {
        List<String> cursors = new ArrayList<>();
        source.close();
        source = new FolderSource(folder, SETTINGS, clock, committed, file -> {
            try {
                file.readAllBytes();
                write("a.txt", LONG + "more");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            cursors.add(file.end(0).toString());
            return CompletableFuture.completedFuture(Map.of());
        });
        write("a.txt", LONG);
        settle();
        assertThat(cursors).isEmpty();
        assertThat(committed).isEmpty();
    }

    @Test
    void waitsForAFolderThatIsNotThereYet() throws Exception {
        source.close();
        source = new FolderSource(folder.resolve("later"), SETTINGS, clock, committed, this::take);
        scan();
        write("later/a.txt", "one");
        settle();
        assertThat(read).containsExactly("a.txt=one");
    }

    @Test
    void watchesByItself() throws Exception {
        source.close();
        source = new FolderSource(folder, SETTINGS, Clock.systemUTC(), committed, this::take);
        source.start();
        Files.createDirectories(folder.resolve("deep/er"));
        Files.writeString(folder.resolve("deep/er/a.txt"), "one");
        await().untilAsserted(() -> assertThat(read).containsExactly("deep/er/a.txt=one"));
    }
}
