package wireroom.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import wireroom.gateway.http.HttpFront;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.stream.CursorSigner;

/** Search, subscriptions and the web page over the current edition. Thread-safe. */
public final class Gateway implements AutoCloseable {
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(10);
    private static final int KEY_BYTES = 32;

    private final KafkaFeed feed;
    private final HttpFront front;
    private final StreamWatch watch;
    private final SourceBoard sources;
    private final URI address;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Gateway(KafkaFeed feed, HttpFront front, StreamWatch watch, SourceBoard sources, URI address) {
        this.sources = sources;
        this.feed = feed;
        this.front = front;
        this.watch = watch;
        this.address = address;
    }

    /**
     * Starts to listen; returns when the page answers and everything published from now on reaches subscribers.
     *
     * @throws IllegalStateException when the port is taken, the folder cannot be used or the topics cannot be made
     */
    public static Gateway start(GatewayConfig config) {
        HttpFront front = bind(config);
        KafkaFeed feed = null;
        StreamWatch watch = null;
        SourceBoard sources = null;
        try {
            byte[] key = key(config.indexDir());
            QueryLanguage language = new QueryLanguage();
            feed = new KafkaFeed(config, language, key);
            feed.start();
            watch = new StreamWatch(WRITE_PATIENCE);
            Streaming streaming = new Streaming(feed, language, new CursorSigner(key), watch, config.clock());
            sources = SourceBoard.start(config);
            front.start(new Api(feed, language, streaming, watch, sources).routes());
            URI address = URI.create("http://"
                    + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":" + front.port());
            return new Gateway(feed, front, watch, sources, address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            undo(front, feed, watch, sources);
            throw new IllegalStateException("interrupted while the gateway was starting", e);
        } catch (RuntimeException e) {
            undo(front, feed, watch, sources);
            throw e;
        }
    }

    private static HttpFront bind(GatewayConfig config) {
        try {
            return HttpFront.bind(config.host(), config.port());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot listen on " + config.host() + ":" + config.port() + " (" + e.getMessage()
                            + "): choose another port with WIREROOM_HTTP_PORT",
                    e);
        }
    }

    private static void undo(HttpFront front, KafkaFeed feed, StreamWatch watch, SourceBoard sources) {
        front.close();
        if (sources != null) {
            sources.close();
        }
        if (watch != null) {
            watch.close();
        }
        if (feed != null) {
            feed.close();
        }
    }

    /** The secret that signs cursors: made once, so that subscribers can resume after a restart. */
    private static byte[] key(Path folder) {
        Path file = folder.resolve("cursor.key");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                byte[] key = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(key);
                Path draft = Files.createTempFile(
                        folder,
                        "cursor",
                        ".draft",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(draft, key);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY_BYTES) {
                throw new IllegalStateException(file + " is damaged: delete the folder " + folder
                        + "; it is rebuilt, and subscribers begin anew");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Where it listens, e.g. {@code http://127.0.0.1:8080}. */
    public URI address() {
        return address;
    }

    /** How it stands now. */
    public GatewayStatus status() {
        return feed.status(watch.streams());
    }

    /** Why what it shows does not change any more, for good; empty while it works or waits for something. */
    public Optional<String> ended() {
        return feed.ended();
    }

    /** Ends all streams, keeps the read model and returns. May be called twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            front.close();
            watch.close();
            sources.close();
            feed.close();
        }
    }
}
