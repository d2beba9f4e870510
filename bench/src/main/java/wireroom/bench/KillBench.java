package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import wireroom.app.room.RoomAddress;
import wireroom.app.simulate.Generator;

/**
 * Invariants 1, 2 and 4: a room is fed while {@code kill -9} hits it at random moments, drawn from the seed; it is
 * started again each time, and in the end nothing is lost, doubled, different or shown after its kill.
 */
final class KillBench {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Options options;
    private final Results results;
    private final List<Path> logs = new ArrayList<>();

    KillBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    void run() throws Exception {
        int count = options.number("count", 5_000);
        int rounds = options.number("rounds", 10);
        // From the start of the feeding on: a cold room reads, enriches, stores and idles in this time.
        int window = options.number("window-ms", 15_000);
        Path home = Home.fresh(options.home());
        Path wires = Files.createDirectories(home.resolve("wires"));
        List<Generator.Wire> day = new Generator(options.seed()).next(count);
        SplittableRandom random = new SplittableRandom(options.seed());
        ObjectNode figures = results.figures();
        figures.put("wires", count).put("rounds", rounds).put("windowMs", window);
        int perRound = count / (rounds + 1);
        for (int round = 0; round < rounds; round++) {
            Process room = up(home, wires);
            try {
                boolean early = random.nextInt(4) == 0;
                RoomAddress address = early ? null : address(home, room).orElseThrow();
                Generator.write(day.subList(round * perRound, (round + 1) * perRound), wires);
                long moment = random.nextLong(window);
                LockSupport.parkNanos(Duration.ofMillis(moment).toNanos());
                figures.withArray("/killedAfterMs")
                        .addObject()
                        .put("ready", !early)
                        .put("ms", moment)
                        .put("stored", address == null ? -1 : storedOrUnknown(address));
            } finally {
                room.destroyForcibly();
                room.waitFor();
            }
        }
        Generator.write(day.subList(rounds * perRound, count), wires);
        Process room = up(home, wires);
        try {
            long started = System.nanoTime();
            RoomAddress address = address(home, room).orElseThrow();
            awaitAll(day, address, room);
            figures.put("lastStartToAllStoredSeconds", Results.rounded((System.nanoTime() - started) / 1e9));
            Audit.Books books = new Audit(day, address).books();
            books.put(figures);
            figures.put("balanced", books.balanced());
        } finally {
            room.destroy();
            if (!room.waitFor(60, TimeUnit.SECONDS)) {
                room.destroyForcibly().waitFor();
            }
        }
    }

    private static void awaitAll(List<Generator.Wire> day, RoomAddress address, Process room) throws SQLException {
        long articles = Audit.articles(day);
        long kills = Audit.kills(day);
        long start = System.nanoTime();
        while (true) {
            if (!room.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                // the audit says what is missing
                return;
            }
            long[] stored = storedNow(address);
            if (stored[0] >= articles && stored[1] >= kills) {
                break;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        // updates of stored articles may still be on their way: wait until the store has stood still
        long[] before = {-1};
        long still = System.nanoTime();
        while (System.nanoTime() - still < Duration.ofSeconds(5).toNanos()) {
            long now = emissions(address);
            if (now != before[0]) {
                before[0] = now;
                still = System.nanoTime();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static long[] storedNow(RoomAddress address) throws SQLException {
        try {
            return Audit.stored(address);
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long emissions(RoomAddress address) throws SQLException {
        try (var connection = java.sql.DriverManager.getConnection(address.jdbcUrl(), address.jdbcUser(), "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select coalesce(sum(next_offset), 0) from position")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long storedOrUnknown(RoomAddress address) {
        try {
            return storedNow(address)[0];
        } catch (SQLException e) {
            // it has not made its tables yet
            return -1;
        }
    }

    /** Waits until the room says where it is; a room that ended instead has said why in its log. */
    private Optional<RoomAddress> address(Path home, Process room) throws IOException {
        long start = System.nanoTime();
        while (room.isAlive() && System.nanoTime() - start < PATIENCE.toNanos()) {
            Optional<RoomAddress> address = RoomAddress.in(home.resolve("room"));
            if (address.isPresent() && address.get().pid() == room.pid()) {
                return address;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IllegalStateException("the room did not start: " + Files.readString(logs.getLast()));
    }

    /** {@code wireroom up} as a process of its own, on the class path and the JVM of this one. */
    private Process up(Path home, Path wires) throws IOException {
        Path log = home.resolve("up-" + logs.size() + ".log");
        logs.add(log);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + options.number("heap", 768) + "m",
                "-cp",
                System.getProperty("java.class.path"),
                "wireroom.app.Wireroom",
                "up",
                "--home",
                home.resolve("room").toString(),
                "--watch",
                wires.toString(),
                "--port",
                "0",
                "--push-port",
                "0",
                "--kafka-port",
                "0",
                "--registry-port",
                "0",
                "--postgres-port",
                "0");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(log.toString()))
                .start();
    }
}
