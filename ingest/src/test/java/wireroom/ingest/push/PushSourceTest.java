package wireroom.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushSourceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String OLD_TOKEN = "the-old-token-of-acme";
    private static final String TOKEN = "the-new-token-of-acme";
    private static final byte[] OLD_SECRET = "0123456789abcdef-old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECRET = "0123456789abcdef-new".getBytes(StandardCharsets.UTF_8);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Pushed.Request> seen = new CopyOnWriteArrayList<>();
    private final List<Pushed.Line> taken = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private Optional<String> trouble = Optional.empty();
    private Pushed.Answer next = answer();
    /** Answers to lines; without one each line is accepted. */
    private Pushed.Answer nextLines;

    private boolean ended;
    private PushSource source;

    private static Pushed.Answer answer(Pushed.Result... results) {
        return new Pushed.Answer.Done(List.of(results));
    }

    private final Pushed reader = new Pushed() {
        @Override
        public Answer read(Request request) {
            seen.add(request);
            return next;
        }

        @Override
        public Lines lines(Request head) {
            seen.add(head);
            return new Lines() {
                private long index;

                @Override
                public Answer take(List<Line> lines, boolean last) {
                    taken.addAll(lines);
                    ended |= last;
                    List<Result> results = new ArrayList<>();
                    for (Line line : lines) {
                        results.add(new Result(
                                line.number(), index++, Status.ACCEPTED, "acme|" + line.number(), null, null));
                    }
                    return nextLines == null ? new Answer.Done(results) : nextLines;
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    };

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final HubCallbacks hubs = new HubCallbacks() {
        @Override
        public boolean knows(String token) {
            return token.equals("abc");
        }

        @Override
        public Reply verify(String token, java.util.Map<String, String> query) {
            heard.add(token + " " + query.get("hub.mode"));
            return new Reply(200, query.get("hub.challenge"));
        }

        @Override
        public Reply deliver(String token, String signature, byte[] body) {
            heard.add(token + " " + signature + " " + new String(body, StandardCharsets.UTF_8));
            return new Reply(503, "");
        }
    };

    @BeforeEach
    void serveAll() {
        serve(PushSettings.DEFAULT);
    }

    private void serve(PushSettings settings) {
        end();
        source = new PushSource(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "push-0",
                new PushSource.Sizes(1000, 100, 10, 1000),
                settings,
                () -> trouble,
                reader,
                Optional.of(hubs),
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanos::get);
        source.start();
    }

    @AfterEach
    void end() {
        if (source != null) {
            source.close();
        }
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

    private static JsonNode problem(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("mend").asText()).isNotBlank();
        return problem;
    }

    private static String type(HttpResponse<String> response) throws IOException {
        return problem(response).path("type").asText();
    }

    private static final Pushed.Result ACCEPTED = new Pushed.Result(0, 0, Pushed.Status.ACCEPTED, "acme|u1", "2", null);
    private static final Pushed.Result KNOWN = new Pushed.Result(0, 1, Pushed.Status.KNOWN, "acme|u2", null, null);
    private static final Pushed.Result REFUSED = new Pushed.Result(
            0,
            2,
            Pushed.Status.REJECTED,
            null,
            null,
            new Pushed.Problem("MALFORMED_JSON", "push-0-1:3:7: odd", "mend it"));

    @Test
    void answersCreatedWithWhatWasAcceptedAndWhatWasNot() throws Exception {
        next = answer(ACCEPTED, KNOWN, REFUSED);
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
        assertThat(seen.getFirst().key()).isNull();
    }

    @Test
    void takesTheProviderFromAHeader() throws Exception {
        next = answer(ACCEPTED);
        post("", "x", "X-Wireroom-Provider", "acme");
        assertThat(seen.getFirst().provider()).isEqualTo("acme");
    }

    @Test
    void answersOkWhenNothingIsNew() throws Exception {
        next = answer(KNOWN);
        assertThat(post("", "x").statusCode()).isEqualTo(200);
        next = answer(KNOWN, REFUSED);
        assertThat(post("", "x").statusCode()).isEqualTo(200);
    }

    @Test
    void answersUnprocessableWithThePlaceWhenNothingWasAccepted() throws Exception {
        next = answer(REFUSED);
        HttpResponse<String> response = post("", "x");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(problem(response).at("/rejects/0/detail").asText()).contains("push-0-1:3:7");
        assertThat(type(response)).isEqualTo("urn:wireroom:problem:rejected");
    }

    @Test
    void refusesABodyOverTheLimitAndTheClientSeesWhy() throws Exception {
        HttpResponse<String> response = post("", "x".repeat(1001));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(type(response)).endsWith(":too-large");
        HttpResponse<String> unnamed = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + source.port() + "/v1/items"))
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(new byte[200_000])))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(unnamed.statusCode()).isEqualTo(413);
        assertThat(seen).isEmpty();
    }

    @Test
    void saysAtOnceThatKafkaIsAway() throws Exception {
        trouble = Optional.of("Kafka does not take records");
        HttpResponse<String> response = post("", "x");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(problem(response).path("detail").asText()).contains("Kafka does not take records");
        assertThat(seen).isEmpty();
    }

    @Test
    void tellsWhatAKeyCameTo() throws Exception {
        next = new Pushed.Answer.Away("stopped");
        assertThat(post("", "x").statusCode()).isEqualTo(503);
        next = new Pushed.Answer.Misused("used for others");
        assertThat(post("", "x", "Idempotency-Key", "k1").statusCode()).isEqualTo(422);
        next = new Pushed.Answer.Busy("under way");
        HttpResponse<String> busy = post("", "x", "Idempotency-Key", "k1");
        assertThat(busy.statusCode()).isEqualTo(409);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(seen.getLast().key()).isEqualTo("k1");
        assertThat(post("", "x", "Idempotency-Key", "k".repeat(256)).statusCode())
                .isEqualTo(400);
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
        serve(PushSettings.DEFAULT.with(new Access(List.of(TOKEN), List.of(), false)));
        URI health = URI.create("http://127.0.0.1:" + source.port() + "/health");
        HttpRequest ask = HttpRequest.newBuilder(health).GET().build();
        assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        trouble = Optional.of("away");
        assertThat(http.send(ask, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(503);
    }

    @Test
    void aSourceWithTokensLetsInOnlyWhoKnowsOneOfThem() throws Exception {
        serve(PushSettings.DEFAULT.with(new Access(List.of(TOKEN, OLD_TOKEN), List.of(), false)));
        next = answer(ACCEPTED);
        assertThat(post("", "x", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(201);
        assertThat(post("", "x", "Authorization", "bearer " + OLD_TOKEN).statusCode())
                .isEqualTo(201);
        seen.clear();
        HttpResponse<String> none = post("", "x");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
        HttpResponse<String> wrong = post("", "x", "Authorization", "Bearer " + TOKEN + "x");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).doesNotContain(TOKEN);
        assertThat(post("", "x", "Authorization", "Basic " + TOKEN).statusCode())
                .isEqualTo(401);
        assertThat(seen).isEmpty();
    }

    @Test
    void aKnownSenderSpeaksOnlyForItsOwnProvider() throws Exception {
        serve(PushSettings.DEFAULT.with(new Access(List.of(TOKEN), List.of(), false)));
        HttpResponse<String> response =
                post("", "x", "Authorization", "Bearer " + TOKEN, "X-Wireroom-Provider", "another");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(seen).isEmpty();
        serve(PushSettings.DEFAULT.with(new Access(List.of(TOKEN), List.of(), true)));
        next = answer(ACCEPTED);
        assertThat(post("?provider=another", "x", "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> signed(String id, Instant at, String body, String signedBody, byte[]... secrets)
            throws IOException, InterruptedException {
        StringBuilder signatures = new StringBuilder("v1a,bm90aGluZw==");
        for (byte[] secret : secrets) {
            byte[] hmac = Caller.hmac(
                    secret, id + "." + at.getEpochSecond() + ".", signedBody.getBytes(StandardCharsets.UTF_8));
            signatures.append(" v1,").append(Base64.getEncoder().encodeToString(hmac));
        }
        return post(
                "",
                body,
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(at.getEpochSecond()),
                "webhook-signature",
                signatures.toString());
    }

    @Test
    void aSignatureOverIdTimeAndBodyLetsInAndItsIdIsTheKey() throws Exception {
        serve(PushSettings.DEFAULT.with(new Access(List.of(), List.of(SECRET, OLD_SECRET), false)));
        next = answer(ACCEPTED);
        assertThat(signed("msg_1", NOW, "story", "story", SECRET).statusCode()).isEqualTo(201);
        assertThat(seen.getLast().key()).isEqualTo("msg_1");
        assertThat(signed("msg_2", NOW.minusSeconds(299), "story", "story", OLD_SECRET)
                        .statusCode())
                .as("the old secret is good while secrets are changed")
                .isEqualTo(201);
        seen.clear();
        assertThat(signed("msg_3", NOW, "kill all", "story", SECRET).statusCode())
                .as("another body")
                .isEqualTo(401);
        assertThat(signed("msg_4", NOW.minusSeconds(301), "story", "story", SECRET)
                        .statusCode())
                .as("a replay")
                .isEqualTo(401);
        assertThat(signed("msg_5", NOW.plusSeconds(301), "story", "story", SECRET)
                        .statusCode())
                .as("from the future")
                .isEqualTo(401);
        assertThat(signed("msg_6", NOW, "story", "story", "another-secret-of-16".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("", "story").statusCode()).isEqualTo(401);
        assertThat(seen).isEmpty();
    }

    @Test
    void signsAsStandardWebhooksDo() {
        // The example in the text of the specification.
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] hmac = Caller.hmac(
                secret,
                "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.",
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
        assertThat(Base64.getEncoder().encodeToString(hmac)).isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aQuotaAnswersWhenToComeAgainAndFillsWithTime() throws Exception {
        serve(PushSettings.DEFAULT.with(2, 0));
        next = answer(ACCEPTED, KNOWN, REFUSED);
        assertThat(post("", "x").statusCode()).isEqualTo(201);
        HttpResponse<String> over = post("", "x");
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(over.headers().firstValue("Retry-After"))
                .as("one item of debt and one to come, at one in 30 s")
                .contains("60");
        assertThat(type(over)).endsWith(":quota");
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(post("", "x").statusCode()).isEqualTo(201);
        serve(PushSettings.DEFAULT.with(0, 100));
        assertThat(post("", "x".repeat(150)).statusCode()).isEqualTo(201);
        assertThat(post("", "x").headers().firstValue("Retry-After")).contains("31");
    }

    @Test
    void answersALinePerItemToLines() throws Exception {
        HttpResponse<String> response = post("", "one\n\n two \r\nthree", "Content-Type", "application/x-ndjson");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<String> lines = response.body().lines().toList();
        assertThat(lines).hasSize(3);
        JsonNode last = JSON.readTree(lines.get(2));
        assertThat(last.path("line").asInt()).isEqualTo(4);
        assertThat(last.path("index").asInt()).isEqualTo(2);
        assertThat(last.path("id").asText()).isEqualTo("acme|4");
        assertThat(ended).isTrue();
    }

    @Test
    void answersLinesWhileTheBodyIsStillComing() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(String.join(
                            "\r\n",
                            "POST /v1/items HTTP/1.1",
                            "Host: x",
                            "Content-Type: application/x-ndjson",
                            "Transfer-Encoding: chunked",
                            "",
                            "")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 1; i <= 3; i++) {
                out.write("2\r\nx\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                String line = in.readLine();
                while (!line.startsWith("{")) {
                    line = in.readLine();
                }
                assertThat(JSON.readTree(line).path("line").asInt()).isEqualTo(i);
            }
            assertThat(ended).isFalse();
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await().until(() -> ended);
        }
    }

    @Test
    void aLineTooLongIsHandedOnCutSoThatItIsRefusedAndTheNextIsWhole() throws Exception {
        post("", "y".repeat(5000) + "\nshort\n", "Content-Type", "application/x-ndjson");
        assertThat(taken).extracting(line -> line.bytes().length).containsExactly(101, 5);
    }

    @Test
    void aStreamThatCannotGoOnEndsWithAProblem() throws Exception {
        nextLines = new Pushed.Answer.Away("Kafka is gone");
        HttpResponse<String> response = post("", "one\ntwo\n", "Content-Type", "application/x-ndjson");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(problem(response).path("detail").asText()).isEqualTo("Kafka is gone");
    }

    @Test
    void signedLinesAreTakenOnlyWhenAllOfThemAreKnownToBeTheSenders() throws Exception {
        serve(PushSettings.DEFAULT.with(new Access(List.of(), List.of(SECRET), false)));
        HttpResponse<String> forged = post(
                "",
                "one\n",
                "Content-Type",
                "application/x-ndjson",
                "webhook-id",
                "m",
                "webhook-timestamp",
                Long.toString(NOW.getEpochSecond()),
                "webhook-signature",
                "v1,bm90aGluZw==");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(taken).isEmpty();
    }

    @Test
    void aClientThatSendsNothingIsCutOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /v1/items HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            CountDownLatch cut = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    while (socket.getInputStream().read() >= 0) {
                        // whatever it says
                    }
                } catch (IOException reset) {
                    // as good as an end
                }
                cut.countDown();
            });
            await().until(() -> {
                nanos.addAndGet(Duration.ofSeconds(61).toNanos());
                return cut.getCount() == 0;
            });
        }
        next = answer(ACCEPTED);
        assertThat(post("", "x").statusCode()).isEqualTo(201);
    }

    @Test
    void secretsAreNotInTheTextOfTheSettings() {
        PushSettings settings = PushSettings.DEFAULT.with(new Access(List.of(TOKEN), List.of(SECRET), false));
        assertThat(settings.toString()).contains("1 tokens, 1 secrets").doesNotContain(TOKEN);
    }

    @Test
    void hubsAreHeardWithoutATokenAndTheirChallengeIsNoPage() throws Exception {
        serve(PushSettings.DEFAULT.with(new Access(List.of(TOKEN), List.of(), false)));
        String address = "http://127.0.0.1:" + source.port() + "/v1/hubs/abc";
        HttpResponse<String> verified = http.send(
                HttpRequest.newBuilder(URI.create(address + "?hub.mode=subscribe&hub.challenge=a%3Cb"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(verified.body()).isEqualTo("a<b");
        assertThat(verified.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(verified.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        HttpResponse<String> delivered = http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("X-Hub-Signature", "sha256=00")
                        .POST(HttpRequest.BodyPublishers.ofString("news"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(delivered.statusCode()).isEqualTo(503);
        assertThat(heard).containsExactly("abc subscribe", "abc sha256=00 news");
        HttpResponse<String> large = http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1001)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(large.statusCode()).isEqualTo(413);
        HttpResponse<String> stranger = http.send(
                HttpRequest.newBuilder(URI.create(address + "d"))
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1001)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(stranger.statusCode())
                .as("its body is not taken into memory")
                .isEqualTo(404);
    }
}
