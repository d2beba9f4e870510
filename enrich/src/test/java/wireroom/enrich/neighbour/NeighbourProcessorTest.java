package wireroom.enrich.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private void send(String id, Instant time, String language, String headline, String body) {
        input.pipeInput(language, print(id, time, language, headline, body));
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
