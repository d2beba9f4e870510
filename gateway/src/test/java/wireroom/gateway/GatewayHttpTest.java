package wireroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.gateway.http.HttpFront;
import wireroom.gateway.index.Counts;
import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.stream.CursorSigner;
import wireroom.gateway.stream.History;
import wireroom.gateway.stream.Positions;
import wireroom.gateway.stream.Ring;
import wireroom.gateway.stream.WireEvent;
import wireroom.model.Article;

/** The API over the JDK's real server, with a log in memory behind it. */
class GatewayHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final QueryLanguage language = new QueryLanguage();
    private final List<Stream> streams = new ArrayList<>();
    private final SourceBoard board = new SourceBoard();
    private MemoryFeed feed;
    private StreamWatch watch;
    private HttpFront front;

    /** One partition of articles, appended by the test. */
    private final class MemoryFeed implements Feed, History {
        final List<Article> log = new ArrayList<>();
        final Events events = new Events(language);
        final EditionIndex index;
        volatile Shown shown;

        MemoryFeed(String edition) {
            index = EditionIndex.open(folder.resolve(edition), language.analyzer(), language::fields, new byte[32]);
            shown = new Shown(edition, index, new Ring(16, 1_000_000, Positions.of()), this);
        }

        void says(Article... articles) {
            for (Article article : articles) {
                log.add(article);
                index.apply(article);
                index.refresh();
                shown.ring().append(List.of(event(log.size() - 1)));
            }
        }

        private WireEvent event(int offset) {
            return events.of(log.get(offset), 0, offset, Wire.NOON.plusSeconds(offset));
        }

        @Override
        public void read(Positions from, Positions to, Each each) throws IOException {
            for (long offset = from.at(0); offset < to.at(0); offset++) {
                each.take(event((int) offset));
            }
        }

        @Override
        public Predicate<WireEvent> mayShow() {
            return event -> event.kind() != WireEvent.Kind.ARTICLE || index.mayShow(event.id(), event.emission());
        }

        @Override
        public Shown shown() {
            return shown;
        }

        @Override
        public Positions positionsAt(Shown at, Instant time) {
            return Positions.of(Math.max(0, Duration.between(Wire.NOON, time).toSeconds()));
        }

        @Override
        public GatewayStatus status(int subscribers) {
            Counts counts = index.counts();
            return new GatewayStatus(
                    shown.edition(),
                    Map.of("articles-0", (long) log.size()),
                    0,
                    counts.articles(),
                    counts.withoutText(),
                    counts.stories(),
                    subscribers,
                    0);
        }
    }

    private record Frame(String event, String id, JsonNode data) {}

    /** A subscriber. */
    private final class Stream implements AutoCloseable {
        final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        final InputStream in;

        Stream(String path, String lastId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            if (lastId != null) {
                request.header("Last-Event-ID", lastId);
            }
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream; charset=utf-8");
            in = response.body();
            Thread.startVirtualThread(this::read);
            streams.add(this);
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                String event = null;
                String id = null;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        event = line.substring(7);
                    } else if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        frames.add(new Frame(event, id, JSON.readTree(line.substring(6))));
                    }
                }
            } catch (IOException e) {
                frames.add(new Frame("broken off", null, JSON.createObjectNode()));
            }
        }

        Frame next() throws InterruptedException {
            Frame frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("an event within 10 s").isNotNull();
            return frame;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        feed = new MemoryFeed("e1");
        watch = new StreamWatch(Duration.ofMillis(300));
        Streaming streaming = new Streaming(
                feed,
                language,
                new CursorSigner(new byte[32]),
                watch,
                Clock.fixed(Wire.NOON, ZoneOffset.UTC),
                Duration.ofMillis(100));
        front = HttpFront.bind("127.0.0.1", 0);
        front.start(new Api(feed, language, streaming, watch, board).routes());
    }

    @AfterEach
    void stop() throws IOException {
        for (Stream stream : streams) {
            stream.close();
        }
        front.close();
        watch.close();
        feed.index.close();
        http.close();
    }

    @Test
    void givesAnArticleByIdAndByUri() throws Exception {
        feed.says(Wire.quake());
        JsonNode article = json(get("/api/articles/andina%7Cquake-lima"));
        assertThat(article.get("headline").asText()).isEqualTo("Quake hits Lima");
        assertThat(article.get("status").asText()).isEqualTo("USABLE");
        assertThat(article.get("embargoedUntil").isNull()).isTrue();
        assertThat(article.at("/entities/0/mentions/0/end").asInt()).isEqualTo(4);
        assertThat(article.at("/mediaTopics/0/evidence/0").asText()).isEqualTo("tremor");
        assertThat(article.at("/pins/code").asText()).isEqualTo("0.1.0");
        assertThat(json(get("/api/articles?uri=quake-lima"))).isEqualTo(article);
    }

    @Test
    void givesAnArticleInTheFormThatIsAskedForOrAccepted() throws Exception {
        feed.says(Wire.quake());
        HttpResponse<String> asked = get("/api/articles?uri=quake-lima&form=newsml-g2");
        assertThat(asked.headers().firstValue("Content-Type"))
                .contains("application/vnd.iptc.g2.newsitem+xml; charset=utf-8");
        assertThat(asked.body()).contains("guid=\"quake-lima\"", "<headline>Quake hits Lima</headline>");
        HttpResponse<String> accepted =
                get("/api/articles/andina%7Cquake-lima", "Accept", "application/atom+xml, */*;q=0.1");
        assertThat(accepted.body()).contains("<entry xmlns=\"http://www.w3.org/2005/Atom\"");
        assertThat(accepted.headers().firstValue("Vary")).contains("Accept");
        assertThat(accepted.headers().firstValue("ETag"))
                .isNotEqualTo(asked.headers().firstValue("ETag"))
                .isNotEqualTo(get("/api/articles/andina%7Cquake-lima").headers().firstValue("ETag"));
        HttpResponse<String> unknown = get("/api/articles/andina%7Cquake-lima?form=pdf");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("ninjs");
    }

    @Test
    void answersNotModifiedUntilTheArticleChanges() throws Exception {
        feed.says(Wire.quake());
        String tag = get("/api/articles/andina%7Cquake-lima")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(get("/api/articles/andina%7Cquake-lima", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        feed.says(Wire.killed("andina|quake-lima", 2));
        assertThat(get("/api/articles/andina%7Cquake-lima", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysThatAnArticleWasKilledWithoutItsText() throws Exception {
        feed.says(Wire.quake(), Wire.killed("andina|quake-lima", 2));
        HttpResponse<String> answer = get("/api/articles/andina%7Cquake-lima");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("status").asText()).isEqualTo("CANCELED");
        assertThat(answer.body()).doesNotContain("Quake hits").doesNotContain("tremor");
        assertThat(json(get("/api/articles/andina%7Cquake-lima/revisions")).get("shown"))
                .isEmpty();
    }

    @Test
    void comparesTheTextsThatWereShown() throws Exception {
        feed.says(Wire.quake(), Wire.bulletin("andina|quake-lima", 2, "Quake hits Lima, three hurt", "x"));
        assertThat(json(get("/api/articles/andina%7Cquake-lima/revisions")).get("shown"))
                .extracting(revision -> revision.get("headline").asText())
                .containsExactly("Quake hits Lima", "Quake hits Lima, three hurt");
    }

    @Test
    void givesAStoryWithItsArticles() throws Exception {
        feed.says(Wire.quake());
        feed.index.apply(Wire.story("andina|quake-lima", "Quake hits Lima", "andina|quake-lima"));
        feed.index.refresh();
        JsonNode story = json(get("/api/stories/andina%7Cquake-lima"));
        assertThat(story.get("title").asText()).isEqualTo("Quake hits Lima");
        assertThat(story.at("/articles/0/id").asText()).isEqualTo("andina|quake-lima");
    }

    @Test
    void searchesAndDrawsACaretUnderWhatItCannotRead() throws Exception {
        feed.says(Wire.quake());
        assertThat(json(get("/api/search?q=" + encoded("place:lima AND quake")))
                        .get("total")
                        .asInt())
                .isEqualTo(1);
        HttpResponse<String> refused = get("/api/search?q=" + encoded("lima colour:red"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("error").asText()).isEqualTo("query_unknown_field");
        assertThat(json(refused).get("picture").asText()).isEqualTo("lima colour:red\n     ^");
        assertThat(json(refused).get("mend").asText()).contains("headline, body");
        assertThat(get("/api/search?size=101").statusCode()).isEqualTo(400);
        assertThat(get("/api/search?from=9999&size=100").statusCode()).isEqualTo(400);
        assertThat(get("/api/search?sort=random").statusCode()).isEqualTo(400);
    }

    @Test
    void answersUnknownPathsMethodsAndHeadAsHttpWants() throws Exception {
        assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/api/articles/no%7Cone").statusCode()).isEqualTo(404);
        assertThat(get("/api/articles").statusCode()).isEqualTo(400);
        HttpResponse<String> post = http.send(
                HttpRequest.newBuilder(uri("/api/search"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
        for (String path : List.of("/", "/api/status", "/health", "/api/stream")) {
            HttpResponse<String> head =
                    http.send(HttpRequest.newBuilder(uri(path)).HEAD().build(), HttpResponse.BodyHandlers.ofString());
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
        assertThat(json(get("/api/status")).get("edition").asText()).isEqualTo("e1");
    }

    @Test
    void servesThePageUnderAPolicyThatLetsNothingInlineRun() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body()).contains("/app.js").doesNotContain("<script>").doesNotContain(" style=");
        assertThat(get("/app.js").body())
                .doesNotContain("innerHTML")
                .doesNotContain("insertAdjacentHTML")
                .doesNotContain("document.write")
                .doesNotContain("eval(");
        assertThat(get("/app.css").body()).doesNotContain("url(").doesNotContain("@import");
    }

    @Test
    void streamsHistoryThenLiveAndResumesByTheLastId() throws Exception {
        for (int i = 1; i <= 40; i++) {
            feed.says(Wire.bulletin("andina|" + i, i, "Item " + i, "x"));
        }
        String lastId;
        try (Stream stream = new Stream("/api/stream?from=beginning", null)) {
            for (int i = 1; i <= 39; i++) {
                assertThat(stream.next().data().get("uri").asText()).isEqualTo("" + i);
            }
            lastId = stream.next().id();
            feed.says(Wire.bulletin("andina|41", 41, "Live\r\n\r\ndata: forged", "x"));
            assertThat(stream.next().data().get("headline").asText()).isEqualTo("Live\r\n\r\ndata: forged");
        }
        feed.says(Wire.killed("andina|7", 42));
        try (Stream again = new Stream("/api/stream", lastId)) {
            assertThat(again.next().data().get("uri").asText()).isEqualTo("41");
            Frame kill = again.next();
            assertThat(kill.event()).isEqualTo("kill");
            assertThat(kill.data().get("uri").asText()).isEqualTo("7");
            assertThat(kill.data().has("headline")).isFalse();
        }
        try (Stream byParameter = new Stream("/api/stream?lastEventId=" + lastId, null)) {
            assertThat(byParameter.next().data().get("uri").asText()).isEqualTo("41");
        }
        try (Stream since = new Stream("/api/stream?from=2026-11-21T12:00:38Z", null)) {
            assertThat(since.next().data().get("uri").asText()).isEqualTo("39");
        }
    }

    @Test
    void tellsASubscriberWhatItsQueryFindsAndEveryRetraction() throws Exception {
        try (Stream stream = new Stream("/api/stream?q=" + encoded("place:lima AND NOT lang:fr"), null)) {
            await().until(() -> watch.streams() == 1);
            feed.says(
                    Wire.bulletin("andina|other", 1, "Other", "x"),
                    Wire.quake(),
                    Wire.withheld("andina|other", 2),
                    Wire.killed("andina|quake-lima", 2));
            assertThat(List.of(stream.next(), stream.next(), stream.next()))
                    .extracting(frame ->
                            frame.event() + " " + frame.data().get("id").asText())
                    .containsExactly("article andina|quake-lima", "hold andina|other", "kill andina|quake-lima");
        }
    }

    @Test
    void refusesIdsThatItDidNotGiveOut() throws Exception {
        feed.says(Wire.quake());
        HttpResponse<String> forged = get("/api/stream", "Last-Event-ID", "MSBlMSAw.AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(forged.statusCode()).isEqualTo(400);
        assertThat(json(forged).get("error").asText()).isEqualTo("foreign_cursor");
        assertThat(json(forged).get("mend").asText()).contains("from=now");
        assertThat(get("/api/stream?from=yesterday").statusCode()).isEqualTo(400);
        assertThat(get("/api/stream?q=" + encoded("(a")).statusCode()).isEqualTo(400);
    }

    @Test
    void cutsOffAClientThatReadsNothing() throws Exception {
        String large = "x".repeat(200_000);
        for (int i = 1; i <= 60; i++) {
            feed.says(Wire.bulletin("andina|" + i, i, "Item", large));
        }
        try (Socket stalled = new Socket()) {
            stalled.setReceiveBufferSize(4_096);
            stalled.connect(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), front.port()));
            stalled.getOutputStream()
                    .write("GET /api/stream?from=beginning HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> watch.streams() == 1);
            await().atMost(Duration.ofSeconds(10)).until(() -> watch.streams() == 0);
        }
    }

    @Test
    void goesOverToAPromotedEditionWithoutBreakingTheStream() throws Exception {
        feed.says(Wire.quake());
        try (Stream stream = new Stream("/api/stream", null)) {
            await().until(() -> watch.streams() == 1);
            Shown first = feed.shown;
            feed.shown = new Shown("e2", feed.index, new Ring(16, 1_000_000, Positions.of(1)), feed);
            first.ring().close();
            assertThat(stream.next().event()).isEqualTo("edition");
            feed.says(Wire.bulletin("andina|new", 1, "New", "x"));
            Frame frame = stream.next();
            while (!frame.data().get("id").asText().equals("andina|new")) {
                frame = stream.next();
            }
            assertThat(new CursorSigner(new byte[32])
                            .read(frame.id())
                            .orElseThrow()
                            .edition())
                    .isEqualTo("e2");
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + front.port() + path);
    }

    @Test
    void saysHowTheSourcesAreDoing() throws Exception {
        assertThat(json(get("/api/sources")).get("sources")).isEmpty();
        board.cursor(
                null,
                wireroom.model.Cursor.newBuilder()
                        .setSourceId("quay")
                        .setPart("poll")
                        .setFields(Map.of("configured", "https://wire.example/rss", "health", "OK"))
                        .setAt(Wire.NOON)
                        .build());
        JsonNode sources = json(get("/api/sources")).get("sources");
        assertThat(sources).hasSize(1);
        assertThat(sources.get(0).get("id").asText()).isEqualTo("quay");
        assertThat(get("/").body()).contains("#/sources");
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
