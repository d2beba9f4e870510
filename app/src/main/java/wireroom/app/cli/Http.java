package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Talks to the gateway and to push; refusals and silence become one line for the user. */
final class Http implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The JSON at an address. */
    JsonNode get(URI address) {
        HttpResponse<InputStream> answer =
                send(HttpRequest.newBuilder(address).timeout(TIMEOUT).build());
        return accepted(answer);
    }

    /** The answer, whatever its status; the caller reads and closes its body. */
    HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new CommandFailure(
                    Exit.UNREACHABLE, "nobody answers at " + request.uri(), "is the room up? see: wireroom doctor", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.UNREACHABLE, "no answer from " + request.uri() + ": " + e, "see: wireroom doctor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(Exit.FAILURE, "interrupted", "run it again", e);
        }
    }

    /** What stands at an address, as UTF-8 text. */
    String text(URI address) {
        HttpResponse<InputStream> answer =
                send(HttpRequest.newBuilder(address).timeout(TIMEOUT).build());
        if (answer.statusCode() >= 300) {
            throw refusal(answer.statusCode(), body(answer));
        }
        try (InputStream stream = answer.body()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.UNREACHABLE, "the answer of " + address + " broke off: " + e, "see: wireroom doctor", e);
        }
    }

    /** The body of a success. */
    static JsonNode accepted(HttpResponse<InputStream> answer) {
        JsonNode json = body(answer);
        if (answer.statusCode() >= 300) {
            throw refusal(answer.statusCode(), json);
        }
        return json;
    }

    static JsonNode body(HttpResponse<InputStream> answer) {
        try (InputStream stream = answer.body()) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.FAILURE,
                    answer.uri() + " does not answer like Wireroom (status " + answer.statusCode() + ")",
                    "does another program have its port?",
                    e);
        }
    }

    static CommandFailure refusal(int status, JsonNode json) {
        String detail = json.path("detail").asText("status " + status);
        String picture = json.path("picture").asText("");
        int code = switch (status) {
            case 400 -> Exit.USAGE;
            case 503 -> Exit.UNREACHABLE;
            default -> Exit.FAILURE;
        };
        return new CommandFailure(
                code,
                picture.isEmpty() ? detail : detail + "\n" + picture + "\n",
                json.path("mend").asText("see: wireroom doctor"));
    }

    @Override
    public void close() {
        client.close();
    }
}
