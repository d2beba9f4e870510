package wireroom.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** A registry reached over Confluent's REST API. */
final class HttpRegistry implements SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RegistryConfig config;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

    HttpRegistry(RegistryConfig config) {
        this.config = config;
    }

    @Override
    public int idOf(String subject, Schema schema) {
        String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
        JsonNode answer = call("POST", config.autoRegister() ? path + "/versions" : path, body);
        int id = answer.path("id").asInt();
        byId.put(id, schema);
        return id;
    }

    @Override
    public Schema schema(int id) {
        return byId.computeIfAbsent(
                id,
                i -> new Schema.Parser()
                        .parse(call("GET", "/schemas/ids/" + i, null)
                                .path("schema")
                                .asText()));
    }

    private JsonNode call(String method, String path, String body) {
        IOException last = null;
        for (URI base : config.urls()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return JSON.readTree(response.body());
                }
                throw new SerializationException("schema registry " + base + " answered " + response.statusCode()
                        + " to " + method + " " + path + ": " + response.body());
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SerializationException("interrupted while asking the schema registry", e);
            }
        }
        throw new SerializationException("no schema registry answers at " + config.urls(), last);
    }

    @Override
    public void close() {
        http.close();
    }
}
