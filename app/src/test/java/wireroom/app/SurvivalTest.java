package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.log.TopicLog;
import wireroom.app.room.RoomAddress;
import wireroom.topics.Topics;

/** A room that is killed in the middle of feeding goes on where it was. */
class SurvivalTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EACH = 60;

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothingWhenKilledWhileFeeding() throws IOException {
        Path home = folder.resolve("home");
        Path wires = Files.createDirectories(folder.resolve("wires/acme"));
        try (Survivor first = Survivor.up(home, wires.getParent())) {
            first.awaitReady();
            long killed = RoomAddress.in(home).orElseThrow().pid();
            write(wires, 0, EACH);
            await().atMost(PATIENCE).until(() -> stored(home) > 0);
            first.kill();

            await("nothing is left behind")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> children(home).isEmpty());
            assertThat(ProcessHandle.of(killed).filter(ProcessHandle::isAlive)).isEmpty();
        }
        write(wires, EACH, EACH);
        try (Survivor second = Survivor.up(home, wires.getParent())) {
            second.awaitReady();
            await().atMost(PATIENCE).until(() -> stored(home) == 2 * EACH);

            List<String> ids = new ArrayList<>();
            TopicLog.read(
                    RoomAddress.in(home).orElseThrow().cluster(), Topics.WIRE_ITEMS, record -> ids.add(record.key()));
            Set<String> distinct = new HashSet<>(ids);
            assertThat(ids).as("nothing doubled").hasSameSizeAs(distinct);
            assertThat(distinct).as("nothing lost").hasSize(2 * EACH);
            second.stop();
            assertThat(RoomAddress.in(home)).isEmpty();
            assertThat(children(home)).isEmpty();
        }
    }

    private static void write(Path wires, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            String item = """
                    {"uri":"urn:acme:%d","type":"text","version":"1","versioncreated":"2026-11-21T10:00:00Z",\
                    "pubstatus":"usable","language":"en","headline":"Tide gate %d opens in the harbour",\
                    "body_text":"The harbour town opened tide gate number %d on Friday, the water board said."}
                    """.formatted(i, i, i);
            // beside and renamed, as a careful sender does
            Path half = Files.createTempFile(wires.getParent().getParent(), "item", ".part");
            Files.write(half, item.getBytes(StandardCharsets.UTF_8));
            Files.move(half, wires.resolve("item-" + i + ".json"));
        }
    }

    private static long stored(Path home) {
        RoomAddress address = RoomAddress.in(home).orElseThrow();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcUser(), "");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from article")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Programs that were started for a home and still run. */
    private static List<String> children(Path home) throws IOException {
        Path self = Path.of("/proc/" + ProcessHandle.current().pid());
        List<String> found = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String line = commandLine(process);
                if (line.contains(home.toString()) && !process.equals(self)) {
                    found.add(line);
                }
            }
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }
}
