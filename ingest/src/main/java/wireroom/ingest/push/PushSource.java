package wireroom.ingest.push;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/items} takes one document in any format and answers when the broker has acknowledged it; {@code GET
 * /health} says whether it would.
 *
 * <p>Answers: 201 something was accepted, 200 all of it is known, 400 the request itself is wrong, 413 too large, 422 all
 * of it was refused, 503 Kafka or the registry is away.
 */
public final class PushSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushSource.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NDJSON = "application/x-ndjson";
    /** A client that waits longer has mostly gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String prefix;
    private final int limit;
    private final Supplier<Optional<String>> trouble;
    private final Pushed reader;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong documents = new AtomicLong();
    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Binds the address; serves from {@link #start} on.
     *
     * @param prefix start of the names of its requests, different in every run
     * @param limit largest body in bytes
     * @param trouble why nothing can be published now; empty when it can
     * @throws UncheckedIOException when the address is taken
     */
    public PushSource(
            InetSocketAddress address, String prefix, int limit, Supplier<Optional<String>> trouble, Pushed reader) {
        // Without it every answer on a kept connection waits 40 ms for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.prefix = prefix;
        this.limit = limit;
        this.trouble = trouble;
        this.reader = reader;
        try {
            this.server = HttpServer.create(address, 1024);
        } catch (IOException e) {
            workers.close();
            throw new UncheckedIOException(
                    "cannot listen on " + address + ": " + e.getMessage()
                            + "; choose another WIREROOM_HTTP_PORT or end the process that has it",
                    e);
        }
        server.setExecutor(workers);
        server.createContext("/v1/items", guarded(this::items));
        server.createContext("/health", guarded(this::health));
    }

    /** Starts to serve. */
    public void start() {
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
        void handle(HttpExchange exchange) throws IOException;
    }

    private static com.sun.net.httpserver.HttpHandler guarded(Handler handler) {
        return exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (IOException clientGone) {
                LOG.debug("the client went away", clientGone);
            } catch (RuntimeException e) {
                LOG.error("cannot answer {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                error(exchange, 500, "internal error", "report it with the log of ingest");
            }
        };
    }

    private void health(HttpExchange exchange) throws IOException {
        Optional<String> why = trouble.get();
        ObjectNode body = JSON.createObjectNode().put("status", why.isEmpty() ? "up" : "down");
        why.ifPresent(w -> body.put("detail", w));
        send(exchange, why.isEmpty() ? 200 : 503, "application/json", body.toString());
    }

    private void items(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            error(exchange, 405, "only POST", "POST the document to /v1/items");
            return;
        }
        if (!exchange.getRequestURI().getPath().equals("/v1/items")) {
            error(exchange, 404, "no such place", "POST to /v1/items");
            return;
        }
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null && length.length() > 9 && Long.parseLong(length) > limit) {
            tooLarge(exchange);
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(limit + 1);
        if (body.length > limit) {
            tooLarge(exchange);
            return;
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String provider =
                query.getOrDefault("provider", exchange.getRequestHeaders().getFirst("X-Wireroom-Provider"));
        String source = query.get("source");
        for (String name : Stream.of(provider, source).filter(n -> n != null).toList()) {
            if (name.isBlank()
                    || name.length() > 200
                    || name.indexOf('|') >= 0
                    || name.chars().anyMatch(c -> c < ' ')) {
                error(exchange, 400, "provider and source must be 1 to 200 characters without '|'", "name them so");
                return;
            }
        }
        Optional<String> away = trouble.get();
        if (away.isPresent()) {
            unavailable(exchange, away.get());
            return;
        }
        documents.incrementAndGet();
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        try {
            Pushed.Answer answer = reader.read(new Pushed.Request(
                            prefix + "-" + requests.incrementAndGet(), body, provider, source, contentType))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            answer(exchange, answer, contentType);
        } catch (ExecutionException e) {
            unavailable(exchange, String.valueOf(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            unavailable(
                    exchange, "Kafka has not acknowledged within " + PATIENCE.toSeconds() + " s; it may still do so");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unavailable(exchange, "ingest is closing");
        }
    }

    private static void answer(HttpExchange exchange, Pushed.Answer answer, String contentType) throws IOException {
        int status = answer.items().isEmpty()
                ? 422
                : answer.rejects().isEmpty() && answer.items().stream().allMatch(Pushed.Item::known) ? 200 : 201;
        ArrayNode items = JSON.createArrayNode();
        ArrayNode rejects = JSON.createArrayNode();
        answer.items()
                .forEach(i -> items.addObject()
                        .put("index", i.index())
                        .put("id", i.id())
                        .put("version", i.version())
                        .put("status", i.known() ? "known" : "accepted"));
        answer.rejects()
                .forEach(r -> rejects.addObject()
                        .put("index", r.index())
                        .put("status", "rejected")
                        .put("code", r.code())
                        .put("detail", r.detail())
                        .put("mend", r.mend()));
        if (contentType != null && contentType.toLowerCase(Locale.ROOT).contains("ndjson")) {
            StringBuilder lines = new StringBuilder();
            Stream.concat(items.valueStream(), rejects.valueStream())
                    .sorted(Comparator.comparingInt(n -> n.path("index").asInt()))
                    .forEach(n -> lines.append(n).append('\n'));
            send(exchange, status, NDJSON, lines.toString());
        } else {
            ObjectNode all = JSON.createObjectNode();
            all.set("items", items);
            all.set("rejects", rejects);
            send(exchange, status, "application/json", all.toString());
        }
    }

    private void tooLarge(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        error(exchange, 413, "larger than " + limit + " bytes", "send it in parts");
    }

    private static void unavailable(HttpExchange exchange, String why) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "5");
        error(exchange, 503, why, "send it again: what arrives twice is one article");
    }

    private static void error(HttpExchange exchange, int status, String detail, String mend) throws IOException {
        send(
                exchange,
                status,
                "application/json",
                JSON.createObjectNode().put("error", detail).put("mend", mend).toString());
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
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
    }
}
