package wireroom.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** As much of a schema registry as several processes need to read each other: ids for schemas, in memory. */
final class TinyRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final List<String> schemas = new ArrayList<>();
    private final HttpServer server;

    TinyRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                String answer = path.startsWith("/schemas/ids/")
                        ? schema(Integer.parseInt(path.substring("/schemas/ids/".length())))
                        : id(JSON.readTree(exchange.getRequestBody())
                                .path("schema")
                                .asText());
                byte[] bytes = answer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized String id(String schema) {
        int at = schemas.indexOf(schema);
        if (at < 0) {
            schemas.add(schema);
            at = schemas.size() - 1;
        }
        return JSON.createObjectNode().put("id", at + 1).toString();
    }

    private synchronized String schema(int id) {
        return JSON.createObjectNode().put("schema", schemas.get(id - 1)).toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
