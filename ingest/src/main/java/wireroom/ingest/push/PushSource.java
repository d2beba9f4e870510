package wireroom.ingest.push;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/items} takes one document in any format, or lines of JSON without end, and answers when the broker has
 * acknowledged it; {@code GET /health} says whether it would. What is asked of senders, and every answer, is in
 * docs/push.md.
 */
public final class PushSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushSource.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NDJSON = "application/x-ndjson";
    /** Where hubs find this source, below its address. */
    public static final String HUBS = "/v1/hubs/";

    private static final int CHUNK = 64 * 1024;
    /** A client that is still sending when it is refused gets so long, and so many bytes, to see why. */
    private static final Duration LINGER = Duration.ofSeconds(2);
    /** Bytes of a refused body read at least: what a client may have on its way before it hears the refusal. */
    private static final long LEAST_SKIPPED = 1 << 20;

    private static final int LONGEST_KEY = 255;

    /**
     * How much.
     *
     * @param requestBytes largest body that is one document
     * @param itemBytes longest line
     * @param transactionItems most lines that are committed together
     * @param transactionBytes most bytes of lines that are committed together, and that are read ahead
     */
    public record Sizes(int requestBytes, int itemBytes, int transactionItems, int transactionBytes) {}

    private final String prefix;
    private final Sizes sizes;
    private final PushSettings settings;
    private final Supplier<Optional<String>> trouble;
    private final Pushed reader;
    private final Clock clock;
    private final Quota quota;
    private final Stalls stalls;
    private final Semaphore streams;
    private final Semaphore bodies;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong documents = new AtomicLong();
    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Binds the address; serves from {@link #start} on.
     *
     * @param prefix start of the names of its requests, different in every run
     * @param trouble why nothing can be published now; empty when it can
     * @param hubs hears what hubs say below {@code /v1/hubs/}; empty when none can
     * @param nanos elapsed time
     * @throws UncheckedIOException when the address is taken
     */
    public PushSource(
            InetSocketAddress address,
            String prefix,
            Sizes sizes,
            PushSettings settings,
            Supplier<Optional<String>> trouble,
            Pushed reader,
            Optional<HubCallbacks> hubs,
            Clock clock,
            LongSupplier nanos) {
        // Without it every answer on a kept connection waits 40 ms for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.prefix = prefix;
        this.sizes = sizes;
        this.settings = settings;
        this.trouble = trouble;
        this.reader = reader;
        this.clock = clock;
        this.quota = new Quota(settings.itemsPerMinute(), settings.bytesPerMinute(), nanos);
        this.streams = new Semaphore(settings.streams());
        this.bodies = new Semaphore(Math.max(settings.bodyBytes(), sizes.requestBytes() + 1));
        try {
            this.server = HttpServer.create(address, 1024);
        } catch (IOException e) {
            workers.close();
            throw new UncheckedIOException(
                    "cannot listen on " + address + ": " + e.getMessage()
                            + "; choose another WIREROOM_HTTP_PORT or end the process that has it",
                    e);
        }
        this.stalls = new Stalls(settings.stall(), nanos);
        server.setExecutor(workers);
        server.createContext("/v1/items", guarded(this::items));
        server.createContext("/health", guarded(this::health));
        hubs.ifPresent(callbacks -> server.createContext(HUBS, guarded(exchange -> hub(exchange, callbacks))));
    }

    /** Starts to serve. */
    public void start() {
        if (settings.access().isOpen() && !server.getAddress().getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "push at {} takes items from whoever reaches it; give the source a token or a signing secret",
                    server.getAddress());
        }
        server.start();
    }

    /** Port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Requests handed to the reader since the start. */
    public long documents() {
        return documents.get();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private com.sun.net.httpserver.HttpHandler guarded(Handler handler) {
        return exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (IOException clientGone) {
                LOG.debug("the client went away", clientGone);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.debug("closing", e);
            } catch (RuntimeException e) {
                LOG.error("cannot answer {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                if (exchange.getResponseCode() < 0) {
                    refuse(exchange, Refusal.internal());
                }
            }
        };
    }

    private void health(HttpExchange exchange) throws IOException {
        Optional<String> why = trouble.get();
        ObjectNode body = JSON.createObjectNode().put("status", why.isEmpty() ? "up" : "down");
        why.ifPresent(w -> body.put("detail", w));
        send(exchange, why.isEmpty() ? 200 : 503, "application/json", body.toString());
    }

    private void items(HttpExchange exchange) throws IOException, InterruptedException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            refuse(exchange, Refusal.method());
            return;
        }
        if (!exchange.getRequestURI().getPath().equals("/v1/items")) {
            refuse(exchange, Refusal.notFound());
            return;
        }
        Headers headers = exchange.getRequestHeaders();
        Caller caller = Caller.of(headers, settings.access(), clock, settings.tolerance());
        if (caller instanceof Caller.Refused refused) {
            unauthorized(exchange, refused.detail());
            return;
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String provider = query.getOrDefault("provider", headers.getFirst("X-Wireroom-Provider"));
        String source = query.get("source");
        Optional<Refusal> wrong = named(provider, source);
        if (wrong.isPresent()) {
            refuse(exchange, wrong.get());
            return;
        }
        String key = headers.getFirst("Idempotency-Key");
        if (caller instanceof Caller.Signed signed) {
            if (key != null && !key.equals(signed.id())) {
                refuse(
                        exchange,
                        Refusal.badRequest(
                                "Idempotency-Key is not signed, and differs from webhook-id", "leave one of them out"));
                return;
            }
            key = signed.id();
        }
        if (key != null
                && (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c >= ' ' && c < 127))) {
            refuse(
                    exchange,
                    Refusal.badRequest(
                            "Idempotency-Key (or webhook-id) has not 1 to " + LONGEST_KEY + " characters of ASCII",
                            "use e.g. a random UUID"));
            return;
        }
        Duration pause = quota.pause();
        if (!pause.isZero()) {
            refuse(exchange, Refusal.quota(pause));
            return;
        }
        Optional<String> away = trouble.get();
        if (away.isPresent()) {
            refuse(exchange, Refusal.unavailable(away.get()));
            return;
        }
        String contentType = headers.getFirst("Content-Type");
        Pushed.Request head = new Pushed.Request(
                prefix + "-" + requests.incrementAndGet(), new byte[0], provider, source, contentType, key);
        if (contentType != null && contentType.toLowerCase(Locale.ROOT).contains("ndjson")) {
            lines(exchange, head, caller);
        } else {
            document(exchange, head, caller);
        }
    }

    private void hub(HttpExchange exchange, HubCallbacks callbacks) throws IOException {
        String token = exchange.getRequestURI().getPath().substring(HUBS.length());
        HubCallbacks.Reply reply;
        if (exchange.getRequestMethod().equals("GET")) {
            reply = callbacks.verify(token, query(exchange.getRequestURI().getRawQuery()));
        } else if (exchange.getRequestMethod().equals("POST")) {
            // Hubs send no secret: whoever does not know the address must not take up the memory of bodies.
            if (!callbacks.knows(token)) {
                refuse(exchange, Refusal.notFound());
                return;
            }
            try (Body body = new Body()) {
                body.read(exchange);
                if (body.refusal.isPresent()) {
                    refuse(exchange, body.refusal.get());
                    return;
                }
                String signature = exchange.getRequestHeaders().getFirst("X-Hub-Signature");
                reply = callbacks.deliver(token, signature, body.bytes);
            }
        } else {
            exchange.getResponseHeaders().set("Allow", "GET, POST");
            refuse(exchange, Refusal.method());
            return;
        }
        // A challenge is a stranger's text: no browser must take it for a page.
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        send(exchange, reply.status(), "text/plain; charset=utf-8", reply.body());
    }

    private Optional<Refusal> named(String provider, String source) {
        for (String name : Stream.of(provider, source).filter(n -> n != null).toList()) {
            if (name.isBlank()
                    || name.length() > 200
                    || name.indexOf('|') >= 0
                    || name.chars().anyMatch(c -> c < ' ')) {
                return Optional.of(Refusal.badRequest(
                        "provider and source must be 1 to 200 characters without '|'", "name them so"));
            }
            if (!settings.access().anyProvider()) {
                return Optional.of(Refusal.provider(name, "the source"));
            }
        }
        return Optional.empty();
    }

    /** A body in memory; it counts among the bytes of all bodies until it is closed. */
    private final class Body implements AutoCloseable {
        private byte[] bytes;
        private int counted;
        private Optional<Refusal> refusal = Optional.empty();

        void read(HttpExchange exchange) throws IOException {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            if (length != null
                    && (length.length() > 18
                            || !length.matches("\\d+")
                            || Long.parseLong(length) > sizes.requestBytes())) {
                refusal = Optional.of(Refusal.tooLarge(sizes.requestBytes(), "send it in parts, or as lines"));
                return;
            }
            stalls.guard(() -> collect(exchange.getRequestBody()));
        }

        private void collect(InputStream in) throws IOException {
            ByteArrayOutputStream collected = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (collected.size() + count > sizes.requestBytes()) {
                    refusal = Optional.of(Refusal.tooLarge(sizes.requestBytes(), "send it in parts, or as lines"));
                    return;
                }
                if (!bodies.tryAcquire(count)) {
                    refusal = Optional.of(Refusal.crowded("too many bytes of requests are in memory"));
                    return;
                }
                counted += count;
                collected.write(chunk, 0, count);
            }
            bytes = collected.toByteArray();
        }

        @Override
        public void close() {
            bodies.release(counted);
        }
    }

    /** All of a body, when it may be taken; a refusal has been sent when it may not. */
    private boolean admitted(HttpExchange exchange, Body body, Caller caller) throws IOException {
        body.read(exchange);
        if (body.refusal.isPresent()) {
            refuse(exchange, body.refusal.get());
            return false;
        }
        if (caller instanceof Caller.Signed signed && !signed.signed(body.bytes, settings.access())) {
            unauthorized(exchange, "the signature is not one of this source over these bytes");
            return false;
        }
        return true;
    }

    private void document(HttpExchange exchange, Pushed.Request head, Caller caller) throws IOException {
        try (Body body = new Body()) {
            if (!admitted(exchange, body, caller)) {
                return;
            }
            documents.incrementAndGet();
            Pushed.Answer answer = reader.read(new Pushed.Request(
                    head.id(), body.bytes, head.provider(), head.source(), head.contentType(), head.key()));
            if (answer instanceof Pushed.Answer.Done done) {
                quota.take(done.results().size(), body.bytes.length);
                answer(exchange, done.results());
            } else {
                quota.take(0, body.bytes.length);
                refuse(exchange, refusal(answer));
            }
        }
    }

    private static Refusal refusal(Pushed.Answer answer) {
        return switch (answer) {
            case Pushed.Answer.Misused misused -> Refusal.misused(misused.detail());
            case Pushed.Answer.Busy busy -> Refusal.busy(busy.detail());
            case Pushed.Answer.Away away -> Refusal.unavailable(away.why());
            case Pushed.Answer.Done done -> throw new IllegalArgumentException("no refusal: " + done);
        };
    }

    private static void answer(HttpExchange exchange, List<Pushed.Result> results) throws IOException {
        ArrayNode items = JSON.createArrayNode();
        ArrayNode rejects = JSON.createArrayNode();
        boolean fresh = false;
        for (Pushed.Result result : results) {
            fresh |= result.status() == Pushed.Status.ACCEPTED;
            (result.status() == Pushed.Status.REJECTED ? rejects : items).add(json(result));
        }
        ObjectNode all = items.isEmpty() ? Refusal.rejected().json() : JSON.createObjectNode();
        all.set("items", items);
        all.set("rejects", rejects);
        send(
                exchange,
                items.isEmpty() ? 422 : fresh ? 201 : 200,
                items.isEmpty() ? Refusal.MEDIA_TYPE : "application/json",
                all.toString());
    }

    private static ObjectNode json(Pushed.Result result) {
        ObjectNode json = JSON.createObjectNode().put("index", result.index());
        if (result.line() > 0) {
            json.put("line", result.line());
        }
        if (result.status() != Pushed.Status.REJECTED) {
            json.put("id", result.id()).put("version", result.version());
        }
        json.put("status", result.status().name().toLowerCase(Locale.ROOT));
        if (result.problem() != null) {
            json.put("code", result.problem().code())
                    .put("detail", result.problem().detail())
                    .put("mend", result.problem().mend());
        }
        return json;
    }

    private void lines(HttpExchange exchange, Pushed.Request head, Caller caller)
            throws IOException, InterruptedException {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(exchange, Refusal.encoding(encoding));
            return;
        }
        if (!streams.tryAcquire()) {
            refuse(exchange, Refusal.crowded("as many requests of lines as may be, " + settings.streams()));
            return;
        }
        try (Body body = new Body()) {
            InputStream in = exchange.getRequestBody();
            if (caller instanceof Caller.Signed) {
                // Nothing of it may be taken before all of it is known to be the sender's.
                if (!admitted(exchange, body, caller)) {
                    return;
                }
                in = new ByteArrayInputStream(body.bytes);
            }
            documents.incrementAndGet();
            try (Pushed.Lines lines = reader.lines(head);
                    LineFeed feed = new LineFeed(in, sizes.itemBytes(), sizes.transactionBytes(), stalls)) {
                answerLines(exchange, lines, feed);
            }
        } finally {
            streams.release();
        }
    }

    private void answerLines(HttpExchange exchange, Pushed.Lines lines, LineFeed feed)
            throws IOException, InterruptedException {
        boolean ended = false;
        while (!ended) {
            List<Pushed.Line> next = feed.next(sizes.transactionItems(), sizes.transactionBytes());
            ended = next.isEmpty();
            Pushed.Answer answer = lines.take(next, ended);
            if (!(answer instanceof Pushed.Answer.Done done)) {
                Refusal refusal = refusal(answer);
                if (exchange.getResponseCode() < 0) {
                    refuse(exchange, refusal, () -> feed.discard(LINGER.toMillis()));
                } else {
                    write(exchange, refusal.json().toString() + '\n');
                    exchange.getResponseBody().close();
                    feed.discard(LINGER.toMillis());
                }
                return;
            }
            StringBuilder text = new StringBuilder();
            done.results().forEach(result -> text.append(json(result)).append('\n'));
            if (exchange.getResponseCode() < 0) {
                exchange.getResponseHeaders().set("Content-Type", NDJSON);
                exchange.sendResponseHeaders(200, 0);
            }
            write(exchange, text.toString());
            quota.take(
                    done.results().size(),
                    next.stream().mapToLong(line -> line.bytes().length + 1L).sum());
            // A stream that is too fast is not refused: it waits, and so does its sender.
            TimeUnit.NANOSECONDS.sleep(ended ? 0 : quota.pause().toNanos());
        }
    }

    private void write(HttpExchange exchange, String text) throws IOException {
        stalls.guard(() -> {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
    }

    private void unauthorized(HttpExchange exchange, String detail) throws IOException {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"wireroom\"");
        refuse(exchange, Refusal.unauthorized(detail));
    }

    /** What to do with the rest of a body whose request is refused. */
    private interface Rest {
        void leave() throws InterruptedException;
    }

    private void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        try {
            refuse(exchange, refusal, () -> {
                Thread linger = Thread.ofVirtual().start(() -> skip(exchange.getRequestBody()));
                if (!linger.join(LINGER)) {
                    linger.interrupt();
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuse(HttpExchange exchange, Refusal refusal, Rest rest) throws IOException, InterruptedException {
        refusal.retryAfter()
                .ifPresent(pause -> exchange.getResponseHeaders()
                        .set("Retry-After", Long.toString(Math.max(1, (pause.toMillis() + 999) / 1000))));
        exchange.getResponseHeaders().set("Connection", "close");
        send(exchange, refusal.status(), Refusal.MEDIA_TYPE, refusal.json().toString());
        // A connection that is closed with unread bytes is reset, and the client sees no answer.
        rest.leave();
    }

    private void skip(InputStream in) {
        byte[] lost = new byte[CHUNK];
        long left = Math.max(4L * sizes.requestBytes(), LEAST_SKIPPED);
        try {
            while (left > 0) {
                int count = in.read(lost);
                left = count < 0 ? 0 : left - count;
            }
        } catch (IOException clientGone) {
            LOG.debug("the client went away", clientGone);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? List.<String>of() : List.of(raw.split("&"))) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException asWritten) {
            return raw;
        }
    }

    /** Stops serving; requests under way get a second to end. */
    @Override
    public void close() {
        server.stop(1);
        workers.shutdownNow();
        stalls.close();
    }
}
