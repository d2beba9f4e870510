package wireroom.app;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/** {@code wireroom up} in a process of its own, to be killed. */
final class Survivor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private Survivor(Process process) {
        this.process = process;
    }

    /** Starts a room on free ports and returns at once. */
    static Survivor up(Path home, Path watch) {
        return up(List.of(), home, watch);
    }

    /** The same with its home on a disk of its own, in memory, that nobody else sees; see {@link #inside}. */
    static Survivor upOnDisk(int megabytes, Path home, Path watch) {
        String mounted = "mount -t tmpfs -o size=" + megabytes + "m none \"$0\" && exec \"$@\"";
        return up(List.of("unshare", "-Urm", "sh", "-c", mounted, home.toString()), home, watch);
    }

    /** Path through which others reach a file of a disk that only the room sees. */
    Path inside(Path file) {
        return Path.of("/proc/" + process.pid() + "/root" + file);
    }

    private static Survivor up(List<String> before, Path home, Path watch) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "wireroom.app.Wireroom",
                "up"));
        command.addAll(List.of("--home", home.toString(), "--watch", watch.toString()));
        for (String port : List.of("--port", "--push-port", "--kafka-port", "--registry-port", "--postgres-port")) {
            command.addAll(List.of(port, "0"));
        }
        try {
            Survivor survivor = new Survivor(new ProcessBuilder(command)
                    .directory(new File("."))
                    .redirectErrorStream(true)
                    .start());
            Thread.ofVirtual().start(survivor::listen);
            return survivor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException e) {
            lines.add("output ended: " + e);
        }
    }

    /** Waits until the room reads wire items. */
    void awaitReady() {
        Awaitility.await("the room starts: " + lines).atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the room ended: " + lines);
            }
            return lines.stream().anyMatch(line -> line.startsWith("  database"));
        });
    }

    /** Waits until it says something. */
    void awaitLine(String part) {
        Awaitility.await("it says: " + part)
                .atMost(PATIENCE)
                .until(() -> lines.stream().anyMatch(line -> line.contains(part)));
    }

    /** Waits until it ends by itself. @return its exit code */
    int awaitEnd() {
        Awaitility.await("it ends: " + lines).atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** What it said of trouble so far. */
    List<String> said() {
        return lines.stream().filter(line -> line.startsWith("wireroom: ")).toList();
    }

    /** What it said so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Signal 9: no hook, no flush. */
    void kill() {
        process.destroyForcibly();
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
    }

    /** Ctrl-C, as a signal to this process alone. @return its exit code */
    int stop() {
        process.destroy();
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
