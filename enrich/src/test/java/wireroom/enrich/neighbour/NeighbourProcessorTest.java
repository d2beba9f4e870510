package wireroom.enrich.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wireroom.enrich.duplicate.DuplicateRule;
import wireroom.enrich.story.StoryRule;
import wireroom.enrich.token.Tokens;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Pins;
import wireroom.model.PubStatus;
import wireroom.model.Story;
import wireroom.model.StoryEvent;

/** Real rules, real stores, articles of our own. */
class NeighbourProcessorTest {
    private static final Instant NOON = Instant.parse("2026-05-11T12:00:00Z");
    private static final String QUAY = "The council of Port Hale voted on Monday to rebuild the old quay before winter."
            + " Mayor Ann Lee said the quay had been closed since the storm in January and that the ferry to Northland"
            + " would land at the market until the work ends. The ferry company Halelines welcomed the vote.";
    private static final String QUAY_RETOLD = "Port Hale will rebuild its storm-damaged quay, its council decided."
            + " For Halelines, whose ferry to Northland has had to use the market landing, it is good news, and mayor"
            + " Ann Lee called the vote a relief for the harbour.";
    private static final String OPERA = "The Northland opera opens its season with a work by a composer of nineteen,"
            + " Mira Voss, who wrote it on the train between two jobs. Critics who heard the rehearsal praised the"
            + " chorus and the second act. Tickets for the first three evenings are gone.";

    private final List<NeighbourChange> changes = new ArrayList<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, Fingerprint> input;

