package wireroom.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Space on the disk of a folder. */
public final class Disk {
    /** Megabytes that a room wants at its start: below this a broker or a database soon stops half-way. */
    public static final int LEAST_MEGABYTES = 256;

    /** With less than this part of what was wanted, whatever failed, failed for want of space. */
    private static final int FULL_FRACTION = 4;

    private static final long MEGABYTE = 1024 * 1024;

    private Disk() {}

    /** Megabytes that can still be written to the disk of an existing folder. */
    public static long megabytesLeft(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() / MEGABYTE;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the disk of " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * True when so little space is left that nothing can be relied on.
     *
     * @param wanted megabytes that were asked for at the start
     */
    public static boolean isFull(Path folder, int wanted) {
        return megabytesLeft(folder) < wanted / FULL_FRACTION;
    }

    /** What is wrong then. */
    public static String fullWords(Path folder) {
        return "the disk of " + folder + " is full (" + megabytesLeft(folder) + " MB left)";
    }

    /** What to do then. */
    public static String fullMend(int wanted) {
        return "free " + wanted + " MB and start again: what was acknowledged is kept";
    }
}
