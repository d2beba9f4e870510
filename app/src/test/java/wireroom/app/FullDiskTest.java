package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is too small, or fills while a room runs, is one line with its mend. */
class FullDiskTest {
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path folder;

    @BeforeEach
    void canMountADisk() throws IOException, InterruptedException {
        assumeTrue(
                new ProcessBuilder("unshare", "-Urm", "mount", "-t", "tmpfs", "none", folder.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this machine lets nobody mount a disk of their own");
    }

    @Test
    void doesNotStartOnADiskThatIsTooSmall() throws IOException {
        try (Survivor room = Survivor.upOnDisk(100, home(), wires())) {
            assertThat(room.awaitEnd()).isEqualTo(1);
            assertThat(room.said())
                    .singleElement()
                    .asString()
                    .matches("wireroom: only \\d+ MB left on the disk of " + home() + "; free 256 MB, .*--least-space");
        }
    }

    @Test
    void stopsInOrderWhenTheDiskFills() throws IOException {
        try (Survivor room = Survivor.upOnDisk(600, home(), wires())) {
            room.awaitReady();
            fill(room.inside(home()), 40);

            assertThat(room.awaitEnd()).isEqualTo(1);
            assertThat(room.said())
                    .singleElement()
                    .asString()
                    .matches(
                            "wireroom: room stops: the disk of " + home()
                                    + " is full \\(\\d+ MB left\\); free 256 MB and start again: what was acknowledged is kept");
        }
    }

    private Path home() throws IOException {
        return Files.createDirectories(folder.toRealPath().resolve("home"));
    }

    private Path wires() throws IOException {
        return Files.createDirectories(folder.resolve("wires"));
    }

    /** Leaves about so many megabytes. */
    private static void fill(Path disk, int left) throws IOException {
        byte[] much = new byte[MEGABYTE];
        try (OutputStream ballast = Files.newOutputStream(disk.resolve("ballast"))) {
            while (Files.getFileStore(disk).getUsableSpace() > (long) left * MEGABYTE) {
                ballast.write(much);
            }
        }
    }
}
