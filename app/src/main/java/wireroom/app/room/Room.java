package wireroom.app.room;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.app.embedded.EmbeddedKafka.Durability;
import wireroom.app.embedded.EmbeddedPostgres;
import wireroom.app.embedded.EmbeddedRegistry;
import wireroom.app.embedded.StartFailure;
import wireroom.enrich.Enrich;
import wireroom.enrich.EnrichConfig;
import wireroom.gateway.Gateway;
import wireroom.gateway.GatewayConfig;
import wireroom.ingest.Ingest;
import wireroom.ingest.IngestConfig;
import wireroom.ingest.SourceConfig;
import wireroom.ingest.SourceConfig.Reading;
import wireroom.sink.Sink;
import wireroom.sink.SinkConfig;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * All parts of Wireroom in one process group: broker, registry and PostgreSQL at once, then each module as soon as what
 * it needs is there, ingest last.
 */
public final class Room implements AutoCloseable {
    /** Told of each part when it is ready, from several threads. */
    public interface Progress {
        /**
         * @param part what is ready, e.g. {@code Kafka}
         * @param what its address, or what it does
         * @param millis since the start of the room
         */
        void ready(String part, String what, long millis);

        /** Something happened to a running room, in one line. The room logs it too. */
        default void told(String line) {}
    }

    /** In the order in which they are stopped: first what takes in, last what all others need. */
    private enum Part {
        INGEST("ingest"),
        GATEWAY("gateway"),
        ENRICH("enrich"),
        SINK("sink"),
        POSTGRES("PostgreSQL"),
        REGISTRY("registry"),
        KAFKA("Kafka");

        private final String title;

        Part(String title) {
            this.title = title;
        }
    }

    private final Home home;
    private final RoomConfig config;
    private final Progress progress;
    private final long started = System.nanoTime();
    private final Map<Part, AutoCloseable> parts = new EnumMap<>(Part.class);

    private Watch watch;

    private Room(Home home, RoomConfig config, Progress progress) {
        this.home = home;
        this.config = config;
        this.progress = progress;
    }

    /**
     * Starts everything and returns when wire items are read.
     *
     * @throws StartFailure when something outside the program is in the way; all that was started is stopped again
     */
    public static Room start(RoomConfig config, Progress progress) {
        Home home = Home.take(config.home(), config.leastMegabytes());
        Room room = new Room(home, config, progress);
        try {
            config.ports().mustBeFree();
            room.open();
            return room;
        } catch (RuntimeException e) {
            StartFailure told = home.explain(e);
            try {
                room.close();
            } catch (RuntimeException f) {
                told.addSuppressed(f);
            }
            throw told;
        }
    }

