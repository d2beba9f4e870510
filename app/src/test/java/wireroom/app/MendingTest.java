package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room whose children are killed mends itself, or ends whole. */
class MendingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EACH = 40;

    @TempDir
    Path folder;

    @Test
    void startsAKilledRegistryAndAKilledDatabaseAgainAndEndsWholeWhenThatDoesNotHelp() throws IOException {
        Path home = folder.resolve("home");
        Path wires = Files.createDirectories(folder.resolve("wires/acme"));
        try (Survivor room = Survivor.up(home, wires.getParent())) {
            room.awaitReady();
            Feeding.write(wires, 0, EACH);
            await().atMost(PATIENCE).until(() -> Feeding.stored(home) > 0);

            kill(home.resolve("registry/registry.pid"));
            Feeding.write(wires, EACH, EACH);
            room.awaitLine("registry ended by signal 9");
            room.awaitLine("registry is back; nothing is lost");

            kill(home.resolve("postgres/data/postmaster.pid"));
            Feeding.write(wires, 2 * EACH, EACH);
            room.awaitLine("PostgreSQL ended by signal 9");
            room.awaitLine("PostgreSQL is back; nothing is lost");

            await().atMost(PATIENCE).until(() -> Feeding.stored(home) == 3 * EACH);
            assertThat(Feeding.wireItems(home)).hasSize(3 * EACH).doesNotHaveDuplicates();

            // a registry that cannot come back: its schemas are a file where a folder has to be
            Files.move(home.resolve("registry"), home.resolve("registry-away"));
            Files.writeString(home.resolve("registry"), "in the way");
            kill(home.resolve("registry-away/registry.pid"));

            assertThat(room.awaitEnd()).isEqualTo(1);
            assertThat(room.lines())
                    .anyMatch(line -> line.contains("registry did not start: cannot write to")
                            && line.contains("given up after 6 tries")
                            && line.endsWith("and start again"));
            assertThat(Feeding.children(home)).isEmpty();
        }
    }

    private static void kill(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }
}
