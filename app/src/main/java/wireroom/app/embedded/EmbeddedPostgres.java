package wireroom.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL server as a child of this JVM, on loopback, durable, with one database {@code wireroom} of the role
 * {@code wireroom}, which needs no password on loopback. It ends with this JVM, however that ends; its data stays.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Role and database. */
    public static final String USER = "wireroom";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int STATUS_LINE = 7;

    private final ChildProcess child;
    private final int port;

    private EmbeddedPostgres(ChildProcess child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts the server and returns when the database can be used.
     *
     * @param folder where the data lies, made when missing
     * @param logs folder for its log
     * @param port 0 takes a free one
     */
    public static EmbeddedPostgres start(Path folder, Path logs, int port) {
        Path binaries = PostgresBinaries.unpacked(Distribution.folder());
        Path data = folder.toAbsolutePath().resolve("data");
        int own = Ports.orAny(port);
        try {
            Files.createDirectories(folder);
            Files.createDirectories(logs);
            // one that an earlier room could not take with it: its data must have one server
            ChildProcess.stopLeftOver(data.resolve("postmaster.pid"), data.toString());
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(binaries, folder.toAbsolutePath(), data);
            }
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + folder + ": " + e.getMessage(), "choose another --home", e);
        }
        ChildProcess child = ChildProcess.start(
                "postgres",
                command(binaries, data, own),
                Map.of("TZ", "UTC", "LC_ALL", "C"),
                folder,
                logs.resolve("postgres.log"),
                folder.toAbsolutePath().resolve("postgres.pid"),
                "INT");
        try {
            child.awaitReady(() -> accepts(data, child), PATIENCE);
            EmbeddedPostgres server = new EmbeddedPostgres(child, own);
            server.createDatabase();
            return server;
        } catch (RuntimeException e) {
            child.close();
            throw e;
        }
    }

    private static List<String> command(Path binaries, Path data, int port) {
        List<String> command = new ArrayList<>(asSomebody());
        command.add(binaries.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "shared_buffers=48MB",
                "max_connections=40",
                // one writer and few readers: worker processes would only cost memory
                "io_method=sync",
                "max_worker_processes=2",
                "max_parallel_workers=0",
                "max_parallel_workers_per_gather=0",
                "wal_level=minimal",
                "max_wal_senders=0",
                "max_wal_size=512MB",
                "log_min_messages=warning",
                "timezone=UTC")) {
            command.addAll(List.of("-c", setting));
        }
        return command;
    }

    /** The server runs neither as root nor under a number without a name; in a user namespace both are nobody. */
    private static List<String> asSomebody() {
        String name = System.getProperty("user.name");
        boolean nameless = name == null || name.equals("?");
        if (!nameless && !name.equals("root")) {
            return List.of();
        }
        if (!ChildProcess.onPath("unshare")) {
            throw new StartFailure(
                    "PostgreSQL does not run " + (nameless ? "for a user without a name" : "as root"),
                    "run as another user, or install util-linux (unshare)");
        }
        return List.of("unshare", "-U");
    }

    /** In a folder beside, renamed when complete: an interrupted first start leaves nothing half. */
    private static void initialise(Path binaries, Path folder, Path data) throws IOException {
        Path half = folder.resolve("data.new");
        deleteTree(half);
        List<String> command = new ArrayList<>(asSomebody());
        command.add(binaries.resolve("bin/initdb").toString());
        command.addAll(List.of(
                "-D",
                half.toString(),
                "-U",
                USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        Process initdb = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("initdb.log").toFile())
                .start();
        try {
            int code = initdb.waitFor();
            if (code != 0) {
                List<String> lines = Files.readAllLines(folder.resolve("initdb.log")).stream()
                        .filter(line -> !line.isBlank())
                        .toList();
                throw new StartFailure(
                        "PostgreSQL cannot make its data folder: "
                                + (lines.isEmpty() ? "code " + code : lines.getLast()),
                        "see " + folder.resolve("initdb.log"));
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", "start again", e);
        }
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwx------"));
        Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The server writes its state into its pid file; one that was killed leaves it there, and it says "ready". */
    private static boolean accepts(Path data, ChildProcess child) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > STATUS_LINE
                    && lines.get(STATUS_LINE).strip().equals("ready")
                    && child.programPid()
                            .equals(Optional.of(Long.valueOf(lines.getFirst().strip())));
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private void createDatabase() {
        try (var connection =
                        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, "");
                var statement = connection.createStatement();
                var found = statement.executeQuery("select 1 from pg_database where datname = '" + USER + "'")) {
            if (!found.next()) {
                statement.execute("create database " + USER);
            }
        } catch (SQLException e) {
            throw new StartFailure("PostgreSQL does not let us in: " + e.getMessage(), "see logs/postgres.log", e);
        }
    }

    /** How it ended by itself; empty while it runs. */
    public Optional<String> ended() {
        return child.ended();
    }

    /** JDBC URL of the database. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    }

    public int port() {
        return port;
    }

    /** Stops cleanly, ending open connections; safe to call again. */
    @Override
    public void close() {
        child.close();
    }
}
