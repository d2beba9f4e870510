package wireroom.app.room;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import wireroom.app.embedded.StartFailure;

/** The folder of a room's state, held by one process at a time. */
final class Home implements AutoCloseable {
    /** Below this a broker or a database soon stops half-way: better not to start. */
    private static final long LEAST_SPACE = 256L * 1024 * 1024;

    private final Path folder;
    private final FileChannel lock;

    private Home(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Home take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve("room.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new StartFailure(
                        "another Wireroom runs in " + folder + running(folder),
                        "use it, stop it, or start this one with another --home");
            }
            Home home = new Home(folder, lock);
            long space = home.space();
            if (space < LEAST_SPACE) {
                home.close();
                throw new StartFailure(
                        "only " + space / (1024 * 1024) + " MB left on the disk of " + folder,
                        "free " + LEAST_SPACE / (1024 * 1024) + " MB, or choose another --home");
            }
            return home;
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot write to " + folder + ": " + e.getMessage(),
                    "make it writable, or choose another --home",
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String running(Path folder) {
        return RoomAddress.in(folder)
                .map(address -> " (process " + address.pid() + ", page " + address.page() + ")")
                .orElse("");
    }

    Path folder() {
        return folder;
    }

    Path logs() {
        return folder.resolve("logs");
    }

    /** What went wrong, in words for the user: a full disk shows itself in many ways. */
    StartFailure explain(RuntimeException e) {
        if (space() < LEAST_SPACE / 4) {
            return new StartFailure(
                    "the disk of " + folder + " is full",
                    "free " + LEAST_SPACE / (1024 * 1024) + " MB and start again",
                    e);
        }
        if (e instanceof StartFailure told) {
            return told;
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new StartFailure(words.lines().findFirst().orElse(words), "see " + logs().resolve("room.log"), e);
    }

    private long space() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(RoomAddress.file(folder));
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
