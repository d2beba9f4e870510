package wireroom.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushSourceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Pushed.Request> seen = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();
    private CompletableFuture<Pushed.Answer> next = answer(List.of(), List.of());
    private PushSource source;

    private static CompletableFuture<Pushed.Answer> answer(List<Pushed.Item> items, List<Pushed.Problem> rejects) {
        return CompletableFuture.completedFuture(new Pushed.Answer(items, rejects));
    }

    @BeforeEach
    void serve() {
        source = new PushSource(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "push-0", 1000, () -> trouble, request -> {
                    seen.add(request);
                    return next;
                });
        source.start();
    }

    @AfterEach
    void end() {
        source.close();
        http.close();
    }

    private HttpResponse<String> post(String query, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + source.port() + "/v1/items" + query))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final Pushed.Item ACCEPTED = new Pushed.Item(0, "acme|u1", "2", false);
    private static final Pushed.Item KNOWN = new Pushed.Item(1, "acme|u2", null, true);
    private static final Pushed.Problem REFUSED =
            new Pushed.Problem(2, "MALFORMED_JSON", "push-0-1:3:7: odd", "mend it");

    @Test
    void answersCreatedWithWhatWasAcceptedAndWhatWasNot() throws Exception {
        next = answer(List.of(ACCEPTED, KNOWN), List.of(REFUSED));
        HttpResponse<String> response = post("?provider=acme%20wire&source=desk", "x", "Content-Type", "text/plain");
        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.at("/items/0/id").asText()).isEqualTo("acme|u1");
        assertThat(body.at("/items/0/version").asText()).isEqualTo("2");
        assertThat(body.at("/items/0/status").asText()).isEqualTo("accepted");
        assertThat(body.at("/items/1/status").asText()).isEqualTo("known");
        assertThat(body.at("/rejects/0/detail").asText()).isEqualTo("push-0-1:3:7: odd");
        assertThat(seen.getFirst().provider()).isEqualTo("acme wire");
        assertThat(seen.getFirst().source()).isEqualTo("desk");
        assertThat(seen.getFirst().contentType()).isEqualTo("text/plain");
    }

    @Test
    void takesTheProviderFromAHeader() throws Exception {
        next = answer(List.of(ACCEPTED), List.of());
        post("", "x", "X-Wireroom-Provider", "acme");
        assertThat(seen.getFirst().provider()).isEqualTo("acme");
    }

    @Test
    void answersOkWhenAllIsKnown() throws Exception {
        next = answer(List.of(KNOWN), List.of());
        assertThat(post("", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void answersUnprocessableWithThePlaceWhenNothingWasAccepted() throws Exception {
        next = answer(List.of(), List.of(REFUSED));
        HttpResponse<String> response = post("", "x");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("push-0-1:3:7");
    }

    @Test
    void answersALinePerItemToNdjson() throws Exception {
        next = answer(List.of(ACCEPTED, KNOWN), List.of(REFUSED));
        List<String> lines = post("", "x", "Content-Type", "application/x-ndjson")
                .body()
                .lines()
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(JSON.readTree(lines.get(2)).path("code").asText()).isEqualTo("MALFORMED_JSON");
    }

    @Test
    void refusesABodyOverTheLimitWithoutReadingIt() throws Exception {
        assertThat(post("", "x".repeat(1001)).statusCode()).isEqualTo(413);
        assertThat(seen).isEmpty();
    }

    @Test
    void saysAtOnceThatKafkaIsAway() throws Exception {
        trouble = Optional.of("Kafka does not take records");
        HttpResponse<String> response = post("", "x");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(response.body()).contains("Kafka does not take records");
        assertThat(seen).isEmpty();
    }

    @Test
    void answersUnavailableWhenTheCommitFails() throws Exception {
        next = CompletableFuture.failedFuture(new IllegalStateException("stopped"));
        assertThat(post("", "x").statusCode()).isEqualTo(503);
    }

    @Test
    void refusesAProviderThatWouldBreakArticleIds() throws Exception {
        assertThat(post("?provider=a%7Cb", "x").statusCode()).isEqualTo(400);
        assertThat(post("?provider=%20", "x").statusCode()).isEqualTo(400);
    }

    @Test
    void takesOnlyPostsToItems() throws Exception {
        URI items = URI.create("http://127.0.0.1:" + source.port() + "/v1/items");
        assertThat(http.send(HttpRequest.newBuilder(items).GET().build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(post("/more", "x").statusCode()).isEqualTo(404);
    }

    @Test
    void healthFollowsTheTrouble() throws Exception {
        URI health = URI.create("http://127.0.0.1:" + source.port() + "/health");
        HttpRequest ask = HttpRequest.newBuilder(health).GET().build();
        assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        trouble = Optional.of("away");
        assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(503);
    }
}