    private void open() {
        Path folder = home.folder();
        RoomPorts ports = config.ports();
        Durability durability = config.lasting() ? Durability.POWER_CUT : Durability.PROCESS;
        // closing the executor waits for every starter: whatever fails, nothing starts behind our back
        try (ExecutorService starters = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("wireroom-start-", 0).factory())) {
            var registry = begin(
                    starters,
                    Part.REGISTRY,
                    () -> EmbeddedRegistry.start(folder.resolve("registry"), home.logs(), ports.registry()),
                    EmbeddedRegistry::url);
            var postgres = begin(
                    starters,
                    Part.POSTGRES,
                    () -> EmbeddedPostgres.start(folder.resolve("postgres"), home.logs(), ports.postgres()),
                    EmbeddedPostgres::jdbcUrl);
            var kafka = begin(
                    starters,
                    Part.KAFKA,
                    () -> withTopics(EmbeddedKafka.start(folder.resolve("kafka"), ports.kafka(), durability)),
                    EmbeddedKafka::bootstrap);
            CompletableFuture<Void> all = registry.thenCombine(kafka, this::cluster)
                    .thenCompose(cluster -> CompletableFuture.allOf(
                            begin(starters, Part.ENRICH, () -> enrich(cluster), part -> "edition by edition"),
                            postgres.thenCompose(server ->
                                    begin(starters, Part.SINK, () -> sink(cluster, server), part -> "into PostgreSQL")),
                            config.lasting()
                                    ? begin(
                                            starters,
                                            Part.GATEWAY,
                                            () -> gateway(cluster),
                                            part -> part.address().toString())
                                    : CompletableFuture.completedFuture(null)));
            settled(all);
            if (config.lasting()) {
                settled(begin(starters, Part.INGEST, () -> Ingest.start(ingestConfig()), ingest -> sources()));
                address().write(folder);
                watch = Watch.over(watched(), Watch.Pace.USUAL, progress::told);
            }
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + folder + ": " + e.getMessage(), "is the disk full?", e);
        }
    }

    /**
     * Registry and PostgreSQL can be started again beside the others, who wait for them. The rest runs in this process,
     * and whatever ended it there may have harmed the others: only a new process is sound.
     */
    private List<Watch.Watched> watched() {
        String anew = "see " + home.logs().resolve("room.log") + ", and start again: what was acknowledged is kept";
        EmbeddedRegistry registry = part(Part.REGISTRY, EmbeddedRegistry.class);
        EmbeddedPostgres postgres = part(Part.POSTGRES, EmbeddedPostgres.class);
        return List.of(
                new Watch.Watched(
                        Part.REGISTRY.title,
                        () -> part(Part.REGISTRY, EmbeddedRegistry.class).ended(),
                        () -> again(
                                Part.REGISTRY,
                                () -> EmbeddedRegistry.start(
                                        home.folder().resolve("registry"), home.logs(), registry.port())),
                        "see " + home.logs().resolve("registry.log") + ", and start again"),
                new Watch.Watched(
                        Part.POSTGRES.title,
                        () -> part(Part.POSTGRES, EmbeddedPostgres.class).ended(),
                        () -> again(
                                Part.POSTGRES,
                                () -> EmbeddedPostgres.start(
                                        home.folder().resolve("postgres"), home.logs(), postgres.port())),
                        "see " + home.logs().resolve("postgres.log") + ", and start again"),
                inProcess(Part.INGEST, () -> part(Part.INGEST, Ingest.class).ended(), anew),
                inProcess(Part.ENRICH, () -> part(Part.ENRICH, Enrich.class).ended(), anew),
                inProcess(Part.SINK, () -> part(Part.SINK, Sink.class).ended(), anew),
                inProcess(Part.GATEWAY, () -> part(Part.GATEWAY, Gateway.class).ended(), anew),
                // better to stop in order than half-way through a write
                new Watch.Watched("room", () -> home.full().map(why -> "stops: " + why), null, home.fullMend()));
    }

    private static Watch.Watched inProcess(Part part, Supplier<Optional<String>> ended, String mend) {
        return new Watch.Watched(part.title, () -> ended.get().map(why -> "has stopped: " + why), null, mend);
    }

    private void again(Part part, Supplier<AutoCloseable> start) {
        try {
            part(part, AutoCloseable.class).close();
        } catch (Exception e) {
            throw new StartFailure(part.title + " cannot be cleared away: " + e.getMessage(), "start again", e);
        }
        AutoCloseable running;
        try {
            running = start.get();
        } catch (RuntimeException e) {
            throw home.explain(e);
        }
        synchronized (parts) {
            parts.put(part, running);
        }
    }

    /** Completes when a part of a lasting room is gone for good; then all that is left is to close the room. */
    public CompletableFuture<StartFailure> gaveUp() {
        return watch.gaveUp();
    }

    private <P extends AutoCloseable> CompletableFuture<P> begin(
            ExecutorService starters, Part part, Supplier<P> start, Function<P, String> what) {
        return CompletableFuture.supplyAsync(
                () -> {
                    P running = start.get();
                    synchronized (parts) {
                        parts.put(part, running);
                    }
                    progress.ready(part.title, what.apply(running), (System.nanoTime() - started) / 1_000_000);
                    return running;
                },
                starters);
    }

    /** While the registry still starts: later every module would wait for its own. */
    private EmbeddedKafka withTopics(EmbeddedKafka kafka) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            List<Topic<?>> topics = new ArrayList<>(Topics.fixed());
            topics.addAll(Topics.ofEdition(Topics.FIRST_EDITION));
            TopicCreation.ensure(admin, topics, (short) -1);
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private static <T> T settled(CompletableFuture<T> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private Cluster cluster(EmbeddedRegistry registry, EmbeddedKafka kafka) {
        return new Cluster(kafka.bootstrap(), registry.url());
    }

    private Enrich enrich(Cluster cluster) {
        return Enrich.start(
                new EnrichConfig(cluster, home.folder().resolve("enrich")).withCommitInterval(config.commitInterval()));
    }

    private Sink sink(Cluster cluster, EmbeddedPostgres server) {
        return Sink.start(new SinkConfig(cluster, server.jdbcUrl(), EmbeddedPostgres.USER, ""));
    }

    private Gateway gateway(Cluster cluster) {
        return Gateway.start(new GatewayConfig(
                cluster, home.folder().resolve("gateway"), config.ports().page()));
    }

    private IngestConfig ingestConfig() {
        List<SourceConfig> sources = new ArrayList<>();
        Set<String> names = new java.util.HashSet<>();
        config.sources().forEach(source -> names.add(source.id()));
        for (Path folder : config.watch()) {
            String name = SourceNames.of(folder, names);
            sources.add(new SourceConfig.Folder(name, folder.toAbsolutePath().normalize(), Reading.of(name)));
        }
        sources.add(new SourceConfig.Push("push", "127.0.0.1", config.ports().push(), Reading.of("push")));
        sources.addAll(config.sources());
        return IngestConfig.of(cluster(), sources);
    }

    private String sources() {
        return config.watch().isEmpty()
                ? "push"
                : "push, and "
                        + String.join(
                                ", ",
                                config.watch().stream().map(Path::toString).toList());
    }

    private <P> P part(Part part, Class<P> type) {
        synchronized (parts) {
            return type.cast(parts.get(part));
        }
    }

    /** Kafka and registry. */
    public Cluster cluster() {
        return cluster(part(Part.REGISTRY, EmbeddedRegistry.class), part(Part.KAFKA, EmbeddedKafka.class));
    }

    /** The sink. */
    public Sink sink() {
        return part(Part.SINK, Sink.class);
    }

    /** Where a lasting room can be reached. */
    public RoomAddress address() {
        return new RoomAddress(
                ProcessHandle.current().pid(),
                part(Part.GATEWAY, Gateway.class).address(),
                URI.create("http://127.0.0.1:"
                        + part(Part.INGEST, Ingest.class).pushPort().orElseThrow() + "/v1/items"),
                part(Part.KAFKA, EmbeddedKafka.class).bootstrap(),
                part(Part.REGISTRY, EmbeddedRegistry.class).url(),
                part(Part.POSTGRES, EmbeddedPostgres.class).jdbcUrl(),
                EmbeddedPostgres.USER);
    }

    /** JDBC URL of its PostgreSQL. */
    public String jdbcUrl() {
        return part(Part.POSTGRES, EmbeddedPostgres.class).jdbcUrl();
    }

    /** Stops all parts in order, each also when another could not; safe to call again. */
    @Override
    public void close() {
        RuntimeException trouble = null;
        if (watch != null) {
            watch.close();
        }
        for (Part part : Part.values()) {
            AutoCloseable running;
            synchronized (parts) {
                running = parts.remove(part);
            }
            if (running == null) {
                continue;
            }
            try {
                running.close();
            } catch (Exception e) {
                IllegalStateException said = new IllegalStateException(part.title + " did not stop cleanly: " + e, e);
                if (trouble == null) {
                    trouble = said;
                } else {
                    trouble.addSuppressed(said);
                }
            }
        }
        home.close();
        if (trouble != null) {
            throw trouble;
        }
    }
}
