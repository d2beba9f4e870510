package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.room.RoomAddress;

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
            Feeding.write(wires, 0, EACH);
            await().atMost(PATIENCE).until(() -> Feeding.stored(home) > 0);
            first.kill();

            await("nothing is left behind")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Feeding.children(home).isEmpty());
            assertThat(ProcessHandle.of(killed).filter(ProcessHandle::isAlive)).isEmpty();
        }
        Feeding.write(wires, EACH, EACH);
        try (Survivor second = Survivor.up(home, wires.getParent())) {
            second.awaitReady();
            await().atMost(PATIENCE).until(() -> Feeding.stored(home) == 2 * EACH);

            assertThat(Feeding.wireItems(home))
                    .as("nothing lost, nothing doubled")
                    .hasSize(2 * EACH)
                    .doesNotHaveDuplicates();
            second.stop();
            assertThat(RoomAddress.in(home)).isEmpty();
            assertThat(Feeding.children(home)).isEmpty();
        }
    }
}
