package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;
import wireroom.app.embedded.EmbeddedPostgres;
import wireroom.app.simulate.Generator;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.Pins;
import wireroom.model.PubStatus;
import wireroom.model.TopicOrigin;
import wireroom.sink.ArticleStore;
import wireroom.sink.Batch;
import wireroom.sink.Entry;
import wireroom.sink.postgres.PostgresStore;

/**
 * Figure 7: the store's own speed, live (new articles, and updates of every one), beside COPY of the same rows into an
 * identical, indexed table: the fastest that PostgreSQL takes them.
 */
final class SinkBench {
    private static final TopicPartition PARTITION = new TopicPartition("wireroom.articles.v1.e1", 0);
    private static final int BATCH = 2_000;

    private final Options options;
    private final Results results;

    SinkBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    void run() throws Exception {
        int count = options.number("count", 40_000);
        int rounds = options.number("rounds", 5);
        Path home = Home.fresh(options.home());
        double[] fresh = new double[rounds];
        double[] updated = new double[rounds];
        double[] copied = new double[rounds];
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home.resolve("postgres"), home.resolve("logs"), 0)) {
            for (int round = 0; round < rounds; round++) {
                try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), EmbeddedPostgres.USER, "");
                        Statement statement = connection.createStatement()) {
                    statement.execute("drop schema public cascade");
                    statement.execute("create schema public");
                }
                try (PostgresStore store = new PostgresStore(server.jdbcUrl(), EmbeddedPostgres.USER, "")) {
                    long epoch = store.claim(List.of(PARTITION)).get(PARTITION).epoch();
                    fresh[round] = write(store, entries(count, 1), epoch);
                    copied[round] = copy(server.jdbcUrl(), count);
                    updated[round] = write(store, entries(count, 2), epoch);
                }
            }
        }
        ObjectNode figures = results.figures();
        figures.put("articles", count).put("batch", BATCH).put("rounds", rounds);
        figures.put("newPerSecond", Math.round(Results.median(fresh)));
        figures.put("updatesPerSecond", Math.round(Results.median(updated)));
        figures.put("copyPerSecond", Math.round(Results.median(copied)));
        figures.put("newBesideCopy", Results.rounded(Results.median(fresh) / Results.median(copied)));
        figures.put("updatesBesideCopy", Results.rounded(Results.median(updated) / Results.median(copied)));
        for (double perSecond : fresh) {
            figures.withArray("/newEachRound").add(Math.round(perSecond));
        }
        for (double perSecond : copied) {
            figures.withArray("/copyEachRound").add(Math.round(perSecond));
        }
    }

    private static double write(ArticleStore store, List<Entry> entries, long epoch) {
        long start = System.nanoTime();
        for (int from = 0; from < entries.size(); from += BATCH) {
            List<Entry> batch = entries.subList(from, Math.min(from + BATCH, entries.size()));
            long first = batch.getFirst().place().offset();
            ArticleStore.Written written = store.write(new Batch(
                    batch, Map.of(PARTITION, new Batch.Span(first, first + batch.size(), epoch))));
            if (!(written instanceof ArticleStore.Written.Stored)) {
                throw new IllegalStateException("not stored: " + written);
            }
        }
        return entries.size() * 1e9 / (System.nanoTime() - start);
    }

    /** Emissions of the same articles, at the offsets after those of the emission before. */
    private List<Entry> entries(int count, int emission) {
        Generator generator = new Generator(options.seed());
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new Entry.OfArticle(
                    new Entry.Place(PARTITION, (emission - 1L) * count + i),
                    "e1",
                    article(generator.next(), emission)));
        }
        return entries;
    }

    private static double copy(String url, int count) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, EmbeddedPostgres.USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table copy_of (like article_of_edition including all)");
            ByteArrayOutputStream rows = new ByteArrayOutputStream(count * 4_000);
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            copy.copyOut("copy article_of_edition to stdout (format binary)", rows);
            byte[] bytes = rows.toByteArray();
            long start = System.nanoTime();
            copy.copyIn("copy copy_of from stdin (format binary)", new ByteArrayInputStream(bytes), 1 << 18);
            return count * 1e9 / (System.nanoTime() - start);
        }
    }

    private static Article article(Generator.Wire wire, int emission) {
        String body = wire.json();
        List<Entity> entities = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            entities.add(new Entity(
                    "geonames:" + (524901 + i),
                    "Place " + i,
                    EntityType.LOC,
                    List.of(new Mention(i * 40, i * 40 + 7), new Mention(900 + i * 40, 907 + i * 40)),
                    0.875,
                    "the most people live there",
                    List.of("wikidata:Q" + (524901 + i)),
                    List.of(),
                    List.of()));
        }
        Evidence evidence = new Evidence(EvidenceKind.EXPLICIT, "ninjs.version", null, null);
        return Article.newBuilder()
                .setId("bench|urn:bench:" + wire.number())
                .setProvider("bench")
                .setUri("urn:bench:" + wire.number())
                .setVersion(Integer.toString(emission))
                .setEmission(emission)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(new Embargo(EmbargoKind.NONE, null, evidence))
                .setAction(Action.NEW)
                .setActionEvidence(evidence)
                .setRevived(false)
                .setLanguage("en")
                .setHeadline("Headline of wire " + wire.number())
                .setBody(body)
                .setSource("bench")
                .setFormat("ninjs-3")
                .setReceivedAt(Instant.ofEpochSecond(1_767_600_000L + wire.number()))
                .setEntities(entities)
                .setMediaTopics(List.of(
                        new MediaTopic("medtop:11000000", "politics", 0.7, TopicOrigin.CLASSIFIER, List.of("mayor")),
                        new MediaTopic("medtop:04000000", "economy", 0.4, TopicOrigin.CLASSIFIER, List.of("bank"))))
                .setStory("bench|urn:bench:" + wire.number())
                .setPins(new Pins("0.1.0", "models", "vocabulary", "settings", 0L))
                .build();
    }
}
