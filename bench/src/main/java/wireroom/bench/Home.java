package wireroom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that a benchmark starts with empty. */
final class Home {
    private static final String MARK = "made-by-wireroom-bench";

    private Home() {}

    /** Empties the folder; refuses one that no benchmark made. */
    static Path fresh(Path folder) throws IOException {
        if (Files.exists(folder)) {
            if (!Files.exists(folder.resolve(MARK))) {
                throw new IOException(folder + " was not made by a benchmark; give --home another folder");
            }
            List<Path> all;
            try (Stream<Path> found = Files.walk(folder)) {
                all = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
        Files.createDirectories(folder);
        Files.createFile(folder.resolve(MARK));
        return folder;
    }
}
