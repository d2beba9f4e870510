package wireroom.ingest.folder;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Takes what a folder holds. */
@FunctionalInterface
public interface FileReader {

    /**
     * A file that is new or changed.
     *
     * @return its cursor as committed, once it is; fails when it could not be, and the file is then read again
     */
    CompletableFuture<Map<String, String>> read(FileRead file);

    /**
     * One reading of a file.
     *
     * @param path relative to the folder, with {@code /}
     * @param bytes all of it, or one byte more than the limit when it is larger
     * @param cursor size, modified and sha256 as read now
     * @param before cursor of the last reading; empty for the first
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record FileRead(String path, byte[] bytes, Map<String, String> cursor, Map<String, String> before) {}
}