    @BeforeEach
    void start() {
        Serde<Fingerprint> prints = Serdes.serdeFrom(
                (topic, print) -> {
                    try {
                        return print.toByteBuffer().array();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                (topic, bytes) -> {
                    try {
                        return Fingerprint.fromByteBuffer(ByteBuffer.wrap(bytes));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("prints", Consumed.with(Serdes.String(), prints))
                .process(NeighbourProcessor.of(new DuplicateRule(), new StoryRule()))
                .foreach((key, change) -> changes.add(change));
        driver = new TopologyTestDriver(builder.build());
        input = driver.createInputTopic("prints", Serdes.String().serializer(), prints.serializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void anArticleAloneIsItsOwnStory() {
        send("wire|quay", NOON, "en", "Old quay to be rebuilt", QUAY);

        assertThat(placements().get("wire|quay").getStory()).isEqualTo("wire|quay");
        assertThat(stories()).extracting(Story::getEvent).containsExactly(StoryEvent.BORN);
        assertThat(stories().get(0).getTitle()).isEqualTo("Old quay to be rebuilt");
        assertThat(stories().get(0).getBegin()).isEqualTo(NOON);
    }

    @Test
    void theEarliestOfTheSameTextIsTheFirstHoweverLateItComes() {
        send("b|copy", NOON.plusSeconds(60), "en", "Old quay", QUAY);
        send("c|cut", NOON.plusSeconds(90), "en", "Quay", QUAY.substring(0, QUAY.lastIndexOf(" The ferry company")));
        send("a|first", NOON, "en", "Old quay to be rebuilt", QUAY);

        assertThat(placements().get("a|first").getDuplicateOf()).isNull();
        assertThat(placements().get("b|copy").getDuplicateOf()).isEqualTo("a|first");
        assertThat(placements().get("b|copy").getDuplicateKind()).isEqualTo(CopyKind.EXACT);
        assertThat(placements().get("c|cut").getDuplicateOf()).isEqualTo("a|first");
        assertThat(placements().get("c|cut").getDuplicateKind()).isEqualTo(CopyKind.NEAR);
    }

    @Test
    void theNextBecomesTheFirstWhenTheFirstIsKilled() {
        send("a|first", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|copy", NOON.plusSeconds(60), "en", "Old quay", QUAY);
        input.pipeInput("en", FingerprintStep.withdrawn("a|first", "en"));

        assertThat(placements().get("b|copy").getDuplicateOf()).isNull();
        assertThat(placements().get("b|copy").getStory()).isEqualTo("b|copy");
        assertThat(stories()).extracting(Story::getEvent).endsWith(StoryEvent.DISSOLVED, StoryEvent.MERGED);
        assertThat(stories()).last().extracting(Story::getMembers).isEqualTo(List.of("b|copy"));
    }

    @Test
    void twoReportsOfOneEventAreOneStoryAndAnotherEventIsAnother() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|opera", NOON.plusSeconds(10), "en", "Opera by a composer of nineteen", OPERA);
        send("c|quay", NOON.plusSeconds(3600), "en", "Port Hale rebuilds its quay", QUAY_RETOLD);

        assertThat(placements().get("c|quay").getStory()).isEqualTo("a|quay");
        assertThat(placements().get("c|quay").getDuplicateOf()).isNull();
        assertThat(placements().get("b|opera").getStory()).isEqualTo("b|opera");
        assertThat(stories()).last().satisfies(story -> {
            assertThat(story.getEvent()).isEqualTo(StoryEvent.JOINED);
            assertThat(story.getArticle()).isEqualTo("c|quay");
            assertThat(story.getMembers()).containsExactly("a|quay", "c|quay");
            assertThat(story.getSources()).isEqualTo(2);
        });
    }

    @Test
    void yearsApartIsAnotherStory() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|quay", NOON.plus(Duration.ofDays(700)), "en", "Old quay to be rebuilt", QUAY);

        assertThat(placements().get("b|quay").getDuplicateOf()).isNull();
        assertThat(placements().get("b|quay").getStory()).isEqualTo("b|quay");
    }

    @Test
    void languagesAreApart() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|quay", NOON, "nl", "Old quay to be rebuilt", QUAY);

        assertThat(placements().get("b|quay").getStory()).isEqualTo("b|quay");
    }

    @Test
    void answersEveryPresentFingerprintAndNoWithdrawal() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        input.pipeInput("en", FingerprintStep.withdrawn("a|quay", "en"));
        input.pipeInput("en", FingerprintStep.withdrawn("a|unknown", "en"));

        assertThat(changes.stream().filter(NeighbourChange.Placed.class::isInstance))
                .hasSize(2);
        assertThat(stories()).extracting(Story::getEvent).containsExactly(StoryEvent.BORN, StoryEvent.DISSOLVED);
    }

    @Test
    void fingerprintsStaySmall() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            text.append("word").append(Integer.toString(i * 7919, 36)).append(' ');
        }

        assertThat(print("a|long", NOON, "en", "x".repeat(5_000), text.toString())
                        .toByteBuffer()
                        .remaining())
                .isLessThan(1024);
    }

    @Test
    void knowsNeighboursThatWereKeptBeforeTheUpgrade() throws IOException {
        Schema before;
        try (InputStream schema = NeighbourSerde.class.getResourceAsStream(NeighbourSerde.BEFORE)) {
            before = new Schema.Parser().parse(schema);
        }
        Fingerprint print = print("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        GenericRecord old = new GenericData.Record(before);
        before.getFields().forEach(field -> old.put(field.name(), print.get(field.name())));
        old.put("firstCreated", NOON.toEpochMilli());
        old.put("eventTime", NOON.toEpochMilli());
        old.put("sketch", ByteBuffer.allocate(256));
        ByteBuffer bytes = new BinaryMessageEncoder<GenericRecord>(new GenericData(), before).encode(old);
        MemoryStore store = new MemoryStore();
        Membership alone = new Membership("a|quay", NOON.toEpochMilli(), false, List.of());
        long day = NOON.toEpochMilli() / Duration.ofDays(1).toMillis();
        store.write(day, "a|quay", new Neighbour(bytes, alone, alone));
        store.settle(day, "a|quay");
        Neighbourhood after = new Neighbourhood("en", new DuplicateRule(), new StoryRule(), store, 10);

        changes.addAll(after.accept(print("c|quay", NOON.plusSeconds(60), "en", "Port Hale", QUAY_RETOLD)));
        changes.addAll(after.accept(FingerprintStep.withdrawn("a|quay", "en")));

        assertThat(stories())
                .extracting(Story::getEvent)
                .containsExactly(StoryEvent.JOINED, StoryEvent.DISSOLVED, StoryEvent.MERGED);
        assertThat(placements().get("c|quay").getStory()).isEqualTo("c|quay");
    }

    @Test
    void aFormFilledInTwiceIsNoCopy() {
        String form =
                "%s is issuing a %s mln dlr equity warrant bond due %s 1992 paying an indicated coupon of two pct and"
                        + " priced at par, lead manager %s said. The non-callable issue will be listed in Luxembourg and"
                        + " the payment date is %s. The selling concession is %s pct.";
        send(
                "a|one",
                NOON,
                "en",
                "Halden issues bond",
                form.formatted("Halden", "40", "April 9", "Mutual", "May 13", "1-3/4"));
        send(
                "b|two",
                NOON,
                "en",
                "Voss issues bond",
                form.formatted("Voss", "25", "June 3", "Orle", "July 8", "2-1/2"));
        send(
                "c|edited",
                NOON,
                "en",
                "Voss bond",
                form.formatted("Voss", "25", "June 3", "Orle", "July 8", "two and a half"));

        assertThat(placements().get("b|two").getDuplicateOf()).isNull();
        assertThat(placements().get("c|edited").getDuplicateOf()).isEqualTo("b|two");
    }

    @Test
    void figuresInCommonSpeakForOneEventAndOtherFiguresForAnother() {
        Traits first = report("a|quake", "A quake of magnitude 6.1 shook villages near the coast, 212 people died.");
        Traits retold = report("b|quake", "The toll of 212 after the 6.1 quake may rise.");
        Traits other = report("c|quake", "The toll of 349 after the 5.8 quake may rise.");
        StoryRule rule = new StoryRule();

        assertThat(rule.weight(first, retold)).isGreaterThan(rule.weight(first, other) + 0.1f);
    }

    @Test
    void nobodyIsFoundByAFigureAlone() {
        Traits figures = Traits.of(print("a|table", NOON, "en", null, "1987 100 250 1,459,193,000"));

        assertThat(figures.names().size()).isEqualTo(4);
        assertThat(new StoryRule().keys(figures)).isEmpty();
    }

    @Test
    void aKilledArticleLeavesItsStoryWhichIsToldByTheNext() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|quay", NOON.plusSeconds(60), "en", "Port Hale rebuilds its quay", QUAY_RETOLD);
        send("c|quay", NOON.plusSeconds(90), "en", "Relief at the harbour", QUAY_RETOLD + " Work begins in May.");
        changes.clear();
        input.pipeInput("en", FingerprintStep.withdrawn("b|quay", "en"));

        assertThat(stories()).singleElement().satisfies(story -> {
            assertThat(story.getEvent()).isEqualTo(StoryEvent.LEFT);
            assertThat(story.getArticle()).isEqualTo("b|quay");
            assertThat(story.getMembers()).containsExactly("a|quay", "c|quay");
        });
        changes.clear();
        input.pipeInput("en", FingerprintStep.withdrawn("a|quay", "en"));

        assertThat(stories()).extracting(Story::getId).containsExactly("a|quay", "c|quay");
        assertThat(stories()).last().satisfies(story -> {
            assertThat(story.getTitle()).isEqualTo("Relief at the harbour");
            assertThat(story.getMembers()).containsExactly("c|quay");
        });
    }

    @Test
    void copiesAreNoFurtherSourcesOfAStory() {
        send("a|quay", NOON, "en", "Old quay to be rebuilt", QUAY);
        send("b|copy", NOON.plusSeconds(10), "en", "Old quay", QUAY);
        send("c|cut", NOON.plusSeconds(20), "en", "Quay", QUAY.substring(0, QUAY.lastIndexOf(" The ferry company")));
        send("d|own", NOON.plusSeconds(30), "en", "Port Hale rebuilds its quay", QUAY_RETOLD);

        assertThat(stories()).last().satisfies(story -> {
            assertThat(story.getMembers()).hasSize(4);
            assertThat(story.getSources()).isEqualTo(2);
        });
    }

    private void send(String id, Instant time, String language, String headline, String body) {
        input.pipeInput(language, print(id, time, language, headline, body));
    }

    private static Traits report(String id, String body) {
        return Traits.of(print(id, NOON, "en", "Quake kills many", body));
    }

    private static Fingerprint print(String id, Instant time, String language, String headline, String body) {
        Article article = Article.newBuilder()
                .setId(id)
                .setProvider("a")
                .setUri("b")
                .setEmission(1)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(new Embargo(EmbargoKind.NONE, null, null))
                .setAction(Action.NEW)
                .setActionEvidence(new Evidence(EvidenceKind.INFERRED, "R13", null, null))
                .setLanguage(language)
                .setHeadline(headline)
                .setBody(body)
                .setSource("test")
                .setFormat("text")
                .setFirstCreated(time)
                .setVersionCreated(time)
                .setReceivedAt(time)
                .setPins(new Pins("", "", "", "", 0L))
                .build();
        return FingerprintStep.of(article, Tokens.of(body));
    }

    private Map<String, Placement> placements() {
        Map<String, Placement> placements = new TreeMap<>();
        for (NeighbourChange change : changes) {
            if (change instanceof NeighbourChange.Placed placed) {
                placements.put(placed.placement().getId(), placed.placement());
            }
        }
        return placements;
    }

    private List<Story> stories() {
        List<Story> stories = new ArrayList<>();
        for (NeighbourChange change : changes) {
            if (change instanceof NeighbourChange.Told told) {
                stories.add(told.story());
            }
        }
        return stories;
    }
}
