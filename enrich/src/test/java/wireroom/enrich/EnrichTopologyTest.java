package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.article.ArticleDigest;
import wireroom.enrich.lifecycle.Item;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.PubStatus;
import wireroom.model.RejectedItem;

class EnrichTopologyTest {
    private static final String QUAKE = "example.wire|quake-lima";

    @TempDir
    Path stateDir;

    private Room room;

    @BeforeEach
    void open() {
        room = new Room(stateDir);
    }

    @AfterEach
    void everyOutputIsRead() {
        try {
            room.assertNothingUnread();
        } finally {
            room.close();
        }
    }

    private static void assertWithoutText(Article article) {
        assertThat(article.getHeadline()).isNull();
        assertThat(article.getBody()).isNull();
        assertThat(article.getSummary()).isNull();
        assertThat(article.getSlugline()).isNull();
        assertThat(article.getEntities()).isEmpty();
        assertThat(article.getMediaTopics()).isEmpty();
        assertThat(article.getStory()).isNull();
    }

    @Test
    void putsOutAnEnrichedArticleOnceWithItsStory() {
        room.receives(Item.quake().version("1")).ignoring(room.stories);

        TestRecord<String, Article> out = room.articles.readRecord();
        assertThat(out.key()).isEqualTo(QUAKE);
        assertThat(out.value().getHeadline()).isEqualTo("Quake hits Lima");
        assertThat(out.value().getStory()).isEqualTo(QUAKE);
        assertThat(out.value().getEmission()).isEqualTo(1);
        assertThat(out.value().getPins().getModels()).isEqualTo("models");
        assertThat(Room.header(out, "change")).isEqualTo("revision");
    }

    @Test
    void anUpdateReplacesTheArticle() {
        room.receives(Item.quake().version("1"));
        room.receives(Item.quake().version("2").minute(7).headline("Quake hits Lima, three hurt"));
        room.ignoring(room.stories);

        assertThat(room.articles.readValue().getVersion()).isEqualTo("1");
        Article second = room.articles.readValue();
        assertThat(second.getVersion()).isEqualTo("2");
        assertThat(second.getEmission()).isEqualTo(2);
        assertThat(second.getRevisions()).hasSize(2);
    }

    @Test
    void aRepeatedDeliverySaysNothing() {
        room.receives(Item.quake().version("1"))
                .receives(Item.quake().version("1").received(5).from("other"))
                .ignoring(room.stories);

        assertThat(room.articles.readValuesToList()).hasSize(1);
    }

    @Test
    void aLateRevisionIsHistoryOnly() {
        room.receives(Item.quake().version("2").minute(3));
        room.receives(Item.quake().version("1").created(1).received(9));
        room.ignoring(room.stories);

        room.articles.readRecord();
        TestRecord<String, Article> late = room.articles.readRecord();
        assertThat(late.value().getVersion()).isEqualTo("2");
        assertThat(Room.header(late, "change")).isEqualTo("history");
    }

    @Test
    void holdsEmbargoedArticleUntilRelease() {
        room.receives(Item.quake().version("1").embargoedUntil(30));
        Hold hold = room.holds.readValue();
        assertThat(hold.getEmbargo().getKind()).isEqualTo(EmbargoKind.UNTIL);
        room.at(29);
        assertThat(room.articles.isEmpty()).isTrue();

        room.at(30).ignoring(room.stories);
        TestRecord<String, Article> out = room.articles.readRecord();
        assertThat(out.value().getBody()).startsWith("A strong earthquake");
        assertThat(Room.header(out, "change")).isEqualTo("release");
        assertThat(room.holds.readValue().getEmbargo().getKind()).isEqualTo(EmbargoKind.NONE);
    }

    @Test
    void liftedEmbargoReleasesAtOnce() {
        room.receives(Item.quake().version("1").embargoedOpenEnd());
        room.receives(Item.quake().version("2").minute(2));
        room.ignoring(room.holds).ignoring(room.stories);

        TestRecord<String, Article> out = room.articles.readRecord();
        assertThat(Room.header(out, "change")).isEqualTo("release");
    }

    @Test
    void embargoOnPublishedTextWithdrawsIt() {
        room.receives(Item.quake().version("1"));
        room.receives(Item.quake().version("2").minute(5).embargoedUntil(60));
        room.ignoring(room.stories).ignoring(room.holds);

        room.articles.readRecord();
        Article withdrawn = room.articles.readValue();
        assertWithoutText(withdrawn);
        assertThat(withdrawn.getAnomalies()).containsExactly("LEAK_RISK");
        assertThat(room.alarms.readValue().getKind()).isEqualTo("LEAK_RISK");
    }

