package wireroom.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.log.EnrichProgress;
import wireroom.app.log.TopicLog;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.ingest.Ingest;
import wireroom.ingest.IngestConfig;
import wireroom.model.Article;
import wireroom.model.EmbargoKind;
import wireroom.model.Hold;
import wireroom.model.RejectedItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Runs files through the whole pipeline and prints what came out. */
@Command(
        name = "once",
        mixinStandardHelpOptions = true,
        description = "Runs files, folders or '-' (stdin) through the whole pipeline and prints what comes out.",
        footer = {
            "",
            "Broker, registry, enrich and PostgreSQL run in a home that is thrown away.",
            "Exits with 3 when something was rejected; it is listed on stderr.",
            "Example:  wireroom once --json seeds/wires | jq -r .headline"
        })
final class OnceCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Context context;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "files and folders; '-' is stdin")
    private List<String> paths;

    @Option(names = "--json", description = "one article per line as JSON, in the order of their ids")
    private boolean json;

    @Option(
            names = "--provider",
            defaultValue = "local",
            description = "provider of what names none (default: ${DEFAULT-VALUE})")
    private String provider;

    OnceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Path> files =
                paths.stream().filter(path -> !path.equals("-")).map(Path::of).toList();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new CommandFailure(Exit.USAGE, "cannot read " + file, "does it exist, and is it yours?");
            }
        }
        Path home = temporaryHome();
        Thread sweeper = new Thread(() -> delete(home), "wireroom-sweep");
        Runtime.getRuntime().addShutdownHook(sweeper);
        try (Room room = Room.start(RoomConfig.passing(home), (part, what, millis) -> {})) {
            return run(room, staged(files, home));
        } finally {
            Runtime.getRuntime().removeShutdownHook(sweeper);
            delete(home);
        }
    }

    /**
     * What ingest is to read. It takes the provider from the folder's name; a name that was told, and what came on
     * stdin, are copied into a folder of that name.
     */
    private List<Path> staged(List<Path> files, Path home) {
        List<Path> inputs = new ArrayList<>();
        try {
            for (Path file : files) {
                inputs.add(provider == null ? file : copied(file, home));
            }
            if (paths.contains("-")) {
                Path folder =
                        Files.createDirectories(home.resolve("stdin").resolve(provider == null ? "stdin" : provider));
                Files.copy(System.in, folder.resolve("stdin"), StandardCopyOption.REPLACE_EXISTING);
                inputs.add(folder.resolve("stdin"));
            }
            return inputs;
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.FAILURE, "cannot copy to " + home + ": " + e.getMessage(), "is the disk full?", e);
        }
    }

    private Path copied(Path from, Path home) throws IOException {
        Path to = Files.createDirectories(home.resolve("in")
                .resolve(Integer.toString(from.toAbsolutePath().hashCode()))
                .resolve(provider));
        if (!Files.isDirectory(from)) {
            Files.copy(from, to.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            return to.resolve(from.getFileName());
        }
        try (var all = Files.walk(from)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return to;
    }

    private int run(Room room, List<Path> inputs) {
        Cluster cluster = room.cluster();
        IngestConfig config = IngestConfig.of(cluster, List.of());
        List<RejectedItem> rejected = new ArrayList<>();
        long published = 0;
        if (!inputs.isEmpty()) {
            published += Ingest.readOnce(config, inputs).published();
        }
        String edition = Topics.FIRST_EDITION;
        if (published > 0) {
            try (EnrichProgress progress = new EnrichProgress(cluster, edition, null)) {
                progress.await(progress.endOfWireItems(), open -> {}, PATIENCE);
            }
            await("the sink", () -> room.sink().status().caughtUp());
        }
        TopicLog.read(cluster, Topics.REJECTS, record -> rejected.add(record.value()));
        Map<String, Article> articles = TopicLog.heads(cluster, Topics.articles(edition), Article::getEmission);
        Map<String, Hold> holds = TopicLog.last(cluster, Topics.holds(edition));
        int held = print(articles, holds);
        summarise(published, articles.size(), held, rejected);
        return rejected.isEmpty() ? Exit.OK : Exit.REJECTED;
    }

    private static void await(String who, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        Exit.FAILURE,
                        who + " did not finish within " + PATIENCE.toMinutes() + " min",
                        "try fewer files, or WIREROOM_DEBUG=1");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** @return how many are held */
    private int print(Map<String, Article> articles, Map<String, Hold> holds) {
        Map<String, Runnable> lines = new TreeMap<>();
        ArticleLine line = new ArticleLine(context.console(), ZoneId.systemDefault());
        articles.forEach((id, article) -> lines.put(
                id,
                () -> context.console()
                        .out()
                        .println(
                                json
                                        ? ArticleJson.of(article).toString()
                                        : line.of(article, article.getReceivedAt()))));
        int held = 0;
        for (Hold hold : holds.values()) {
            // one that was released before says more in its article, without text
            if (hold.getEmbargo().getKind() == EmbargoKind.NONE || articles.containsKey(hold.getId())) {
                continue;
            }
            held++;
            lines.put(
                    hold.getId(),
                    () -> context.console()
                            .out()
                            .println(json ? ArticleJson.of(hold).toString() : line.of(hold)));
        }
        lines.values().forEach(Runnable::run);
        return held;
    }

    private void summarise(long published, int articles, int held, List<RejectedItem> rejected) {
        Console console = context.console();
        console.err()
                .println(published
                        + (published == 1 ? " item read, " : " items read, ")
                        + (articles + held)
                        + (articles + held == 1 ? " article" : " articles")
                        + (held == 0 ? "" : ", " + held + " of them held")
                        + (rejected.isEmpty() ? "" : ", " + rejected.size() + " rejected"));
        rejected.stream()
                .sorted(Comparator.comparing(RejectedItem::getOrigin))
                .forEach(reject -> console.err().println(RejectLine.of(console, reject)));
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("wireroom-once");
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.FAILURE,
                    "cannot make a temporary folder: " + e.getMessage(),
                    "is the disk full? Set java.io.tmpdir to another one",
                    e);
        }
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            return; // gone already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
