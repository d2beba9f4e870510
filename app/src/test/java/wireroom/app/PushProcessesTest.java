package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.app.log.TopicLog;
import wireroom.ingest.Ingest;
import wireroom.ingest.IngestConfig;
import wireroom.ingest.SourceConfig;
import wireroom.ingest.publish.KeyLog;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** What is pushed under a key is published once, whichever process takes it and however often one is killed. */
class PushProcessesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static TinyRegistry registry;
    private static Cluster cluster;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        registry = new TinyRegistry();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, EmbeddedKafka.Durability.PROCESS);
        cluster = new Cluster(kafka.bootstrap(), registry.url());
    }

    @AfterAll
    static void stop() {
        kafka.close();
        registry.close();
    }

    /** An ingest process with one push source. */
    private static Ingest ingest(String name, String source) {
        return Ingest.start(IngestConfig.of(
                        cluster,
                        List.of(new SourceConfig.Push(source, "127.0.0.1", 0, SourceConfig.Reading.of(source))))
                .named(name));
    }

    private static int port(Ingest ingest) {
        return ingest.pushPort().orElseThrow();
    }

    private HttpResponse<String> post(int port, String key, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/items"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Until it is answered for good, as a sender does who wants to be sure. */
    private HttpResponse<String> postUntilAnswered(int port, String key, String body) {
        List<HttpResponse<String>> last = new ArrayList<>();
        await("an answer to " + key).atMost(PATIENCE).until(() -> {
            try {
                HttpResponse<String> answer = post(port, key, body);
                last.add(answer);
                return answer.statusCode() != 503 && answer.statusCode() != 409;
            } catch (IOException processGone) {
                return false;
            }
        });
        return last.getLast();
    }

    private static String item(String uri) {
        return "{\"uri\":\"" + uri + "\",\"headline\":\"Tide gate " + uri + " opens\"}";
    }

    /** How often each article id is in the log, of one provider. */
    private static Map<String, Integer> published(String provider) {
        Map<String, Integer> counts = new HashMap<>();
        TopicLog.read(cluster, Topics.WIRE_ITEMS, record -> {
            if (record.key().startsWith(provider + "|")) {
                counts.merge(record.key(), 1, Integer::sum);
            }
        });
        return counts;
    }

    private static int rejects(String source) {
        AtomicInteger count = new AtomicInteger();
        TopicLog.read(cluster, Topics.REJECTS, record -> {
            if (record.key().startsWith(source + "|")) {
                count.incrementAndGet();
            }
        });
        return count.get();
    }

    @Test
    void aKeyIsAnsweredAsTheFirstTimeInAnotherProcessAndAfterARestart() throws Exception {
        String body = "[" + item("a1") + "," + item("a2") + ",{\"uri\":}]";
        String first;
        try (Ingest one = ingest("key-one", "keys")) {
            HttpResponse<String> answer = post(port(one), "k", body);
            assertThat(answer.statusCode()).isEqualTo(201);
            first = answer.body();
            assertThat(JSON.readTree(first).at("/rejects/0/detail").asText()).contains(":1:");
            HttpResponse<String> again = post(port(one), "k", body);
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first);
            try (Ingest two = ingest("key-two", "keys")) {
                HttpResponse<String> there = post(port(two), "k", body);
                assertThat(there.statusCode()).isEqualTo(201);
                assertThat(there.body()).isEqualTo(first);
                assertThat(post(port(two), "k", item("other")).statusCode()).isEqualTo(422);
                assertThat(post(port(one), "k2", item("a3")).statusCode())
                        .as("the first takes its turn back")
                        .isEqualTo(201);
            }
        }
        try (Ingest restarted = ingest("key-one", "keys")) {
            assertThat(post(port(restarted), "k", body).body()).isEqualTo(first);
            HttpResponse<String> misused = post(port(restarted), "k", item("other"));
            assertThat(misused.statusCode()).isEqualTo(422);
            assertThat(JSON.readTree(misused.body()).path("type").asText()).endsWith(":key-misused");
        }
        assertThat(published("keys"))
                .as("each once, and nothing of the misuse")
                .isEqualTo(Map.of("keys|a1", 1, "keys|a2", 1, "keys|a3", 1));
        assertThat(rejects("keys")).isEqualTo(1);
    }

    @Test
    void ofTwoProcessesThatAreGivenOneKeyAtOnceOnePublishes() throws Exception {
        int keys = 20;
        Map<String, List<Integer>> statuses = new ConcurrentHashMap<>();
        try (Ingest one = ingest("race-one", "race");
                Ingest two = ingest("race-two", "race");
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                String key = "k" + i;
                statuses.put(key, new ArrayList<>());
                for (Ingest ingest : List.of(one, two)) {
                    String body = item(key + (ingest == one ? "-one" : "-two"));
                    all.add(senders.submit(() -> {
                        int status = postUntilAnswered(port(ingest), key, body).statusCode();
                        synchronized (statuses) {
                            statuses.get(key).add(status);
                        }
                    }));
                }
            }
            for (Future<?> sending : all) {
                sending.get();
            }
        }
        assertThat(statuses.values()).allSatisfy(both -> assertThat(both).containsExactlyInAnyOrder(201, 422));
        Map<String, Integer> published = published("race");
        assertThat(published)
                .hasSize(keys)
                .allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
    }

    /** {@code wireroom ingest} in a process of its own, to be killed. */
    private static Process process(String name, Path sources) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "wireroom.app.Wireroom",
                        "ingest")
                .directory(new File("."))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "WIREROOM_BOOTSTRAP", kafka.bootstrap(),
                        "WIREROOM_REGISTRY", registry.url(),
                        "WIREROOM_INGEST_NAME", name,
                        "WIREROOM_CONFIG", sources.toString()));
        return builder.start();
    }

    private static String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path sources(String id, int port) throws IOException {
        return Files.writeString(
                folder.resolve(id + ".yaml"), "sources: [{id: " + id + ", kind: push, port: " + port + "}]\n");
    }

    private static boolean serves(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Test
    void killedInTheMiddleOfPushesLosesAndDoublesNothing() throws Exception {
        int each = 60;
        int port = freePort();
        Path sources = sources("mole", port);
        AtomicInteger answered = new AtomicInteger();
        Process process = process("mole", sources);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            await("it starts").atMost(PATIENCE).until(() -> serves(port));
            List<Future<?>> all = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(sender -> senders.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            String name = sender + "-" + i;
                            int status = postUntilAnswered(port, "key-" + name, item(name))
                                    .statusCode();
                            assertThat(status).as(name).isEqualTo(201);
                            answered.incrementAndGet();
                        }
                    }))
                    .toList();
            for (int round = 1; round <= 2; round++) {
                int enough = round * each;
                await("some are answered").atMost(PATIENCE).until(() -> answered.get() >= enough);
                kill(process);
                process = process("mole", sources);
            }
            for (Future<?> sending : all) {
                sending.get();
            }
        } finally {
            kill(process);
        }
        assertThat(published("mole"))
                .hasSize(4 * each)
                .allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
    }

    @Test
    void aStartEndsWhatADeadProcessWasPublishingUnderAKey() throws Exception {
        IngestConfig config = IngestConfig.of(cluster, IngestConfig.sourcesOf(sources("left", freePort()), Map.of()));
        Map<String, Object> settings = cluster.client();
        settings.put("transactional.id", KeyLog.transactionalId(config.group(), "left"));
        try (KafkaProducer<String, byte[]> dead =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            dead.initTransactions();
            dead.beginTransaction();
            dead.send(new ProducerRecord<>(Topics.INGEST_STATE.name(), "left|key:0", new byte[] {1}))
                    .get();
            try (Ingest heir = Ingest.start(config.named("heir"))) {
                assertThat(heir.ended()).isEmpty();
                assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
            }
        }
    }

    /** Sends lines, and takes the results meanwhile. */
    private static final class Sender {
        private final List<JsonNode> results = new ArrayList<>();

        /** @param atHalf run when half of the lines are sent */
        void send(int port, String key, List<String> lines, Runnable atHalf) throws IOException, InterruptedException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /v1/items HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                                + "Idempotency-Key: " + key + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                Thread sending = Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; i < lines.size(); i++) {
                            if (i == lines.size() / 2) {
                                atHalf.run();
                            }
                            String line = lines.get(i);
                            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
                            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                            out.write(bytes);
                            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                            out.flush();
                        }
                        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                    } catch (IOException receiverGone) {
                        // the results tell how far it came
                    }
                });
                try {
                    take(socket.getInputStream());
                } catch (IOException receiverGone) {
                    // likewise
                }
                sending.join();
            }
        }

        /** Results of an answer in chunks, which end anywhere. */
        private void take(InputStream in) throws IOException {
            String head = line(in);
            while (!head.isEmpty()) {
                head = line(in);
            }
            ByteArrayOutputStream result = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                for (byte b : in.readNBytes(size)) {
                    if (b == '\n') {
                        results.add(JSON.readTree(result.toByteArray()));
                        result.reset();
                    } else {
                        result.write(b);
                    }
                }
                line(in);
            }
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the answer broke off");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }

    @Test
    void killedInTheMiddleOfLinesGoesOnBehindThoseThatWereTaken() throws Exception {
        int port = freePort();
        Path sources = sources("drip", port);
        List<String> lines = IntStream.range(0, 5000)
                .mapToObj(i -> i == 7 ? "{\"uri\":}" : item("line-" + i))
                .toList();
        Process process = process("drip", sources);
        try {
            await("it starts").atMost(PATIENCE).until(() -> serves(port));
            Process first = process;
            Sender cut = new Sender();
            cut.send(port, "night", lines, () -> {
                await("some are taken").atMost(PATIENCE).until(() -> publishedOrNone("drip") > 0);
                first.destroyForcibly();
            });
            first.waitFor();
            int before = publishedOrNone("drip");

            process = process("drip", sources);
            await("it starts again").atMost(PATIENCE).until(() -> serves(port));
            Sender whole = new Sender();
            whole.send(port, "night", lines, () -> {});
            assertThat(before).as("some were taken before, and not all").isBetween(1, 2499);
            assertThat(whole.results)
                    .as(() -> "what the process says: " + log("drip"))
                    .hasSize(5000);
            assertThat(whole.results).extracting(r -> r.path("status").asText()).containsOnly("accepted", "rejected");
            JsonNode refused = whole.results.get(7);
            assertThat(refused.path("status").asText()).isEqualTo("rejected");
            assertThat(refused.path("line").asInt()).isEqualTo(8);
            assertThat(refused.path("detail").asText()).contains("line-8");
            assertThat(whole.results.subList(0, cut.results.size())).isEqualTo(cut.results);

            Sender again = new Sender();
            again.send(port, "night", lines, () -> {});
            assertThat(again.results).as("the same key and lines once more").isEqualTo(whole.results);

            Sender other = new Sender();
            List<String> changed = new ArrayList<>(lines);
            changed.set(100, item("changed"));
            other.send(port, "night", changed, () -> {});
            assertThat(other.results.getLast().path("type").asText()).endsWith(":key-misused");
            Sender longer = new Sender();
            List<String> more = new ArrayList<>(lines);
            more.add(item("more"));
            longer.send(port, "night", more, () -> {});
            assertThat(longer.results.getLast().path("type").asText()).endsWith(":key-misused");
        } finally {
            kill(process);
        }
        assertThat(published("drip"))
                .hasSize(4999)
                .allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
        assertThat(rejects("drip")).isEqualTo(1);
    }

    private static int publishedOrNone(String provider) {
        try {
            return published(provider).size();
        } catch (RuntimeException topicsNotThereYet) {
            return 0;
        }
    }

    @Test
    void aHubThatWasAskedDeliversOverHttpBetweenPolls() throws Exception {
        int port = freePort();
        List<Map<String, String>> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        com.sun.net.httpserver.HttpServer site = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        site.createContext("/f", exchange -> {
            try (exchange) {
                byte[] feed = rss("tide-1").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Link", "</hub>; rel=hub");
                exchange.sendResponseHeaders(200, feed.length);
                exchange.getResponseBody().write(feed);
            }
        });
        site.createContext("/hub", exchange -> {
            try (exchange) {
                asked.add(form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(202, -1);
            }
        });
        site.start();
        Path yaml = Files.writeString(
                folder.resolve("hubs.yaml"),
                "sources:\n- {id: hubs, kind: push, port: " + port + ", publicUrl: 'http://127.0.0.1:" + port + "'}\n"
                        + "- {id: tides, kind: feed, allowPrivate: true, every: 1h, slowest: 1d, url: 'http://127.0.0.1:"
                        + site.getAddress().getPort() + "/f'}\n");
        IngestConfig config = IngestConfig.of(cluster, IngestConfig.sourcesOf(yaml, Map.of()));
        try (Ingest ingest = Ingest.start(new IngestConfig(
                cluster,
                "hubs",
                "hubs",
                config.sources(),
                config.settings(),
                config.polling(),
                config.http(),
                config.replicas(),
                config.clock()))) {
            await("the hub is asked").atMost(PATIENCE).until(() -> asked.size() == 1);
            String callback = asked.getFirst().get("hub.callback");
            assertThat(get(callback + "?hub.mode=subscribe&hub.challenge=yes%3F&hub.lease_seconds=3600&hub.topic="
                            + java.net.URLEncoder.encode(asked.getFirst().get("hub.topic"), StandardCharsets.UTF_8)))
                    .isEqualTo("yes?");
            String news = rss("tide-2");
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(
                    asked.getFirst().get("hub.secret").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signature =
                    "sha256=" + java.util.HexFormat.of().formatHex(mac.doFinal(news.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> delivered = http.send(
                        HttpRequest.newBuilder(URI.create(callback))
                                .header("X-Hub-Signature", signature)
                                .POST(HttpRequest.BodyPublishers.ofString(news))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(delivered.statusCode()).isEqualTo(200);
            }
            assertThat(published("tides")).isEqualTo(Map.of("tides|tide-1", 1, "tides|tide-2", 1));
            assertThat(ingest.feeds().getFirst().polls()).isEqualTo(1);
        } finally {
            site.stop(0);
        }
    }

    private String get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String rss(String guid) {
        return "<rss version=\"2.0\"><channel><item><guid isPermaLink=\"false\">" + guid
                + "</guid><title>High water</title></item></channel></rss>";
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            form.put(
                    pair.substring(0, equals),
                    java.net.URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }
}
