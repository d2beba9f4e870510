package wireroom.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that lives no longer than this JVM, even when this JVM is killed with signal 9: a small shell holds our end
 * of a pipe, and stops the program when the pipe closes. The shell runs in a session of its own, so that Ctrl-C in the
 * terminal reaches only us, and we can stop the parts in order.
 */
final class ChildProcess implements AutoCloseable {
    /** $1 is the signal to stop with, $2 the file for the pid, the rest the command. */
    private static final String KEEPER = """
            signal=$1; pidfile=$2; shift 2
            exec 3<&0
            "$@" </dev/null 3<&- &
            child=$!
            echo $child >"$pidfile"
            ( exec <&3; while read -r line; do :; done; kill -s "$signal" $child ) 2>/dev/null &
            watcher=$!
            exec 3<&-
            wait $child; code=$?
            kill $watcher 2>/dev/null
            rm -f "$pidfile"
            exit $code
            """;

    private static final int SIGNALLED = 128;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(15);

    private final String name;
    private final Process keeper;
    private final Path log;
    private final Path pidFile;

    private ChildProcess(String name, Process keeper, Path log, Path pidFile) {
        this.name = name;
        this.keeper = keeper;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * @param name what messages call it
     * @param command program and arguments
     * @param environment added to ours
     * @param folder working directory
     * @param log file for both outputs; what an earlier one wrote is kept beside it, as {@code .before}
     * @param pidFile holds its pid while it runs
     * @param signal what makes it stop cleanly, e.g. {@code TERM}
     */
    static ChildProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log,
            Path pidFile,
            String signal) {
        List<String> line = new ArrayList<>();
        if (onPath("setsid")) {
            line.add("setsid");
        }
        line.addAll(List.of("sh", "-c", KEEPER, "wireroom-" + name, signal, pidFile.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            // one that was killed left its pid here; until the new one writes its own, there is none
            Files.deleteIfExists(pidFile);
            if (Files.exists(log)) {
                Files.move(log, Path.of(log + ".before"), StandardCopyOption.REPLACE_EXISTING);
            }
            return new ChildProcess(name, builder.start(), log, pidFile);
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot start " + name + ": " + e.getMessage(), "is " + line.getFirst() + " installed?", e);
        }
    }

    /**
     * Stops what an earlier room left behind; does nothing when the pid is gone, or belongs to another program by now.
     *
     * @param mark part of the command line that makes sure it is ours
     */
    static void stopLeftOver(Path pidFile, String mark) {
        pidIn(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(process -> commandLine(process).contains(mark))
                .ifPresent(process -> {
                    // its keeper has told it to stop already, or was killed too: give it the chance to end cleanly
                    process.destroy();
                    if (!ended(process)) {
                        process.destroyForcibly();
                        ended(process);
                    }
                });
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return !process.isAlive();
        }
    }

    private static Optional<Long> pidIn(Path pidFile) {
        try {
            return Files.readAllLines(pidFile).stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(text -> text.matches("[0-9]{1,18}"))
                    .map(Long::valueOf);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }

    static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return java.util.stream.Stream.of(path.split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program)));
    }

    /** Pid of the program itself; empty until it is known, and after its end. */
    Optional<Long> programPid() {
        return pidIn(pidFile);
    }

    /** How it ended, with the last line that it wrote; empty while it runs. */
    Optional<String> ended() {
        if (keeper.isAlive()) {
            return Optional.empty();
        }
        int code = keeper.exitValue();
        // one that a signal ended had no time for words
        return Optional.of("ended " + how(code) + (code > SIGNALLED ? "" : ": " + lastWords()));
    }

    /** A shell says 128 and the signal's number for a program that a signal ended. */
    private static String how(int code) {
        return code > SIGNALLED ? "by signal " + (code - SIGNALLED) : "with code " + code;
    }

    /**
     * Returns when {@code ready} says yes.
     *
     * @throws StartFailure when the program ends, or the patience does, with the last lines it wrote
     */
    void awaitReady(BooleanSupplier ready, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!keeper.isAlive()) {
                throw new StartFailure(name + " ended " + how(keeper.exitValue()) + ": " + lastWords(), "see " + log);
            }
            if (System.nanoTime() > deadline) {
                close();
                throw new StartFailure(
                        name + " gave no answer within " + patience.toSeconds() + " s: " + lastWords(), "see " + log);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "it wrote nothing" : lines.getLast().strip();
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    /** Lets it stop cleanly and waits for it; one that does not obey is killed. */
    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            if (keeper.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
        try {
            if (!keeper.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                keeper.descendants().forEach(ProcessHandle::destroyForcibly);
                keeper.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
