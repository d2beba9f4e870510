package wireroom.app.room;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Names for folders that were given on the command line. The same folder always gets the same name. */
final class SourceNames {
    private SourceNames() {}

    /** @param taken names given so far; the new one is added */
    static String of(Path folder, Set<String> taken) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String plain = (last == null ? "root" : last.toString())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9.-]+", "-")
                .replaceAll("^-+|-+$", "");
        String name = plain.isEmpty() ? "folder" : plain;
        // two folders of one name: told apart by where they are, not by their order
        if (!taken.add(name)) {
            name = name + "-"
                    + Integer.toHexString(
                            folder.toAbsolutePath().normalize().toString().hashCode());
            taken.add(name);
        }
        return name;
    }
}
