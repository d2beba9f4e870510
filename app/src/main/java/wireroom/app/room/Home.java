package wireroom.app.room;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import wireroom.app.embedded.Disk;
import wireroom.app.embedded.StartFailure;

/** The folder of a room's state, held by one process at a time. */
final class Home implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;
    private final int leastMegabytes;

    private Home(Path folder, FileChannel lock, int leastMegabytes) {
        this.leastMegabytes = leastMegabytes;
        this.folder = folder;
        this.lock = lock;
    }

    /** @param leastMegabytes that must be free on its disk */
    static Home take(Path folder, int leastMegabytes) {
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
            Home home = new Home(folder, lock, leastMegabytes);
            long left = Disk.megabytesLeft(folder);
            if (left < leastMegabytes) {
                home.close();
                throw new StartFailure(
                        "only " + left + " MB left on the disk of " + folder,
                        "free " + leastMegabytes + " MB, choose another --home, or ask for less with --least-space");
            }
            return home;
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot write to " + folder + ": " + why(e), "make it writable, or choose another --home", e);
        }
    }

    /** Java says only the path when it is refused. */
    private static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException denied ->
                System.getProperty("user.name") + " has no permission for " + denied.getFile();
            case FileAlreadyExistsException file -> file.getFile() + " is no folder";
            default -> e.getMessage();
        };
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

    /** Words when its disk is full; empty while it is not. */
    Optional<String> full() {
        return Disk.isFull(folder, leastMegabytes) ? Optional.of(Disk.fullWords(folder)) : Optional.empty();
    }

    String fullMend() {
        return Disk.fullMend(leastMegabytes);
    }

    /** What went wrong, in words for the user: a full disk shows itself in many ways. */
    StartFailure explain(RuntimeException e) {
        Optional<String> full = full();
        if (full.isPresent()) {
            return new StartFailure(full.get(), fullMend(), e);
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
