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
}
