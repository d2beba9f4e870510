package wireroom.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** A registry with Confluent's paths and codes, on loopback, which can be made to fail in every way that we expect. */
final class StubRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every request as {@code METHOD path}. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Wanted value of the header Authorization; null lets everybody in. */
    volatile String authorization;

    /** When not 0, all requests are answered with this status and no JSON. */
    volatile int brokenWith;

    private final List<String> texts = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> references = new ArrayList<>();
    private final Map<String, List<Integer>> versions = new HashMap<>();
    private final int port;
    private final String scheme;
    private HttpServer server;

    private StubRegistry(int port, SSLContext tls) {
        this.scheme = tls == null ? "http" : "https";
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            if (tls == null) {
                server = HttpServer.create(address, 0);
            } else {
                HttpsServer secure = HttpsServer.create(address, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secure;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        this.port = server.getAddress().getPort();
    }

    static StubRegistry start() {
        return new StubRegistry(0, null);
    }

    static StubRegistry startAt(int port) {
        return new StubRegistry(port, null);
    }

    static StubRegistry startWith(SSLContext tls) {
        return new StubRegistry(0, tls);
    }

    String url() {
        return scheme + "://localhost:" + port;
    }

    int port() {
        return port;
    }

    /** Puts a schema there as another program would; the id it gets. */
    synchronized int holds(String subject, String schema) {
        return holds(subject, schema, "AVRO", "[]");
    }

    synchronized int holds(String subject, String schema, String type, String referencesJson) {
        int id = texts.indexOf(schema) + 1;
        if (id == 0) {
            texts.add(schema);
            types.add(type);
            references.add(referencesJson);
            id = texts.size();
        }
        List<Integer> ids = versions.computeIfAbsent(subject, ignored -> new ArrayList<>());
        if (!ids.contains(id)) {
            ids.add(id);
        }
        return id;
    }

    /** Forgets everything, as after the loss of its disk. */
    synchronized void wipe() {
        texts.clear();
        types.clear();
        references.clear();
        versions.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (brokenWith != 0) {
            exchange.sendResponseHeaders(brokenWith, -1);
            exchange.close();
            return;
        }
        Reply reply = authorization != null
                        && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                ? new Reply(401, error(401, "Unauthorized"))
                : reply(exchange, body);
        byte[] bytes = reply.json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(reply.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Reply(int status, JsonNode json) {}

    private synchronized Reply reply(HttpExchange exchange, String body) throws IOException {
        String[] path = exchange.getRequestURI().getRawPath().substring(1).split("/");
        boolean post = exchange.getRequestMethod().equals("POST");
        if (path[0].equals("schemas") && path.length == 3) {
            return byId(Integer.parseInt(path[2]));
        }
        String subject = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
        List<Integer> ids = versions.getOrDefault(subject, List.of());
        if (post) {
            String schema = JSON.readTree(body).path("schema").asText();
            return path.length == 3 ? register(subject, ids, schema) : find(ids, schema);
        }
        if (ids.isEmpty()) {
            return new Reply(404, error(40401, "Subject '" + subject + "' not found."));
        }
        int version = path[3].equals("latest") ? ids.size() : Integer.parseInt(path[3]);
        return version > ids.size()
                ? new Reply(404, error(40402, "Version " + version + " not found."))
                : new Reply(200, described(ids.get(version - 1)).put("version", version));
    }

    private Reply byId(int id) {
        return id < 1 || id > texts.size()
                ? new Reply(404, error(40403, "Schema " + id + " not found"))
                : new Reply(200, described(id));
    }

    private ObjectNode described(int id) {
        try {
            ObjectNode json = JSON.createObjectNode().put("id", id).put("schema", texts.get(id - 1));
            if (!types.get(id - 1).equals("AVRO")) {
                json.put("schemaType", types.get(id - 1));
            }
            json.set("references", JSON.readTree(references.get(id - 1)));
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply register(String subject, List<Integer> ids, String schema) {
        Schema next;
        try {
            next = new Schema.Parser().parse(schema);
        } catch (RuntimeException e) {
            return new Reply(422, error(42201, "Input schema is an invalid Avro schema"));
        }
        if (subject.startsWith("refused")) {
            return new Reply(422, error(42201, "Invalid schema for " + subject));
        }
        for (int id : ids) {
            var verdict = SchemaCompatibility.checkReaderWriterCompatibility(
                    next, new Schema.Parser().parse(texts.get(id - 1)));
            if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
                return new Reply(
                        409,
                        error(
                                409,
                                "Schema being registered is incompatible with an earlier schema; details: "
                                        + verdict.getResult()
                                                .getIncompatibilities()
                                                .getFirst()
                                                .getType()));
            }
        }
        return new Reply(200, JSON.createObjectNode().put("id", holds(subject, schema)));
    }

    private Reply find(List<Integer> ids, String schema) {
        for (int id : ids) {
            if (texts.get(id - 1).equals(schema)) {
                return new Reply(200, described(id));
            }
        }
        return ids.isEmpty()
                ? new Reply(404, error(40401, "Subject not found."))
                : new Reply(404, error(40403, "Schema not found"));
    }

    private static ObjectNode error(int code, String message) {
        return JSON.createObjectNode().put("error_code", code).put("message", message);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
