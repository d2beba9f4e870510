package wireroom.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server on virtual threads: routes, errors as JSON, validators, and the headers that keep a browser safe. */
public final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BACKLOG = 1_024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpFront(HttpServer server) {
        this.server = server;
    }

    /**
     * Takes the port; requests wait until {@link #start}.
     *
     * @throws IOException when the port is taken or the address is not ours
     */
    public static HttpFront bind(String host, int port) throws IOException {
        // Read once, when the JDK's server is first used: without it every small event waits for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        return new HttpFront(HttpServer.create(new InetSocketAddress(host, port), BACKLOG));
    }

    /** Begins to answer. */
    public void start(List<Route> routes) {
        List<Route> all = List.copyOf(routes);
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, all));
        server.start();
    }

    /** The port that it has. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Cuts off whoever is connected. */
    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }

    private static void handle(HttpExchange exchange, List<Route> routes) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            Answer answer;
            try {
                answer = answer(exchange, routes);
            } catch (HttpRefusal e) {
                answer = refusal(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("cannot answer {}", exchange.getRequestURI().getRawPath(), e);
                answer = refusal(new HttpRefusal(
                        500, "internal", "the gateway failed", "try again; its log says more about it"));
            }
            if (answer != null) {
                send(exchange, answer);
            }
        } catch (IOException e) {
            LOG.debug("a client went away: {}", e.toString());
        }
    }

    private static Answer answer(HttpExchange exchange, List<Route> routes) throws IOException, InterruptedException {
        Call call = new Call(exchange);
        String method = exchange.getRequestMethod();
        for (Route route : routes) {
            if (route.matches(call.path())) {
                if (!method.equals("GET") && !method.equals("HEAD")) {
                    return refusal(new HttpRefusal(
                                    405, "method_not_allowed", method + " is not possible here", "use GET"))
                            .with("Allow", "GET, HEAD");
                }
                return route.handler().answer(call);
            }
        }
        throw new HttpRefusal(
                404,
                "no_such_path",
                "nothing is at " + exchange.getRequestURI().getRawPath(),
                "see /api/status, /api/search?q=, /api/stream, /api/articles/{id}, /api/stories/{id};"
                        + " an id in a path must be URL-encoded");
    }

    private static Answer refusal(HttpRefusal refusal) {
        ObjectNode body = JSON.createObjectNode()
                .put("error", refusal.code())
                .put("detail", refusal.getMessage())
                .put("mend", refusal.mend());
        if (refusal.picture() != null) {
            body.put("picture", refusal.picture());
        }
        byte[] bytes;
        try {
            bytes = JSON.writeValueAsBytes(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
        return Answer.json(bytes).withStatus(refusal.status());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-cache");
        answer.headers().forEach(headers::set);
        if (answer.etag() != null) {
            headers.set("ETag", answer.etag());
            if (answer.status() == 200
                    && isIn(answer.etag(), exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static boolean isIn(String etag, String wanted) {
        if (wanted == null) {
            return false;
        }
        for (String one : wanted.split(",")) {
            String tag = one.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
