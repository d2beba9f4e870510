package wireroom.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import wireroom.app.embedded.Disk;
import wireroom.app.log.ArticleTail;
import wireroom.app.room.HubKey;
import wireroom.app.room.Room;
import wireroom.app.room.RoomAddress;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;
import wireroom.ingest.IngestConfig;

/** Starts a whole room and shows articles as they arrive. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything: Kafka, registry, PostgreSQL, ingest, enrich, sink and the page.",
        footer = {
            "",
            "State lives under the home and survives; a second 'up' continues. Ctrl-C stops in order.",
            "A registry or PostgreSQL that ends is started again; when that does not help, or another part ends,",
            "everything stops and the exit code is 1.",
            "Example:  wireroom up --watch ~/wires --port 8090"
        })
final class UpCommand implements Callable<Integer> {
    /** For parts that cannot stop cleanly any more. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(45);

    private final Context context;
    private final Clock clock;

    @Option(names = "--home", paramLabel = "DIR", description = "where all state lives (default: .wireroom)")
    private Path home;

    @Option(names = "--watch", paramLabel = "DIR", description = "folder to read, repeatable (default: seeds/wires)")
    private List<Path> watch;

    @Option(
            names = "--sources",
            paramLabel = "FILE",
            description = "a wireroom.yaml with further sources, e.g. feeds to poll")
    private Path sources;

    @Option(names = "--port", defaultValue = "8080", description = "page and API (default: ${DEFAULT-VALUE})")
    private int page;

    @Option(names = "--push-port", defaultValue = "8081", description = "HTTP push (default: ${DEFAULT-VALUE})")
    private int push;

    @Option(names = "--kafka-port", defaultValue = "9092", description = "Kafka (default: ${DEFAULT-VALUE})")
    private int kafka;

    @Option(names = "--registry-port", defaultValue = "8085", description = "registry (default: ${DEFAULT-VALUE})")
    private int registry;

    @Option(names = "--postgres-port", defaultValue = "15432", description = "PostgreSQL (default: ${DEFAULT-VALUE})")
    private int postgres;

    @Option(
            names = "--least-space",
            paramLabel = "MB",
            defaultValue = "" + Disk.LEAST_MEGABYTES,
            description = "free space to start with; with a quarter of it left the room stops (default:"
                    + " ${DEFAULT-VALUE})")
    private int leastSpace;

    UpCommand(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        Path place = context.home(home);
        List<Path> folders = watched();
        Instant from = clock.instant();
        console.out().println("Wireroom " + Version.ofBuild() + ", home " + place);
        Room room = Room.start(
                RoomConfig.lasting(place, new RoomPorts(page, push, kafka, registry, postgres), folders)
                        .with(
                                sources == null
                                        ? List.of()
                                        : IngestConfig.sourcesOf(sources, HubKey.in(place, context.environment())))
                        .withLeastSpace(leastSpace),
                new Lines(console));
        CountDownLatch stopped = new CountDownLatch(1);
        ArticleTail tail = new ArticleTail(room.cluster());
        Thread onSignal = new Thread(
                () -> {
                    console.out().println("\nstopping …");
                    tail.close();
                    room.close();
                    console.out().println("stopped; 'wireroom up' continues here");
                    stopped.countDown();
                },
                "wireroom-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        announce(console, room.address());
        ArticleLine line = new ArticleLine(console, ZoneId.systemDefault());
        room.gaveUp().thenRun(tail::close);
        tail.follow(from, (article, at) -> console.out().println(line.of(article, at)));
        if (room.gaveUp().isDone()) {
            takeDown(room, onSignal);
            throw room.gaveUp().join();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Exit.OK;
    }

    /** A room with a part missing may not end by itself: then this JVM does, and the children with it. */
    private void takeDown(Room room, Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            return; // Ctrl-C at the same time: it takes the room down already
        }
        Thread closing = Thread.ofPlatform().name("wireroom-take-down").daemon().start(() -> {
            try {
                room.close();
            } catch (RuntimeException e) {
                context.console().err().println("wireroom: " + e.getMessage());
            }
        });
        try {
            closing.join(LAST_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What happens to the room, as lines. */
    private record Lines(Console console) implements Room.Progress {
        @Override
        public void ready(String part, String what, long millis) {
            console.out().printf(Locale.ROOT, "  %-11s%5.1f s  %s%n", part, millis / 1000.0, what);
        }

        @Override
        public void told(String line) {
            console.err().println(console.red("wireroom: ") + line);
        }
    }

    private List<Path> watched() {
        if (watch == null) {
            Path seeds = context.root().resolve("seeds/wires");
            return Files.isDirectory(seeds) ? List.of(seeds) : List.of();
        }
        for (Path folder : watch) {
            if (!Files.isDirectory(folder)) {
                throw new CommandFailure(
                        Exit.USAGE, folder + " is not a folder", "make it, or name another with --watch");
            }
        }
        return watch;
    }

    private static void announce(Console console, RoomAddress address) {
        console.out().println();
        console.out().println("  page       " + console.bold(address.page().toString()));
        console.out().println("  push       " + address.push());
        console.out().println("  Kafka      " + address.bootstrap());
        console.out().println("  registry   " + address.registry());
        console.out().println("  database   " + address.jdbcUrl() + "?user=" + address.jdbcUser());
        console.out().println();
    }
}
