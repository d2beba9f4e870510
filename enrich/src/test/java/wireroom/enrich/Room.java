package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import wireroom.article.ArticleId;
import wireroom.article.AuthorityPoint;
import wireroom.enrich.lifecycle.Item;
import wireroom.enrich.text.CleanText;
import wireroom.enrich.token.Tokens;
import wireroom.model.Alarm;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.MediaTopic;
import wireroom.model.RejectedItem;
import wireroom.model.Story;
import wireroom.model.Subject;
import wireroom.model.TopicOrigin;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** The topology with its topics as handles, a clock in the test's hand, and steps that are plain to predict. */
final class Room implements AutoCloseable {
    private final Cluster cluster = new Cluster("none:9092", "mock://" + UUID.randomUUID());
    private final Map<String, Kill> ledger = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, WireItem> wire;
    private final TestInputTopic<String, byte[]> bytes;
    private Instant now = Item.NOON;

    final TestOutputTopic<String, Article> articles;
    final TestOutputTopic<String, Story> stories;
    final TestOutputTopic<String, Hold> holds;
    final TestOutputTopic<String, Kill> kills;
    final TestOutputTopic<String, RejectedItem> rejects;
    final TestOutputTopic<String, Alarm> alarms;

    Room(Path stateDir) {
        this(stateDir, Set.of());
    }

    Room(Path stateDir, Set<String> reviving) {
        this(stateDir, reviving, 0);
    }

    /** @param authority least state of the authority */
    Room(Path stateDir, Set<String> reviving, long authority) {
        Properties settings = settings(cluster, stateDir);
        driver = new TopologyTestDriver(
                topology(cluster, settings, reviving, () -> now, new Ledger(), authority), settings, now);
        wire = driver.createInputTopic(
                Topics.WIRE_ITEMS.name(),
                new StringSerializer(),
                Topics.WIRE_ITEMS.valueSerde(cluster).serializer());
        bytes = driver.createInputTopic(Topics.WIRE_ITEMS.name(), new StringSerializer(), new ByteArraySerializer());
        articles = output(Topics.articles("e1"));
        stories = output(Topics.stories("e1"));
        holds = output(Topics.holds("e1"));
        kills = output(Topics.KILLS);
        rejects = output(Topics.REJECTS);
        alarms = output(Topics.ALARMS);
    }

    static Properties settings(Cluster cluster, Path stateDir) {
        return StreamsSettings.of(new EnrichConfig(cluster, stateDir).withClock(new Stopped()), "e1");
    }

    static Topology topology(
            Cluster cluster,
            Properties settings,
            Set<String> reviving,
            java.util.function.Supplier<Instant> gate,
            KillLedger ledger,
            long authority) {
        return new EnrichTopology(
                        cluster,
                        "e1",
                        settings,
                        Duration.ofMillis(20),
                        new Enrichment(new Plain(), Map.of()),
                        reviving,
                        gate,
                        ledger,
                        authority)
                .build();
    }

    private <V extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, V> output(
            wireroom.topics.Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(),
                new StringDeserializer(),
                topic.valueSerde(cluster).deserializer());
    }

    Room receives(Item item) {
        WireItem built = item.build();
        wire.pipeInput(new ArticleId(built.getProvider(), built.getUri()).toString(), built);
        return this;
    }

    Room receives(String key, WireItem item) {
        wire.pipeInput(key, item);
        return this;
    }

    /** From here on this state of the authority holds. */
    Room authorityStandsAt(long state) {
        return receives(AuthorityPoint.KEY, AuthorityPoint.of(state, now));
    }

    Room receivesBytes(String key, byte[] value) {
        bytes.pipeInput(key, value);
        return this;
    }

    /** Moves the clock to this many minutes after noon and lets the room look at it. */
    Room at(long minute) {
        now = Item.NOON.plus(Duration.ofMinutes(minute));
        driver.advanceWallClockTime(Duration.ofSeconds(5));
        return this;
    }

    Room ledgerSays(Kill kill) {
        ledger.put(kill.getId(), kill);
        told.add(kill.getId());
        return this;
    }

    /** Everything that went out so far, last per article. */
    Map<String, Article> heads() {
        return articles.readKeyValuesToMap();
    }

    static String header(TestRecord<String, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Lets go of what the test does not talk about. */
    Room ignoring(TestOutputTopic<?, ?> topic) {
        topic.readRecordsToList();
        return this;
    }

    /** Whatever a test did not read is something that it did not expect. */
    void assertNothingUnread() {
        assertThat(articles.readValuesToList()).as("unread articles").isEmpty();
        assertThat(holds.readValuesToList()).as("unread holds").isEmpty();
        assertThat(kills.readValuesToList()).as("unread kills").isEmpty();
        assertThat(rejects.readValuesToList()).as("unread rejects").isEmpty();
        assertThat(alarms.readValuesToList()).as("unread alarms").isEmpty();
        assertThat(stories.readValuesToList()).as("unread stories").isEmpty();
    }

    @Override
    public void close() {
        driver.close();
    }

    private final class Ledger implements KillLedger {
        @Override
        public Instant killedAt(String id) {
            return ledger.containsKey(id) ? ledger.get(id).getReceivedAt() : null;
        }

        @Override
        public boolean wasPublished(String id) {
            return ledger.containsKey(id) && ledger.get(id).getWasPublished();
        }

        @Override
        public List<String> since(int position) {
            return List.copyOf(told.subList(position, told.size()));
        }
    }

    /** Takes the wire at its word. */
    static final class Plain implements Enrichment.Parts {
        static final String POISON = "poison";

        @Override
        public CleanText clean(WireItem item) {
            if (POISON.equals(item.getHeadline())) {
                throw new IllegalStateException("no step can digest this");
            }
            return new CleanText(
                    item.getHeadline(), item.getByline(), null, null, item.getBodyText(), List.of(), List.of());
        }

        @Override
        public String language(String text, String claimed) {
            return claimed;
        }

        @Override
        public List<Entity> entities(WireItem item, CleanText text, Tokens tokens, String language, long authority) {
            return authority == 0
                    ? List.of()
                    : List.of(Entity.newBuilder()
                            .setId("state:" + authority)
                            .setName(item.getHeadline())
                            .setType(EntityType.ORG)
                            .setMentions(List.of())
                            .setConfidence(1)
                            .build());
        }

        @Override
        public List<MediaTopic> mediaTopics(List<Subject> wire, CleanText text, Tokens tokens, String language) {
            return List.of(MediaTopic.newBuilder()
                    .setCode("medtop:03000000")
                    .setName("disaster, accident and emergency incident")
                    .setConfidence(1)
                    .setOrigin(TopicOrigin.CLASSIFIER)
                    .setEvidence(List.of())
                    .build());
        }

        @Override
        public String models() {
            return "models";
        }

        @Override
        public String vocabulary() {
            return "vocabulary";
        }
    }

    private static final class Stopped extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Item.NOON;
        }
    }
}
