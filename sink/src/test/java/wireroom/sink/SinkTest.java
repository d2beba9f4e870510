package wireroom.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wireroom.sink.Facts.article;
import static wireroom.sink.Facts.canceled;
import static wireroom.sink.Facts.edition;
import static wireroom.sink.Facts.id;
import static wireroom.sink.Facts.kill;
import static wireroom.sink.Facts.story;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wireroom.model.EditionState;
import wireroom.model.KillAck;
import wireroom.model.RejectedItem;
import wireroom.model.StoryEvent;
import wireroom.sink.postgres.Database;
import wireroom.sink.postgres.PostgresStore;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** The whole way, with a real broker and a real PostgreSQL. */
@Timeout(120)
class SinkTest {
    @TempDir
    private static Path data;

    private static Broker broker;
    private static Cluster cluster;
    private static KafkaProducer<String, byte[]> producer;
    private static int room;

    @BeforeAll
    static void start() {
        broker = Broker.start(data);
        cluster = new Cluster(broker.bootstrap(), "mock://sink-test");
        Map<String, Object> p = cluster.client();
        p.put("transactional.id", "sink-test");
        producer = new KafkaProducer<>(p, new StringSerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    /** A fresh database for each test; the log grows over all of them, under names of each test's own. */
    @BeforeEach
    void empty() {
        Database.empty();
        room++;
        try (Admin admin = Admin.create(cluster.client())) {
            List<Topic<?>> topics = new ArrayList<>(Topics.fixed());
            topics.addAll(Topics.ofEdition("e1"));
            TopicCreation.ensure(admin, topics, (short) 1);
        }
    }

    private static String name(String name) {
        return name + room;
    }

    private static SinkConfig config(String instance) {
        return new SinkConfig(
                cluster,
                Database.url(),
                "postgres",
                "postgres",
                instance,
                (short) 1,
                500,
                Clock.fixed(Facts.MORNING, ZoneOffset.UTC));
    }

    private static <V extends SpecificRecord> ProducerRecord<String, byte[]> logged(
            Topic<V> topic, String key, V value) {
        try (var serde = topic.valueSerde(cluster)) {
            RecordHeaders headers = new RecordHeaders();
            byte[] bytes = serde.serializer().serialize(topic.name(), headers, value);
            return new ProducerRecord<>(topic.name(), null, key, bytes, headers);
        }
    }

    private static ProducerRecord<String, byte[]> logged(wireroom.model.Article article) {
        return logged(Topics.articles("e1"), article.getId(), article);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static void commit(ProducerRecord<String, byte[]>... records) {
        producer.beginTransaction();
        for (ProducerRecord<String, byte[]> record : records) {
            producer.send(record);
        }
        producer.commitTransaction();
    }

    private static <V extends SpecificRecord> Map<String, V> read(Topic<V> topic) {
        Map<String, Object> p = cluster.client();
        p.put("isolation.level", "read_committed");
        Map<String, V> last = new HashMap<>();
        try (var serde = topic.valueSerde(cluster);
                var consumer = new KafkaConsumer<>(p, new StringDeserializer(), serde.deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(i -> new TopicPartition(i.topic(), i.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(tp -> consumer.position(tp) < ends.get(tp))) {
                for (ConsumerRecord<String, V> kafka : consumer.poll(Duration.ofMillis(100))) {
                    last.put(kafka.key(), kafka.value());
                }
            }
        }
        return last;
    }

    private static void awaitCaughtUp(Sink sink) {
        await().atMost(Duration.ofSeconds(40)).until(() -> sink.status().caughtUp());
    }

    @Test
    void storesWhatIsCommittedAndAcknowledgesKills() {
        String quake = name("quake");
        try (Sink sink = Sink.start(config("1"));
                ArticleStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
            commit(
                    logged(article(quake, 1).build()),
                    logged(Topics.stories("e1"), id(quake), story(quake, StoryEvent.BORN, "Quake", quake)));
            await().until(() -> store.article("e1", id(quake)).isPresent());
            producer.beginTransaction();
            producer.send(logged(article(name("aborted"), 1).build()));
            producer.abortTransaction();
            commit(logged(canceled(quake, 2)), logged(Topics.KILLS, id(quake), kill(quake, 2)));
            await().until(() -> read(Topics.KILL_ACKS).containsKey(id(quake) + "|postgresql"));
            KillAck ack = read(Topics.KILL_ACKS).get(id(quake) + "|postgresql");
            assertThat(ack.getHadText()).isTrue();
            assertThat(ack.getEdition()).isEqualTo("e1");
            awaitCaughtUp(sink);
            assertThat(store.article("e1", id(quake)).orElseThrow().body()).isNull();
            assertThat(store.revisions("e1", id(quake)).getFirst().body()).isNull();
            assertThat(store.article("e1", id(name("aborted")))).isEmpty();
            assertThat(store.unacknowledged()).isEmpty();
            assertThat(sink.status().positions())
                    .containsKeys(
                            Topics.KILLS.name() + "-0", Topics.articles("e1").name() + "-3");
        }
    }

    @Test
    void sendsOneBadRowToRejectsAndStoresItsNeighbours() {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            records.add(logged(article(name("n") + "-" + i, 1).build()));
        }
        String tooLong = "x".repeat(ArticleStore.LONGEST_ID) + room;
        records.add(400, logged(article(tooLong, 1).build()));
        records.add(
                700,
                new ProducerRecord<>(
                        Topics.articles("e1").name(), "garbage" + room, "no avro".getBytes(StandardCharsets.UTF_8)));
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.commitTransaction();
        try (Sink sink = Sink.start(config("1"));
                ArticleStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
            awaitCaughtUp(sink);
            for (int i = 0; i < 999; i++) {
                assertThat(store.article("e1", id(name("n") + "-" + i))).isPresent();
            }
            assertThat(read(Topics.REJECTS).values())
                    .filteredOn(r -> r.getStep().equals("sink"))
                    .extracting(RejectedItem::getCode)
                    .contains("REFUSED_BY_STORE", "UNREADABLE_RECORD");
            assertThat(sink.status().rejected()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void goesOnWhereItStoppedAndAnotherTakesOver() {
        try (ArticleStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
            try (Sink sink = Sink.start(config("1"))) {
                commit(logged(article(name("before"), 1).build()));
                awaitCaughtUp(sink);
                await().until(() -> store.article("e1", id(name("before"))).isPresent());
            }
            commit(logged(article(name("between"), 1).build()));
            try (Sink sink = Sink.start(config("1"));
                    Sink other = Sink.start(config("2"))) {
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> sink.status().caughtUp() && other.status().caughtUp());
                await().until(() -> store.article("e1", id(name("between"))).isPresent());
                long stored = sink.status().stored() + other.status().stored();
                commit(logged(article(name("after"), 1).build()));
                await().until(() -> store.article("e1", id(name("after"))).isPresent());
                await().until(() -> sink.status().stored() + other.status().stored() == stored + 1);
            }
        }
    }

    @Test
    void saysWhyItHasEndedWhenAnotherTakesItsName() {
        try (Sink first = Sink.start(config("1"))) {
            awaitCaughtUp(first);
            assertThat(first.ended()).isEmpty();

            try (Sink second = Sink.start(config("1"))) {
                await().until(() -> first.ended().isPresent());
                assertThat(first.ended().orElseThrow()).contains("WIREROOM_INSTANCE");
                awaitCaughtUp(second);
                assertThat(second.ended()).isEmpty();
            }
        }
    }

    @Test
    void findsANewEditionAndFollowsAPromotion() {
        String second = "e" + (100 + room);
        try (Sink sink = Sink.start(config("1"));
                ArticleStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
            awaitCaughtUp(sink);
            try (Admin admin = Admin.create(cluster.client())) {
                TopicCreation.ensure(admin, Topics.ofEdition(second), (short) 1);
            }
            commit(
                    logged(
                            Topics.articles(second),
                            id("quake"),
                            article("quake", 1).build()),
                    logged(Topics.EDITIONS, second, edition(second, EditionState.RUNNING, room)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.article(second, id("quake")).isPresent());
            await().until(() -> store.currentEdition().equals(second));
        }
    }

    @Test
    void waitsForADatabaseThatCannotWorkAndLosesNothing() throws Exception {
        try (Sink sink = Sink.start(config("1"));
                ArticleStore store = new PostgresStore(Database.url(), "postgres", "postgres");
                Connection admin = Database.connect();
                Statement statement = admin.createStatement()) {
            awaitCaughtUp(sink);
            statement.execute("alter table article_of_edition rename to out_of_order");
            commit(logged(article(name("quake"), 1).build()));
            await().until(() -> sink.status().trouble().isPresent());
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name like 'wireroom-sink%'");
            statement.execute("alter table out_of_order rename to article_of_edition");
            awaitCaughtUp(sink);
            await().ignoreExceptions()
                    .until(() -> store.article("e1", id(name("quake"))).isPresent());
        }
    }
}
