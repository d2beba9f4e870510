package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.embedded.EmbeddedPostgres;
import wireroom.app.log.TopicLog;
import wireroom.model.Article;
import wireroom.model.EmbargoKind;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * What docker-compose.yml wires works: its processes and environment on loopback, three brokers included, lose and
 * double nothing when a broker and an enrich are killed. Takes minutes: {@code mvn -Pcluster verify}.
 */
@Tag("cluster")
class ClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> BROKERS = List.of("broker-1", "broker-2", "broker-3");
    private static final String PASSWORD = "of this test only";

    private final ComposeFile compose = ComposeFile.read();

    @TempDir
    Path folder;

    private Composed processes;
    private Cluster cluster;

    @Test
    void losesAndDoublesNothingWhenABrokerAndAnEnrichAreKilled() throws Exception {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/postgres_password"), PASSWORD + "\n");
        try (Composed composed = new Composed(compose, folder);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), folder, 5432)) {
            processes = composed;
            wantPassword(postgres);
            cluster = new Cluster(
                    String.join(",", BROKERS.stream().map(composed::outside).toList()),
                    "http://" + composed.address("registry") + ":8080/apis/ccompat/v7");
            composed.startRegistry();
            for (String broker : BROKERS) {
                composed.startBroker(broker);
            }
            until("three brokers answer", () -> brokers() == BROKERS.size());
            until("the registry answers, and refuses what is incompatible", this::registryAnswers);

            Path seeds = composed.volume("ingest", "/seeds");
            List<Path> files = seedFiles();
            copy(files.subList(0, files.size() / 2), seeds);
            for (String module : List.of("ingest", "enrich", "sink", "gateway")) {
                composed.startModule(module);
            }
            composed.startModule("enrich", "enrich-2", ofItsOwn(composed.environment("enrich")));
            for (String module : List.of("ingest", "enrich", "sink", "gateway")) {
                until(module + " is healthy", () -> composed.healthy(module));
            }
            until("the first articles are stored", () -> rows() > 0);

            composed.kill("broker-2");
            composed.kill("enrich");
            copy(files.subList(files.size() / 2, files.size()), seeds);

            ExpectedSeeds expected = ExpectedSeeds.read();
            until("every article has come out", () -> articles().keySet().equals(expected.ids()));
            until(
                    "every reject is listed",
                    () -> rejects().size() >= expected.rejects().size());
            until("the sink has it all", () -> rows() == heads());
            until("the page has it all", () -> pageCounts(heads()));

            Map<String, JsonNode> articles = articles();
            expected.enrichesEachArticle(articles);
            expected.holdsEmbargoedArticlesWithoutTheirText(articles);
            expected.gathersStoriesAndKeepsOthersApart(articles);
            assertThat(rejects()).hasSize(expected.rejects().size());
            nothingIsDoubled();

            composed.startBroker("broker-2");
            until("the broker that was killed holds every copy again", this::everyCopyIsInSync);
            composed.mustRun();
        }
    }

    private void nothingIsDoubled() {
        List<String> places = new ArrayList<>();
        TopicLog.read(cluster, Topics.WIRE_ITEMS, record -> places.add(place(record.value())));
        assertThat(places).as("wire items").doesNotHaveDuplicates();
        List<String> emissions = new ArrayList<>();
        TopicLog.read(
                cluster,
                Topics.articles("e1"),
                record -> emissions.add(record.key() + " " + record.value().getEmission()));
        assertThat(emissions).as("emissions of the edition").doesNotHaveDuplicates();
        List<String> published = new ArrayList<>();
        TopicLog.read(
                cluster,
                Topics.ARTICLES,
                record -> published.add(record.key() + " " + record.value().getEmission()));
        assertThat(published)
                .as("what subscribers read")
                .doesNotHaveDuplicates()
                .hasSameSizeAs(emissions);
    }

    private static String place(WireItem item) {
        return item.getOrigin().getPlace() + "#" + item.getOrigin().getIndex();
    }

    /** A second process of enrich, as on a second machine: another volume, another port for health. */
    private Map<String, String> ofItsOwn(Map<String, String> environment) throws IOException {
        Map<String, String> own = new TreeMap<>(environment);
        own.put(
                "WIREROOM_HOME",
                processes.volume("enrich-2", "/var/lib/wireroom").toString());
        own.remove("WIREROOM_HEALTH_PORT");
        return own;
    }

    private static List<Path> seedFiles() throws IOException {
        try (var all = Files.walk(ExpectedSeeds.SEEDS.resolve("wires"))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(List<Path> files, Path to) throws IOException {
        for (Path file : files) {
            Path target = to.resolve(ExpectedSeeds.SEEDS.resolve("wires").relativize(file));
            Files.createDirectories(target.getParent());
            // beside and renamed, as a careful sender does
            Path half = Files.copy(file, to.resolveSibling("half"));
            Files.move(half, target);
        }
    }

    /** The image of PostgreSQL asks everybody for the password; the server of a room trusts its machine. */
    private static void wantPassword(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("alter role wireroom password '" + PASSWORD + "'");
            var file = statement.executeQuery("show hba_file");
            file.next();
            Files.writeString(Path.of(file.getString(1)), "host all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
        }
        until("a password is wanted", () -> {
            try (Connection open = DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.USER, "")) {
                return open.isClosed();
            } catch (SQLException refused) {
                return true;
            }
        });
    }

    private static void until(String what, Callable<Boolean> done) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(done);
    }

    private int brokers() throws Exception {
        processes.mustRun();
        try (Admin admin = admin()) {
            return admin.describeCluster().nodes().get().size();
        } catch (java.util.concurrent.ExecutionException e) {
            return 0; // none answers yet
        }
    }

    private Admin admin() {
        Map<String, Object> properties = cluster.client();
        properties.put("default.api.timeout.ms", "10000");
        properties.put("request.timeout.ms", "5000");
        return Admin.create(properties);
    }

    private boolean registryAnswers() throws InterruptedException {
        processes.mustRun();
        return get(cluster.registry() + "/config")
                .filter(config -> config.contains("\"FULL\""))
                .isPresent();
    }

    private boolean pageCounts(long wanted) throws InterruptedException {
        return get("http://" + processes.address("gateway") + ":8080/api/status")
                .filter(status -> status.contains("\"articles\":" + wanted + ","))
                .isPresent();
    }

    private static java.util.Optional<String> get(String url) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200 ? java.util.Optional.of(answer.body()) : java.util.Optional.empty();
        } catch (IOException e) {
            return java.util.Optional.empty(); // not yet
        }
    }

    private Map<String, JsonNode> articles() {
        processes.mustRun();
        Map<String, JsonNode> found = new HashMap<>();
        TopicLog.heads(cluster, Topics.articles("e1"), Article::getEmission)
                .forEach((id, article) -> found.put(id, ArticleJson.of(article)));
        TopicLog.last(cluster, Topics.holds("e1")).forEach((id, hold) -> {
            if (hold.getEmbargo().getKind() != EmbargoKind.NONE) {
                found.putIfAbsent(id, ArticleJson.of(hold));
            }
        });
        return found;
    }

    private List<RejectedItem> rejects() {
        List<RejectedItem> rejects = new ArrayList<>();
        TopicLog.read(cluster, Topics.REJECTS, record -> rejects.add(record.value()));
        return rejects;
    }

    private long heads() {
        TreeSet<String> ids = new TreeSet<>();
        TopicLog.read(cluster, Topics.articles("e1"), record -> ids.add(record.key()));
        return ids.size();
    }

    private long rows() throws IOException {
        Map<String, String> sink = compose.environment("sink");
        String url = sink.get("WIREROOM_JDBC_URL").replace("//postgres:", "//" + processes.address("postgres") + ":");
        try (Connection connection = DriverManager.getConnection(url, sink.get("WIREROOM_JDBC_USER"), PASSWORD);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from article")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            processes.mustRun();
            return -1; // the sink has not made its tables yet
        }
    }

    private boolean everyCopyIsInSync() throws Exception {
        try (Admin admin = admin()) {
            var names = admin.listTopics().names().get();
            return admin.describeTopics(names).allTopicNames().get().values().stream()
                    .flatMap((TopicDescription topic) -> topic.partitions().stream())
                    .allMatch(partition -> partition.replicas().size() == BROKERS.size()
                            && partition.isr().size() == BROKERS.size());
        } catch (java.util.concurrent.ExecutionException e) {
            return false; // a broker that has just started refuses for a moment
        }
    }
}
