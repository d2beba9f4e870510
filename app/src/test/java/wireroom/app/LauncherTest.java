package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher misses it says in one line, with the mend. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../wireroom").toAbsolutePath().normalize();

    @TempDir
    Path checkout;

    private record Said(int code, List<String> lines) {}

    @BeforeEach
    void copyIt() throws IOException {
        Files.copy(LAUNCHER, checkout.resolve("wireroom"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void refusesAJdkThatIsTooOld() throws Exception {
        Path old = Files.createDirectories(checkout.resolve("jdk"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");

        Said said = run(List.of(), Map.of("WIREROOM_JAVA_HOME", old.toString()));

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.lines())
                .containsExactly("wireroom: WIREROOM_JAVA_HOME (" + old
                        + ") is no JDK of 21 or newer; point it to one, or unset it");
    }

    @Test
    void saysWhereToGetAJdkWhenThereIsNone() throws Exception {
        Path usual = Path.of("/usr/lib/jvm");
        assumeTrue(
                System.getProperty("java.home").startsWith(usual.toString())
                        && Files.notExists(Path.of("/opt/java"))
                        && Files.notExists(Path.of("/Library/Java")),
                "its JDKs are not where they can be hidden");
        List<String> hidden =
                List.of("unshare", "-Urm", "sh", "-c", "mount -t tmpfs none " + usual + " && exec \"$@\"", "sh");
        assumeTrue(
                new ProcessBuilder("unshare", "-Urm", "mount", "-t", "tmpfs", "none", usual.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this machine lets nobody mount a disk of their own");

        Said said = run(hidden, Map.of());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.lines())
                .containsExactly("wireroom: no JDK of 21 or newer found; install one (Debian: apt install"
                        + " openjdk-21-jdk), or set WIREROOM_JAVA_HOME");
    }

    @Test
    void saysThatNothingIsBuilt() throws Exception {
        Said said = run(
                List.of(), Map.of("WIREROOM_BUILD", "never", "WIREROOM_JAVA_HOME", System.getProperty("java.home")));

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.lines()).containsExactly("wireroom: nothing is built; unset WIREROOM_BUILD");
    }

    private Said run(List<String> before, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(checkout.resolve("wireroom").toString(), "up"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(java.util.Set.of("PATH"));
        builder.environment().put("HOME", checkout.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return new Said(process.waitFor(), lines);
    }
}
