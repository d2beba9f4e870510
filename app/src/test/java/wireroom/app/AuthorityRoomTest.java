package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.cli.Run;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;
import wireroom.topics.Topics;

/** The authority is edited while the room runs: what that does to articles, and what it does not do to replays. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorityRoomTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT =
            "Velmora Tram Works said on Friday that it would build forty trams. The town council paid half of it.";

    @TempDir
    static Path folder;

    private static Room room;
    private static String atFirst;

    @BeforeAll
    static void start() throws IOException {
        room = Room.start(RoomConfig.lasting(folder.resolve("home"), RoomPorts.ANY, List.of()), (a, b, c) -> {});
    }

    @AfterAll
    static void stop() {
        if (room != null) {
            room.close();
        }
    }

    @Test
    @Order(1)
    void anArticleBeforeAnyChangeIsLinkedByWhatIsShipped() throws IOException {
        feed("1", "Trams for the harbour town");

        assertThat(links("1")).noneMatch(id -> id.startsWith("desk:"));
        assertThat(article("1").at("/pins/authority").asLong()).isZero();
    }

    @Test
    @Order(2)
    void whatIsFedAfterALoadIsLinkedByIt() throws IOException {
        Path names = Files.writeString(
                folder.resolve("desk.tsv"),
                "alias\tid\ttype\tprior\nVelmora Tram Works\tdesk:tram\tORG\t0.9\nTram Works\tdesk:tram\tORG\n");

        Run load = authority("load", names, "--json");
        assertThat(load.code()).as(load.err()).isZero();
        long state = JSON.readTree(load.out()).path("state").asLong();
        feed("2", "Trams are to be longer");

        JsonNode article = article("2");
        assertThat(links("2")).contains("desk:tram");
        assertThat(article.at("/pins/authority").asLong()).isEqualTo(state).isPositive();
        JsonNode link = link(article, "desk:tram");
        assertThat(link.path("why").asText()).contains("Velmora Tram Works", "the room gave it");
        assertThat(link.path("candidates").isArray()).isTrue();
        assertThat(links("1")).doesNotContain("desk:tram");
        assertThat(JSON.readTree(authority("load", names, "--json").out())
                        .path("changed")
                        .asInt())
                .isZero();
    }

    @Test
    @Order(3)
    void showsAndFindsWhatIsLoadedAndWhatIsShipped() throws IOException {
        assertThat(authority("show", "desk:tram").out())
                .contains("Velmora Tram Works", "Tram Works, prior", "the room");
        assertThat(authority("search", "tram works").out()).contains("desk:tram  ORG");
        JsonNode shipped =
                JSON.readTree(authority("show", "iso3166:GE", "--json").out());
        assertThat(shipped.path("from").asText()).isEqualTo("shipped");
        assertThat(shipped.path("identifiers").toString()).contains("wikidata:");
        assertThat(authority("show", "desk:nobody").code()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void refusesAFileWithALineThatIsWrongAndLoadsNothingOfIt() throws IOException {
        Path names = Files.writeString(
                folder.resolve("wrong.tsv"), "Fine Company\tdesk:fine\tORG\nWrong Company\tdesk:wrong\tFIRM\n");

        Run load = authority("load", names);

        assertThat(load.code()).isEqualTo(1);
        assertThat(load.err()).contains("wrong.tsv:2: the type is 'FIRM'; set it to PER, ORG or LOC");
        assertThat(authority("show", "desk:fine").code()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aReplayIsLinkedAsTheLiveEditionWasAlthoughTheAuthorityChangesMeanwhile() throws IOException {
        atFirst = hash(replay("e2"));
        assertThat(authority("alias", "desk:tram", "Velmora Wagon Works").code())
                .isZero();
        assertThat(authority("load", Files.writeString(folder.resolve("works.tsv"), "Works Trust\tdesk:trust\tORG\n"))
                        .code())
                .isZero();
        assertThat(authority("merge", "desk:tram", "desk:trust").code()).isZero();

        assertThat(hash(replay("e3"))).isEqualTo(atFirst);
        assertThat(run("diff", "e1", "e3").out()).contains("no difference");
    }

    @Test
    @Order(6)
    void whatIsFedAfterAMergeIsLinkedToTheOther() throws IOException {
        feed("3", "Trams are to be green");

        assertThat(links("3")).contains("desk:trust").doesNotContain("desk:tram");
        assertThat(links("2")).contains("desk:tram");
        assertThat(JSON.readTree(authority("show", "desk:tram", "--json").out())
                        .path("id")
                        .asText())
                .isEqualTo("desk:trust");
    }

    @Test
    @Order(7)
    void aRecordThatCannotBeReadStopsNobody() throws Exception {
        Map<String, Object> settings = room.address().cluster().client();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (String garbage : List.of("", "\u0000\u0000\u0000\u0000\u0007zz", "no Avro at all")) {
                producer.send(new ProducerRecord<>(
                                Topics.AUTHORITY.name(), "desk:bad", garbage.getBytes(StandardCharsets.ISO_8859_1)))
                        .get();
            }
        }

        Run alias = authority("alias", "desk:trust", "Forty Trams Trust");
        assertThat(alias.code()).as(alias.err()).isZero();
        assertThat(alias.err()).contains("3 records of the authority cannot be read");
        feed("4", "Forty Trams Trust pays for trams");

        assertThat(links("4")).contains("desk:trust");
        assertThat(run("doctor").code()).isZero();
    }

    @Test
    @Order(8)
    void twoReplaysEndInTheSameHashAndOneByTheLatestAuthorityInAnother() throws IOException {
        JsonNode one = replay("e4");
        assertThat(authority("remove", "desk:trust").code()).isZero();
        JsonNode other = replay("e5");
        JsonNode latest = replay("e6", "--authority", "latest");
        JsonNode again = replay("e7", "--authority", latest.path("authority").asText());

        assertThat(hash(other)).isEqualTo(hash(one));
        assertThat(run("diff", "e1", "e5").out()).contains("no difference");
        assertThat(hash(latest)).isNotEqualTo(hash(one));
        assertThat(hash(again)).isEqualTo(hash(latest));
    }

    private static JsonNode replay(String name, String... more) throws IOException {
        List<Object> words = new java.util.ArrayList<>(List.of("replay", name, "--json"));
        words.addAll(List.of(more));
        words.addAll(List.of("--as-of", "2026-11-27T12:00:00Z"));
        Run replay = run(words.toArray());
        assertThat(replay.code()).as(replay.err()).isZero();
        return JSON.readTree(replay.out());
    }

    private static String hash(JsonNode replay) {
        return replay.path("articles") + " " + replay.path("hash").asText();
    }

    private static void feed(String number, String headline) throws IOException {
        Path file = Files.writeString(
                folder.resolve(number + ".json"), """
                {"uri":"urn:acme:%s","type":"text","version":"1","versioncreated":"2026-11-27T10:0%s:00Z",\
                "pubstatus":"usable","language":"en","headline":"%s","body_text":"%s. %s"}
                """.formatted(number, number, headline, headline, TEXT));
        assertThat(run("feed", "--provider", "acme", file).code()).isZero();
        await().atMost(PATIENCE)
                .until(() -> run("article", "urn:acme:" + number, "--json").code() == 0);
    }

    private static JsonNode article(String number) throws IOException {
        return JSON.readTree(run("article", "urn:acme:" + number, "--json").out());
    }

    private static List<String> links(String number) throws IOException {
        return article(number).path("entities").findValuesAsText("id").stream()
                .distinct()
                .toList();
    }

    private static JsonNode link(JsonNode article, String id) {
        for (JsonNode entity : article.path("entities")) {
            if (entity.path("id").asText().equals(id)) {
                return entity;
            }
        }
        throw new AssertionError("no link to " + id + " in " + article.path("entities"));
    }

    private static Run authority(Object... words) {
        Object[] all = new Object[words.length + 1];
        all[0] = "authority";
        System.arraycopy(words, 0, all, 1, words.length);
        return run(all);
    }

    private static Run run(Object... words) {
        List<Object> all = new java.util.ArrayList<>(List.of(words));
        all.add("--home");
        all.add(folder.resolve("home"));
        return Run.of(folder, all.toArray());
    }
}