    @Test
    void killTakesTheTextAndTellsTheLedger() {
        room.receives(Item.quake().version("1"));
        room.receives(Item.kill("quake-lima").version("2").minute(3));
        room.ignoring(room.stories);

        room.articles.readRecord();
        TestRecord<String, Article> killed = room.articles.readRecord();
        assertWithoutText(killed.value());
        assertThat(killed.value().getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(Room.header(killed, "change")).isEqualTo("kill");
        assertThat(room.kills.readValue().getWasPublished()).isTrue();
    }

    @Test
    void killTellsTheReadersOfTheTopicsThatItHad() {
        room.receives(Item.quake().version("1"));
        String before = Room.header(room.articles.readRecord(), "mediatopics");
        room.receives(Item.kill("quake-lima").version("2").minute(3));
        room.ignoring(room.stories).ignoring(room.kills);

        assertThat(Room.header(room.articles.readRecord(), "mediatopics")).isEqualTo(before);
    }

    @Test
    void killBeforeItsOriginalIsDeadForEver() {
        room.receives(Item.kill("quake-lima").version("2").minute(3));
        room.receives(Item.quake().version("1").received(9));

        assertThat(room.kills.readValue().getWasPublished()).isFalse();
        assertThat(room.articles.readValuesToList()).hasSize(2).allSatisfy(article -> {
            assertWithoutText(article);
            assertThat(article.getStatus()).isEqualTo(PubStatus.CANCELED);
        });
    }

    @Test
    void aKillThatThisEditionNeverReadsComesFromTheLedger() {
        room.ledgerSays(kill());
        room.receives(Item.quake().version("1").minute(5));

        assertWithoutText(room.articles.readValue());
    }

    @Test
    void aKillToldToTheLedgerLaterTakesTheTextBack() {
        room.receives(Item.quake().version("1"));
        room.articles.readValue();
        room.ledgerSays(kill()).at(1);

        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(room.kills.readValue().getWasPublished()).isTrue();
        room.ignoring(room.stories);
    }

    private static Kill kill() {
        return Kill.newBuilder()
                .setId(QUAKE)
                .setReceivedAt(Item.NOON)
                .setEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.EXPLICIT)
                        .setRule("by-hand")
                        .build())
                .setWasPublished(false)
                .build();
    }

    @Test
    void withheldArticleComesBackOnRelease() {
        room.receives(Item.quake().version("1"));
        room.receives(Item.quake()
                .version("2")
                .minute(2)
                .status(PubStatus.WITHHELD)
                .headline(null)
                .body(null));
        room.receives(Item.quake()
                .version("3")
                .minute(4)
                .action(Action.RELEASE)
                .headline(null)
                .body(null));
        room.ignoring(room.stories);

        assertThat(room.articles.readValue().getBody()).isNotNull();
        Article withheld = room.articles.readValue();
        assertWithoutText(withheld);
        assertThat(withheld.getStatus()).isEqualTo(PubStatus.WITHHELD);
        assertThat(room.articles.readValue().getHeadline()).isEqualTo("Quake hits Lima");
    }

    @Test
    void copyIsMarkedAsDuplicate() {
        String body = "A strong earthquake shook the Peruvian capital Lima early on Sunday, damaging houses in the "
                + "port of Callao and cutting power to several districts, the national civil defence agency said.";
        room.receives(Item.quake().version("1").body(body));
        room.receives(Item.of("quake-copy").version("1").minute(9).body(body));
        room.ignoring(room.stories);

        Map<String, Article> heads = room.heads();
        assertThat(heads.get("example.wire|quake-copy").getDuplicateOf()).isEqualTo(QUAKE);
        assertThat(heads.get(QUAKE).getDuplicateOf()).isNull();
    }

    @Test
    void aChangeOfLanguageMovesTheArticleAmongItsNeighbours() {
        room.receives(Item.quake().version("1").language("en"));
        room.receives(Item.quake().version("2").minute(2).language("es").headline("Terremoto en Lima"));
        room.ignoring(room.stories);

        Article moved = room.heads().get(QUAKE);
        assertThat(moved.getLanguage()).isEqualTo("es");
        assertThat(moved.getStory()).isEqualTo(QUAKE);
    }

    @Test
    void aStepThatFailsRefusesItsItemAndNoOther() {
        room.receives(Item.quake().version("1").headline(Room.Plain.POISON));
        room.receives(Item.of("other").version("1"));
        room.ignoring(room.stories);

        RejectedItem reject = room.rejects.readValue();
        assertThat(reject.getCode()).isEqualTo("STEP_FAILED");
        assertThat(reject.getFingerprint()).startsWith("enrich/STEP_FAILED/text/IllegalStateException@wireroom.");
        assertThat(reject.getOrigin()).isEqualTo("wireroom.wire-items.v1-0@0");
        assertThat(room.articles.readValue().getUri()).isEqualTo("other");
    }

    @Test
    void recordsWithoutValueOrUnderAForeignKeyAreRefused() {
        room.receivesBytes(QUAKE, null);
        room.receives("example.wire|other", Item.quake().build());

        assertThat(room.rejects.readValuesToList())
                .extracting(RejectedItem::getCode)
                .containsExactly("UNREADABLE_RECORD", "INVALID_FIELD");
    }

    @Test
    void anyOrderOfArrivalEndsInTheSameArticles(@TempDir Path other) {
        List<Item> items = List.of(
                Item.quake().version("1").minute(0),
                Item.quake().version("2").minute(5).headline("Quake hits Lima, three hurt"),
                Item.of("copy").version("1").minute(1),
                Item.of("killed").version("1").minute(2),
                Item.kill("killed").version("2").minute(6),
                Item.of("held").version("1").minute(3).embargoedUntil(10),
                Item.of("terremoto").version("1").minute(4).language("es").headline("Terremoto en Lima"));
        String expected = digest(items, other.resolve("straight"));
        for (int seed = 0; seed < 10; seed++) {
            List<Item> shuffled = new ArrayList<>(items);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(digest(shuffled, other.resolve("seed-" + seed)))
                    .as("seed %s", seed)
                    .isEqualTo(expected);
        }
    }

    private static String digest(List<Item> items, Path stateDir) {
        try (Room room = new Room(stateDir)) {
            items.forEach(room::receives);
            room.at(60);
            ArticleDigest sum = new ArticleDigest();
            room.heads().values().forEach(article -> sum.add(ArticleDigest.of(article)));
            return sum.count() + " " + sum.hex();
        }
    }

    @Test
    void providerThatMayReviveIsBack(@TempDir Path other) {
        try (Room reviving = new Room(other, Set.of("example.wire"))) {
            reviving.receives(Item.quake().version("1"));
            reviving.receives(Item.kill("quake-lima").version("2").minute(3));
            reviving.receives(Item.quake().version("3").minute(5).headline("Quake hits Lima, corrected"));
            Article back = reviving.heads().get(QUAKE);
            assertThat(back.getRevived()).isTrue();
            assertThat(back.getHeadline()).isEqualTo("Quake hits Lima, corrected");
        }
    }

    @Test
    void entryThatItsFeedDeletedLosesItsTextAndMayComeBack() {
        room.receives(Item.quake().version(null).minute(1));
        room.receives(Item.quake()
                .version(null)
                .minute(3)
                .action(Action.DELETE)
                .status(PubStatus.CANCELED)
                .headline(null)
                .body(null));
        Article deleted = room.heads().get(QUAKE);
        assertThat(deleted.getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(deleted.getHeadline()).isNull();
        assertThat(deleted.getBody()).isNull();
        assertThat(room.kills.isEmpty()).isTrue();

        room.receives(Item.quake().version(null).minute(5).headline("Quake hits Lima, corrected"));
        Article back = room.heads().get(QUAKE);
        assertThat(back.getStatus()).isEqualTo(PubStatus.USABLE);
        assertThat(back.getRevived()).isTrue();
        assertThat(back.getHeadline()).isEqualTo("Quake hits Lima, corrected");
        room.ignoring(room.stories);
    }

    /**
     * Fails on purpose when the topology changes: names of nodes, stores and internal topics are part of what is
     * deployed. Two ways are safe: add without renaming, and run {@code -Dgolden=write}; or run the change as a new
     * edition, whose state starts from scratch.
     */
    @Test
    void isTheTopologyWeDeployed() throws IOException {
        wireroom.topics.Cluster cluster = new wireroom.topics.Cluster("none:9092", "mock://golden");
        String described = Room.topology(cluster, Room.settings(cluster, stateDir), Set.of(), () -> Item.NOON, null, 0)
                .describe()
                .toString();
        assertThat(described).doesNotContain("KSTREAM-", "KTABLE-");
        TopologyPage page = TopologyPage.of(described);
        assertGolden(Path.of("src/test/resources/enrich-topology.txt"), described);
        assertGolden(Path.of("../docs/topology.md"), page.markdown());
    }

    private static void assertGolden(Path file, String actual) throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual).as("%s, rewritten by -Dgolden=write", file).isEqualTo(Files.readString(file));
    }
}
