package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong before anything runs is one clear line with its mend, and a stable exit code. */
class FailureLinesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "editions",
                "rejects",
                "kills",
                "alarms",
                "search x",
                "article x",
                "trace x",
                "tail",
                "promote e1"
            })
    void saysThatNoRoomIsRunning(String command) {
        Run run = Run.of(folder, (Object[]) command.split(" "));

        assertThat(run.code()).isEqualTo(Exit.UNREACHABLE);
        assertThat(run.err().lines()).singleElement().asString().contains("no room is running", "wireroom up");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void namesTheBusyPortAndTheOptionThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = up("--port", taken.getLocalPort());

            assertThat(run.code()).isEqualTo(Exit.FAILURE);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .contains("port " + taken.getLocalPort() + " is in use", "--port ");
        }
    }

    @Test
    void refusesASecondRoomInOneHome() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        try (FileChannel first = FileChannel.open(
                        home.resolve("room.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = first.lock()) {
            assertThat(held.isValid()).isTrue();

            Run run = up();

            assertThat(run.code()).isEqualTo(Exit.FAILURE);
            assertThat(run.err().lines()).singleElement().asString().contains("another Wireroom runs in", "--home");
        }
    }

    @Test
    void asksForSpaceBeforeItStarts() {
        Run run = up("--least-space", 999_999_999);

        assertThat(run.code()).isEqualTo(Exit.FAILURE);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("MB left on the disk of", "free 999999999 MB", "--home", "--least-space");
    }

    @Test
    void givesEveryExitCodeOneMeaning() throws IllegalAccessException {
        java.util.Map<Integer, String> meanings = new java.util.TreeMap<>();
        for (var code : Exit.class.getDeclaredFields()) {
            assertThat(meanings.put(code.getInt(null), code.getName()))
                    .as(code.getName())
                    .isNull();
        }
        String help = Run.of(folder, "--help").out();
        assertThat(meanings.keySet()).allSatisfy(code -> assertThat(help).containsPattern("\\b" + code + " [a-z]"));
    }

    @Test
    void refusesAFolderToWatchThatIsNone() {
        Run run = up("--watch", folder.resolve("nowhere"));

        assertThat(run.code()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("is not a folder");
    }

    @Test
    void refusesAHomeThatCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        Run run = Run.of(folder, "up", "--home", file.resolve("home"), "--port", 0);

        assertThat(run.code()).isEqualTo(Exit.FAILURE);
        assertThat(run.err().lines()).singleElement().asString().contains("cannot write to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "up --nonsense", "once", "replay", "diff e1"})
    void explainsAWrongCommandLine(String command) {
        Run run = command.isEmpty() ? Run.of(folder) : Run.of(folder, (Object[]) command.split(" "));

        assertThat(run.code()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "once",
                "feed",
                "tail",
                "search",
                "article",
                "replay",
                "editions",
                "diff",
                "promote",
                "rejects",
                "kills",
                "trace",
                "alarms",
                "doctor",
                "conform",
                "simulate",
                "evaluate",
                "train"
            })
    void teachesEveryVerbWithAnExample(String verb) {
        Run run = Run.of(folder, verb, "--help");

        assertThat(run.code()).isEqualTo(Exit.OK);
        assertThat(run.out()).contains("Usage: wireroom " + verb, "Example:  wireroom " + verb);
        assertThat(Run.of(folder, "--help").out()).contains("  " + verb);
    }

    @Test
    void namesItsVersion() {
        assertThat(Run.of(folder, "--version").out()).startsWith("wireroom ");
    }

    private Run up(Object... more) {
        java.util.List<Object> words = new java.util.ArrayList<>(java.util.List.of(
                "up",
                "--home",
                folder.resolve("home"),
                "--push-port",
                0,
                "--kafka-port",
                0,
                "--registry-port",
                0,
                "--postgres-port",
                0));
        if (!java.util.Arrays.asList(more).contains("--port")) {
            words.addAll(java.util.List.of("--port", 0));
        }
        words.addAll(java.util.Arrays.asList(more));
        return Run.of(folder, words.toArray());
    }
}
