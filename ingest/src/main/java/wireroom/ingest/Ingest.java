package wireroom.ingest;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.ingest.SourceConfig.Reading;
import wireroom.ingest.folder.FolderSource;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Format;
import wireroom.ingest.format.Input;
import wireroom.ingest.poll.Callbacks;
import wireroom.ingest.poll.FeedStatus;
import wireroom.ingest.poll.Poller;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.Resolver;
import wireroom.ingest.publish.CursorLog;
import wireroom.ingest.publish.KeyLog;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Ownership;
import wireroom.ingest.publish.Publisher;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.push.PushSource;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/** The ingest process: reads its sources until it is closed. Thread-safe. */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    /** A file of so many bytes or fewer is read at once; a longer one as a stream, hashed before it is read again. */
    static final int WHOLE_FILE = 1024 * 1024;
    /** Pushes remembered to answer "known"; one that is forgotten is published again, which harms nobody. */
    private static final int REMEMBERED_PUSHES = 100_000;
    /** Files read ahead of Kafka by {@link #readOnce}. */
    private static final int AHEAD = 1000;

    private final IngestConfig config;
    private final Publisher publisher;
    private final Intake intake;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicLong stdinDocuments = new AtomicLong();
    private final Poller poller;
    private final Listening listening;
    private final OwnedSources owned;
    private Ownership ownership;
    private final Map<String, PushSource> pushes = new LinkedHashMap<>();
    private final List<PushReading> pushReadings = new ArrayList<>();
    private final Map<String, Boolean> pushed = java.util.Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_PUSHES;
        }
    });

    private Ingest(IngestConfig config, String transactionalId) {
        this.config = config;
        this.publisher = publisher(transactionalId);
        this.intake = new Intake(config.cluster(), config.settings());
        this.listening = new Listening(config, intake, publisher);
        this.poller = new Poller(
                config.polling(),
                new FeedClient(config.http(), Resolver.SYSTEM, tls()),
                new Polling(
                        config.sources(), intake, config.settings(), config.clock(), this::publisherOf, this::count),
                config.clock(),
                System::nanoTime,
                config.clock().millis(),
                callbacks(config.sources()));
        this.owned = new OwnedSources(config.sources(), this::folder, poller, listening);
    }

    private static Optional<Callbacks> callbacks(List<SourceConfig> sources) {
        SecureRandom chance = new SecureRandom();
        return sources.stream()
                .filter(SourceConfig.Push.class::isInstance)
                .flatMap(source -> ((SourceConfig.Push) source).settings().hubs().stream())
                .findFirst()
                .map(hubs -> new Callbacks(
                        hubs.publicUrl() + PushSource.HUBS,
                        hubs.lease(),
                        hubs.allowSha1(),
                        hubs.key().orElseGet(() -> random(chance, 32)),
                        () -> HexFormat.of().formatHex(random(chance, 16))));
    }

    private static byte[] random(SecureRandom chance, int count) {
        byte[] bytes = new byte[count];
        chance.nextBytes(bytes);
        return bytes;
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private Optional<Publisher> publisherOf(String sourceId) {
        return owned.publisher(sourceId);
    }

    private FolderSource folder(SourceConfig.Folder folder, Map<String, Map<String, String>> cursors) {
        return new FolderSource(
                folder.path(),
                new FolderSource.Settings(
                        config.settings().scanEvery(), config.settings().settle(), WHOLE_FILE),
                config.clock(),
                cursors,
                new FileReading(
                        folder.id(),
                        intake,
                        (path, input) -> document(folder.id(), folder.reading(), path, input, Channel.FOLDER),
                        (records, taken) -> publishOwned(folder.id(), records, taken),
                        config.clock()));
    }

    private Publisher publisher(String transactionalId) {
        return Publisher.open(
                config.cluster(),
                transactionalId,
                config.replicas(),
                config.settings().transactionItems(),
                config.settings().transactionBytes());
    }

    /**
     * Creates its topics when missing, reads back how far it came, and starts to read its sources: of folders and feeds
     * its share, when other processes of its group run.
     *
     * @throws IllegalStateException when Kafka or the registry is not there
     * @throws UncheckedIOException when the address of a push source is taken
     */
    public static Ingest start(IngestConfig config) {
        Ingest ingest = new Ingest(config, "wireroom-ingest-" + config.name());
        try {
            ingest.open();
            return ingest;
        } catch (RuntimeException e) {
            ingest.close();
            throw e;
        }
    }

    private void open() {
        List<SourceConfig.Push> pushed = config.sources().stream()
                .filter(SourceConfig.Push.class::isInstance)
                .map(SourceConfig.Push.class::cast)
                .toList();
        if (!pushed.isEmpty()) {
            // Killed in the middle of a push with a key, a process leaves a transaction open that everybody would wait
            // for. Whoever lives and holds the keys takes them again with its next push.
            pushed.forEach(push -> shared(push).close());
            listening.resume(CursorLog.recent(config.cluster()));
        }
        listening.start();
        if (config.sources().stream().anyMatch(OwnedSources::isOwned)) {
            poller.start();
            ownership = Ownership.join(
                    config.cluster(),
                    Ownership.Membership.of(config.group(), config.name()),
                    partition -> publisher(Ownership.transactionalId(config.group(), partition)),
                    owned);
        }
        for (SourceConfig source : config.sources()) {
            switch (source) {
                case SourceConfig.Folder folder -> LOG.debug("folder {} is read by its owner", folder.id());
                case SourceConfig.Feed feed -> LOG.debug("feed {} is polled by its owner", feed.id());
                case SourceConfig.Push push -> {
                    PushReading taking = reading(push);
                    pushReadings.add(taking);
                    PushSource serving = serving(push, taking);
                    pushes.put(push.id(), serving);
                    serving.start();
                }
                case SourceConfig.Stdin stdin ->
                    Thread.ofPlatform().name("ingest-stdin").daemon().start(() -> readStdin(stdin));
            }
        }
    }

    private CompletableFuture<Void> publishOwned(String sourceId, List<Outgoing> records, Intake.Taken taken) {
        return owned.publisher(sourceId)
                .map(own -> publish(own, records, taken))
                .orElseGet(() ->
                        CompletableFuture.failedFuture(new IllegalStateException("another process owns " + sourceId)));
    }

    private CompletableFuture<Void> publish(List<Outgoing> records, Intake.Taken taken) {
        return publish(publisher, records, taken);
    }

    private CompletableFuture<Void> publish(Publisher through, List<Outgoing> records, Intake.Taken taken) {
        reading.incrementAndGet();
        return through.publish(records).whenComplete((done, failure) -> {
            reading.decrementAndGet();
            if (failure == null && taken != null) {
                count(taken.items(), taken.rejects().size());
            }
        });
    }

    /** A file directly in the folder is the configured provider's, any other its first directory's. */
    private Document document(String sourceId, Reading how, String path, Input input, Channel channel) {
        int slash = path.indexOf('/');
        String provider = slash > 0 ? path.substring(0, slash).replace('|', '-') : how.provider();
        return document(sourceId, provider, how, path, input, channel, how.format());
    }

    private Document document(
            String sourceId,
            String provider,
            Reading how,
            String place,
            Input input,
            Channel channel,
            Optional<Format> told) {
        return new Document(
                input,
                provider,
                sourceId,
                channel,
                place,
                told,
                config.clock().instant(),
                how.charset(provider),
                how.zone(provider),
                how.profile(provider),
                config.settings().limits());
    }

    private PushSource serving(SourceConfig.Push push, PushReading taking) {
        Settings settings = config.settings();
        return new PushSource(
                new InetSocketAddress(push.host(), push.port()),
                "push-" + config.clock().millis(),
                new PushSource.Sizes(
                        settings.requestBytes(),
                        settings.limits().itemBytes(),
                        settings.transactionItems(),
                        settings.transactionBytes()),
                push.settings(),
                publisher::trouble,
                taking,
                push.settings().hubs().map(hubs -> new Hubs(poller)),
                config.clock(),
                System::nanoTime);
    }

    /** Of all processes that take what has a key for this source: ends the transactions of the others. */
    private Publisher shared(SourceConfig.Push push) {
        return Publisher.shared(
                config.cluster(),
                KeyLog.transactionalId(config.group(), push.id()),
                config.settings().transactionItems(),
                config.settings().transactionBytes());
    }

    private PushReading reading(SourceConfig.Push push) {
        Reading how = push.reading();
        PushSettings settings = push.settings();
        KeyLog keys = new KeyLog(
                config.cluster(),
                push.id(),
                new KeyLog.Memory(settings.keys(), settings.keepKeys()),
                () -> shared(push),
                intake::cursor,
                config.clock(),
                System::nanoTime,
                config.name().hashCode());
        return new PushReading(
                intake,
                settings,
                (request, place) -> document(
                        request.source() == null ? push.id() : request.source(),
                        request.provider() == null ? how.provider() : request.provider(),
                        how,
                        place,
                        Input.of(request.body()),
                        Channel.PUSH,
                        how.format().or(() -> toldBy(request.contentType()))),
                this::publish,
                this::count,
                pushed,
                keys,
                System::nanoTime);
    }

    private void count(List<WireItem> items, int refusals) {
        listening.heard(items);
        published.addAndGet(items.size());
        rejected.addAndGet(refusals);
    }

    private static Optional<Format> toldBy(String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            return Optional.of(Format.NINJS);
        }
        if (type.contains("rss")) {
            return Optional.of(Format.RSS);
        }
        // text/plain and what HTTP clients send by default says nothing: the bytes are looked at.
        return type.contains("atom") ? Optional.of(Format.ATOM) : Optional.empty();
    }

    private void readStdin(SourceConfig.Stdin stdin) {
        try {
            InputStream input = new FileInputStream(FileDescriptor.in);
            Parts parts = new Parts(part -> publish(part.records(), part));
            Intake.Taken rest = take(stdin.id(), stdin.reading(), input, parts);
            publish(rest.records(), rest).join();
            stdinDocuments.incrementAndGet();
        } catch (RuntimeException e) {
            LOG.error("standard input could not be published", e);
        }
    }

    private Intake.Taken take(String sourceId, Reading how, InputStream input, Parts parts) {
        return intake.take(
                document(sourceId, how.provider(), how, "stdin", Input.of(input), Channel.STDIN, how.format()),
                Set.of(),
                0,
                parts);
    }

    /**
     * Reads files, and folders with all below them, and returns when all is committed. Keeps no cursor: reading again
     * publishes again. The last directory of a folder's path is its source and default provider, as with a watched
     * folder of that name.
     *
     * @throws UncheckedIOException when a path cannot be read
     * @throws RuntimeException when Kafka stops taking records for good
     */
    public static IngestSummary readOnce(IngestConfig config, List<Path> paths) {
        try (Ingest ingest = new Ingest(config, "wireroom-ingest-" + config.name() + "-once")) {
            Once once = ingest.new Once();
            for (Path path : paths) {
                Path start = path.toAbsolutePath().normalize();
                Path folder = Files.isDirectory(start) ? start : start.getParent();
                String source = folder.getFileName() == null
                        ? "once"
                        : folder.getFileName().toString();
                for (Path file : files(start)) {
                    String relative = folder.relativize(file).toString().replace('\\', '/');
                    try (InputStream in = Files.newInputStream(file)) {
                        once.read(ingest.document(
                                source, Reading.of(source.replace('|', '-')), relative, Input.of(in), Channel.FOLDER));
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
                    }
                }
            }
            return once.summary();
        }
    }

    /**
     * Reads one input to its end and returns when all is committed; source and provider are {@code stdin}.
     *
     * @throws UncheckedIOException when the input breaks
     */
    public static IngestSummary readOnce(IngestConfig config, InputStream input) {
        try (Ingest ingest = new Ingest(config, "wireroom-ingest-" + config.name() + "-once")) {
            Reading how = Reading.of("stdin");
            Once once = ingest.new Once();
            once.read(ingest.document(
                    "stdin", how.provider(), how, "stdin", Input.of(input), Channel.STDIN, how.format()));
            return once.summary();
        }
    }

    /** Documents published without a cursor. */
    private final class Once implements Consumer<Intake.Taken> {
        private final List<CompletableFuture<Void>> pending = new ArrayList<>();
        private long count;
        private long refused;

        void read(Document document) {
            accept(intake.take(document, Set.of(), 0, this));
        }

        @Override
        public void accept(Intake.Taken part) {
            count += part.items().size();
            refused += part.rejects().size();
            pending.add(publish(part.records(), part));
            if (pending.size() >= AHEAD) {
                await(pending);
            }
        }

        IngestSummary summary() {
            await(pending);
            return new IngestSummary(count, refused);
        }
    }

    private static void await(List<CompletableFuture<Void>> pending) {
        try {
            pending.forEach(CompletableFuture::join);
            pending.clear();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private static List<Path> files(Path start) {
        try (Stream<Path> walk = Files.walk(start)) {
            return walk.filter(Files::isRegularFile)
                    .filter(f -> f.equals(start) || isVisible(start.relativize(f)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + start + ": " + e.getMessage(), e);
        }
    }

    private static boolean isVisible(Path relative) {
        for (Path name : relative) {
            if (name.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    /** How it is doing. */
    public IngestStatus status() {
        List<IngestStatus.SourceStatus> sources = config.sources().stream()
                .map(source -> switch (source) {
                    case SourceConfig.Folder f ->
                        new IngestStatus.SourceStatus(
                                f.id(),
                                "folder",
                                owned.documents(f.id()),
                                f.path().toString());
                    case SourceConfig.Feed f ->
                        new IngestStatus.SourceStatus(
                                f.id(), "feed", poller.polls(f.id()), f.feed().url());
                    case SourceConfig.Push p ->
                        new IngestStatus.SourceStatus(
                                p.id(),
                                "push",
                                pushes.containsKey(p.id()) ? pushes.get(p.id()).documents() : 0,
                                p.host() + ":"
                                        + (pushes.containsKey(p.id())
                                                ? pushes.get(p.id()).port()
                                                : p.port()));
                    case SourceConfig.Stdin s ->
                        new IngestStatus.SourceStatus(s.id(), "stdin", stdinDocuments.get(), "standard input");
                })
                .toList();
        return new IngestStatus(published.get(), rejected.get(), reading.get(), trouble(), sources);
    }

    private Optional<String> trouble() {
        return publisher
                .trouble()
                .or(() -> ownership == null ? Optional.empty() : ownership.trouble())
                .or(owned::trouble);
    }

    /** Why it publishes nothing any more, for good; empty while it works or waits for something. */
    public Optional<String> ended() {
        if (publisher.isStopped()) {
            return publisher.trouble();
        }
        return ownership == null || ownership.isFollowing()
                ? Optional.empty()
                : Optional.of(ownership.trouble().orElse("its share of the sources is not followed any more"));
    }

    /** How the feeds that this process owns are doing, by id. */
    public List<FeedStatus> feeds() {
        return poller.status();
    }

    /** Port of the first push source; empty without one. */
    public Optional<Integer> pushPort() {
        return pushes.values().stream().findFirst().map(PushSource::port);
    }

    /** Stops reading, publishes what was read, and ends. A second call does nothing. */
    @Override
    public void close() {
        listening.close();
        pushes.values().forEach(PushSource::close);
        if (ownership != null) {
            ownership.close();
        }
        poller.close();
        pushReadings.forEach(PushReading::close);
        publisher.close();
        intake.close();
    }
}
