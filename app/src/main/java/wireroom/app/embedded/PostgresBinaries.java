package wireroom.app.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once beside our jar and shared by all rooms of this checkout. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    static Path unpacked(Path distribution) {
        Path folder = distribution.resolve("postgres");
        Path program = folder.resolve("bin/postgres");
        if (Files.isExecutable(program)) {
            return folder;
        }
        try (FileChannel channel = FileChannel.open(
                        distribution.resolve("postgres.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = channel.lock()) {
            if (alone.isValid() && !Files.isExecutable(program)) {
                unpack(distribution, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot unpack PostgreSQL into " + folder + ": " + e.getMessage(),
                    "is the disk full, or read-only?",
                    e);
        }
    }

    private static void unpack(Path distribution, Path folder) throws IOException {
        Path half = Files.createTempDirectory(distribution, "postgres.new");
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (packed == null) {
                throw new StartFailure(
                        "PostgreSQL comes with Wireroom for Linux on x86-64 only",
                        "run your own, and see docker-compose.yml for how the processes are told");
            }
            Process tar = new ProcessBuilder("tar", "-x", "-C", half.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream to = tar.getOutputStream();
                    XZInputStream from = new XZInputStream(packed)) {
                from.transferTo(to);
            }
            if (tar.waitFor() != 0) {
                throw new IOException("tar ended with code " + tar.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        // other users of the machine (nobody, in a namespace) must reach the programs
        half.toFile().setReadable(true, false);
        half.toFile().setExecutable(true, false);
        Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
    }
}
