package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.app.log.TopicLog;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.Ownership;
import wireroom.ingest.publish.Publisher;
import wireroom.model.Cursor;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Several ingest processes share their sources, whatever becomes of one of them. Needs a broker: the group is its. */
class IngestProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FEEDS = 12;
    private static final Duration EVERY = Duration.ofSeconds(2);

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static TinyRegistry registry;

    @BeforeAll
    static void start() {
        registry = new TinyRegistry();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, EmbeddedKafka.Durability.PROCESS);
    }

    @AfterAll
    static void stop() {
        kafka.close();
        registry.close();
    }

    /** Twelve feeds, each with one more item whenever it is told to; keeps when each was asked. */
    private static final class Feeds implements AutoCloseable {
        private final HttpServer server;
        private final Map<String, List<Long>> asked = new ConcurrentHashMap<>();
        private volatile int items = 1;

        Feeds() throws IOException {
            server = HttpServer.create(new InetSocketAddress(0), 100);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    String feed = exchange.getRequestURI().getPath();
                    asked.computeIfAbsent(feed, f -> new CopyOnWriteArrayList<>())
                            .add(System.nanoTime());
                    String tag = "\"" + items + "\"";
                    exchange.getResponseHeaders().set("ETag", tag);
                    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                        exchange.sendResponseHeaders(304, -1);
                        return;
                    }
                    StringBuilder rss = new StringBuilder("<rss version=\"2.0\"><channel>");
                    for (int i = items; i > 0; i--) {
                        rss.append("<item><guid isPermaLink=\"false\">" + feed + "-" + i + "</guid><title>Notice " + i
                                + "</title></item>");
                    }
                    byte[] bytes = rss.append("</channel></rss>").toString().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            });
            server.start();
        }

        String yaml() {
            StringBuilder yaml = new StringBuilder("sources:\n");
            for (int i = 0; i < FEEDS; i++) {
                yaml.append("- {id: quay-" + i + ", kind: feed, allowPrivate: true, every: " + EVERY.toSeconds()
                        + "s, slowest: " + EVERY.toSeconds() + "s, provider: quay, url: 'http://127.0.0."
                        // a host each, since requests to one host are spaced
                        + (i + 1) + ":" + server.getAddress().getPort() + "/" + i + "'}\n");
            }
            return yaml.toString();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** {@code wireroom ingest} in a process of its own. */
    private static Process ingest(String name, Path sources, String registry) throws IOException {
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
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "WIREROOM_BOOTSTRAP",
                        kafka.bootstrap(),
                        "WIREROOM_REGISTRY",
                        registry,
                        "WIREROOM_INGEST_NAME",
                        name,
                        "WIREROOM_CONFIG",
                        sources.toString(),
                        "WIREROOM_INGEST_GROUP",
                        "three"));
        return builder.start();
    }

    @Test
    void whenOneOfThreeIsKilledNothingIsPolledTwiceOrForgotten() throws Exception {
        List<Process> processes = new ArrayList<>();
        try (Feeds feeds = new Feeds()) {
            Path sources = Files.writeString(folder.resolve("wireroom.yaml"), feeds.yaml());
            for (String name : List.of("one", "two", "three")) {
                processes.add(ingest(name, sources, registry.url()));
            }
            await("all feeds are polled").atMost(PATIENCE).until(() -> feeds.asked.size() == FEEDS);
            await("all three run")
                    .atMost(PATIENCE)
                    .until(() -> List.of("one", "two", "three").stream()
                            .allMatch(name -> log(name).contains("ingest runs")));
            processes.getFirst().destroyForcibly();
            long killed = System.nanoTime();
            feeds.items = 2;
            await("the others take over")
                    .atMost(PATIENCE)
                    .until(() -> feeds.asked.values().stream()
                            .allMatch(asks -> asks.getLast()
                                    > killed + Duration.ofSeconds(1).toNanos()));
            feeds.items = 3;
            Cluster cluster = new Cluster(kafka.bootstrap(), registry.url());
            List<String> ids = new CopyOnWriteArrayList<>();
            await("every item is there").atMost(PATIENCE).until(() -> {
                ids.clear();
                TopicLog.read(cluster, Topics.WIRE_ITEMS, record -> ids.add(record.key()));
                return new HashSet<>(ids).size() == FEEDS * 3;
            });

            assertThat(ids).as("nothing published twice").doesNotHaveDuplicates();
            feeds.asked.forEach((feed, asks) -> {
                List<Duration> pauses = IntStream.range(1, asks.size())
                        .mapToObj(i -> Duration.ofNanos(asks.get(i) - asks.get(i - 1)))
                        .toList();
                // Only the poll that the kill cut off may be made again early, by the new owner.
                assertThat(pauses)
                        .as("%s is not polled early", feed)
                        .filteredOn(pause -> pause.compareTo(EVERY.minusMillis(300)) < 0)
                        .hasSizeLessThanOrEqualTo(1);
            });
        } finally {
            processes.forEach(Process::destroyForcibly);
            for (Process process : processes) {
                process.waitFor();
            }
        }
    }

    private static String log(String name) {
        try {
            Path log = folder.resolve(name + ".log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An owner that hangs after it was given its second partition, as a process does that the system has stopped. */
    private static final class Sleeper implements Ownership.Owner {
        private final Map<Integer, Publisher> given = new ConcurrentHashMap<>();
        private final CountDownLatch asleep = new CountDownLatch(1);
        private final CountDownLatch awake = new CountDownLatch(1);

        @Override
        public void gained(int partition, Publisher publisher, Map<String, Cursor> cursors) {
            given.put(partition, publisher);
            if (given.size() == Topics.INGEST_STATE.partitions() && awake.getCount() > 0) {
                asleep.countDown();
                try {
                    awake.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void lost(int partition) {
            given.remove(partition);
        }
    }

    private static final class Keeper implements Ownership.Owner {
        private final Map<Integer, Publisher> given = new ConcurrentHashMap<>();

        @Override
        public void gained(int partition, Publisher publisher, Map<String, Cursor> cursors) {
            given.put(partition, publisher);
        }

        @Override
        public void lost(int partition) {
            given.remove(partition);
        }
    }

    private static Publisher publisher(Cluster cluster, int partition) {
        return Publisher.open(cluster, Ownership.transactionalId("zombies", partition), (short) 1, 100, 1 << 20);
    }

    @Test
    void anOwnerThatSleptIsFencedAndTakesItsShareWhenItWakes() throws Exception {
        Cluster cluster = new Cluster(kafka.bootstrap(), registry.url());
        publisher(cluster, 0).close(); // creates the topics
        Duration session = Duration.ofSeconds(6);
        Sleeper sleeper = new Sleeper();
        Keeper keeper = new Keeper();
        Ownership[] first = new Ownership[1];
        Thread joining = Thread.ofVirtual()
                .start(() -> first[0] = Ownership.join(
                        cluster,
                        new Ownership.Membership("zombies", "sleeper", session, session),
                        partition -> publisher(cluster, partition),
                        sleeper));
        sleeper.asleep.await();
        Publisher zombie = sleeper.given.get(0);
        zombie.publish(List.of(new Outgoing(Topics.REJECTS.name(), "before", new RecordHeaders(), new byte[] {1})))
                .join();
        try (Ownership second = Ownership.join(
                cluster,
                new Ownership.Membership("zombies", "keeper", session, Duration.ofMinutes(5)),
                partition -> publisher(cluster, partition),
                keeper)) {
            await("the sleeper is taken for dead").atMost(PATIENCE).until(() -> keeper.given.size() == 4);
            assertThatThrownBy(
                            zombie.publish(List.of(
                                    new Outgoing(Topics.REJECTS.name(), "after", new RecordHeaders(), new byte[] {1})))
                                    ::join)
                    .hasMessageContaining("another process took over");
            assertThat(zombie.isStopped()).isTrue();
            sleeper.awake.countDown();
            await("both have a share").atMost(PATIENCE).until(() -> {
                Set<Integer> both = new HashSet<>(keeper.given.keySet());
                both.addAll(sleeper.given.keySet());
                return both.size() == 4
                        && keeper.given.size() == 2
                        && sleeper.given.size() == 2
                        && sleeper.given.values().stream().noneMatch(Publisher::isStopped);
            });
            assertThat(second.trouble()).isEmpty();
        } finally {
            sleeper.awake.countDown();
            joining.join();
            first[0].close();
        }
    }
}
