package wireroom.app.room;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import wireroom.app.embedded.StartFailure;

/**
 * The key of which a room makes what it tells hubs: made once, so that a restart still knows them, and kept in its home,
 * so that no topic has it.
 */
public final class HubKey {
    private static final String FILE = "hub.key";
    private static final int BYTES = 32;

    private HubKey() {}

    /**
     * The environment, naming the key of this home where it names none.
     *
     * @throws StartFailure when it can neither be read nor made
     */
    public static Map<String, String> in(Path home, Map<String, String> environment) {
        if (environment.containsKey("WIREROOM_HUB_KEY") || environment.containsKey("WIREROOM_HUB_KEY_FILE")) {
            return environment;
        }
        Path file = home.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                make(home, file);
            }
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot write " + file + ": " + e, "make it writable, or set WIREROOM_HUB_KEY_FILE", e);
        }
        Map<String, String> named = new HashMap<>(environment);
        named.put("WIREROOM_HUB_KEY_FILE", file.toString());
        return named;
    }

    private static void make(Path home, Path file) throws IOException {
        Files.createDirectories(home);
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path draft = Files.createTempFile(
                home,
                FILE,
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, HexFormat.of().formatHex(key));
            // Whole or not at all, and never over that of another process.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException another) {
            // Theirs is as good.
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
