package wireroom.app.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubKeyTest {
    @TempDir
    Path folder;

    @Test
    void isMadeOnceForItsOwnerAlone() throws IOException {
        Path home = folder.resolve("home");
        Path file = Path.of(HubKey.in(home, Map.of("A", "b")).get("WIREROOM_HUB_KEY_FILE"));
        String key = Files.readString(file);
        assertThat(key).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        assertThat(HubKey.in(home, Map.of("A", "b"))).containsEntry("A", "b");
        assertThat(Files.readString(file)).isEqualTo(key);
        try (var all = Files.list(home)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void theOneThatTheEnvironmentNamesGoesFirst() {
        Map<String, String> named = Map.of("WIREROOM_HUB_KEY", "theirs");
        assertThat(HubKey.in(folder, named)).isEqualTo(named);
        assertThat(folder).isEmptyDirectory();
    }
}
