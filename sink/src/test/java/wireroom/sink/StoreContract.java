package wireroom.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static wireroom.sink.Facts.ARTICLES;
import static wireroom.sink.Facts.ARTICLES_2;
import static wireroom.sink.Facts.EDITIONS;
import static wireroom.sink.Facts.HOLDS;
import static wireroom.sink.Facts.KILLS;
import static wireroom.sink.Facts.STORIES;
import static wireroom.sink.Facts.article;
import static wireroom.sink.Facts.canceled;
import static wireroom.sink.Facts.edition;
import static wireroom.sink.Facts.hold;
import static wireroom.sink.Facts.id;
import static wireroom.sink.Facts.kill;
import static wireroom.sink.Facts.story;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wireroom.article.ArticleDigest;
import wireroom.model.EditionState;
import wireroom.model.EmbargoKind;
import wireroom.model.PubStatus;
import wireroom.model.StoryEvent;
import wireroom.sink.ArticleStore.Erasure;
import wireroom.sink.ArticleStore.StoredArticle;
import wireroom.sink.ArticleStore.StoredStory;
import wireroom.sink.ArticleStore.Written;
import wireroom.sink.Facts.Log;
import wireroom.sink.Facts.Owner;

/** What every store must do; a store passes with one supplier of empty stores. */
public abstract class StoreContract {
    private final Supplier<ArticleStore> empty;
    private final Log log = new Log();
    private ArticleStore store;
    private Owner owner;

    /** @param empty opens a store that holds nothing */
    protected StoreContract(Supplier<ArticleStore> empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        store = empty.get();
        owner = new Owner(store).claims(ARTICLES, ARTICLES_2, STORIES, HOLDS, KILLS, EDITIONS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void stores(Log entries) {
        assertThat(owner.write(entries)).isEqualTo(new Written.Stored());
    }

    private String body(String name) {
        return store.article("e1", id(name)).orElseThrow().body();
    }

    private List<Long> revisions(String name) {
        return store.revisions("e1", id(name)).stream()
                .map(StoredArticle::emission)
                .toList();
    }

    @Test
    void startsWithoutPositionAndWithTheFirstEdition() {
        assertThat(owner.position(ARTICLES)).isZero();
        assertThat(store.currentEdition()).isEqualTo("e1");
        assertThat(store.article("e1", id("quake"))).isEmpty();
        assertThat(store.digest("e1").count()).isZero();
        assertThat(store.digest("e1").hex()).isEqualTo("0".repeat(64));
    }

    @Test
    void keepsAnArticleAsItWasEmitted() {
        var quake = article("quake", 1).build();
        stores(log.article(quake));
        assertThat(store.article("e1", id("quake")))
                .contains(new StoredArticle(
                        "e1",
                        id("quake"),
                        1,
                        "USABLE",
                        "1",
                        quake.getHeadline(),
                        quake.getBody(),
                        id("quake"),
                        true,
                        HexFormat.of().formatHex(ArticleDigest.of(quake))));
        assertThat(store.positions()).containsEntry(ARTICLES, 1L);
    }

    @Test
    void movesPositionsPastRecordsThatAreNoEntries() {
        long epoch = store.claim(List.of(ARTICLES)).get(ARTICLES).epoch();
        assertThat(store.write(new Batch(List.of(), Map.of(ARTICLES, new Batch.Span(0, 7, epoch)))))
                .isEqualTo(new Written.Stored());
        assertThat(store.positions()).containsEntry(ARTICLES, 7L);
    }

    @Test
    void replacesOnlyByAHigherEmissionAndKeepsWhatWasReplaced() {
        stores(log.article(article("quake", 1).build()));
        stores(log.article(article("quake", 3).build()));
        stores(log.article(article("quake", 2).build()));
        assertThat(store.article("e1", id("quake")).orElseThrow().emission()).isEqualTo(3);
        assertThat(revisions("quake")).containsExactly(1L, 2L);
        assertThat(store.digest("e1").count()).isEqualTo(1);
    }

    @Test
    void takesSeveralEmissionsOfAnArticleInOneBatch() {
        stores(log.article(article("quake", 1).build())
                .article(article("flood", 1).build())
                .article(article("quake", 2).build())
                .article(article("quake", 3).build()));
        assertThat(store.article("e1", id("quake")).orElseThrow().emission()).isEqualTo(3);
        assertThat(revisions("quake")).containsExactly(1L, 2L);
        assertThat(revisions("flood")).isEmpty();
    }

    @Test
    void keepsEditionsApartAndShowsThePromotedOne() {
        stores(log.article(article("quake", 1).build())
                .article2(article("quake", 1).setBody("another reading").build())
                .edition(edition("e1", EditionState.RUNNING, 1))
                .edition(edition("e2", EditionState.RUNNING, 0)));
        assertThat(store.currentEdition()).isEqualTo("e1");
        stores(log.edition(edition("e2", EditionState.RUNNING, 2)));
        assertThat(store.currentEdition()).isEqualTo("e2");
        stores(log.edition(edition("e1", EditionState.RUNNING, 3)));
        assertThat(store.currentEdition()).isEqualTo("e1");
        assertThat(store.article("e2", id("quake")).orElseThrow().body()).isEqualTo("another reading");
        assertThat(body("quake")).startsWith("LIMA");
    }

    @Test
    void forgetsADroppedEdition() {
        stores(log.article2(article("quake", 1).build())
                .article(article("quake", 1).build()));
        stores(log.edition(edition("e2", EditionState.DROPPED, 0)));
        assertThat(store.article("e2", id("quake"))).isEmpty();
        assertThat(store.article("e1", id("quake"))).isPresent();
    }

    @Test
    void takesTheTextOfAllEarlierEmissionsWhenCanceled() {
        stores(log.article(article("quake", 1).build())
                .article(article("quake", 2).build()));
        stores(log.article(canceled("quake", 3)));
        StoredArticle head = store.article("e1", id("quake")).orElseThrow();
        assertThat(head.status()).isEqualTo("CANCELED");
        assertThat(head.body()).isNull();
        assertThat(store.revisions("e1", id("quake"))).hasSize(2).allSatisfy(revision -> {
            assertThat(revision.body()).isNull();
            assertThat(revision.headline()).isNull();
            assertThat(revision.hadText()).isTrue();
        });
    }

    @Test
    void keepsACanceledArticleAgainstLaterTextUnlessItIsRevived() {
        stores(log.article(article("quake", 1).build()).article(canceled("quake", 2)));
        stores(log.article(article("quake", 3).build()));
        assertThat(store.article("e1", id("quake")).orElseThrow().emission()).isEqualTo(2);
        assertThat(body("quake")).isNull();
        stores(log.article(article("quake", 4).setRevived(true).build())
                .article(article("quake", 5).setRevived(true).build()));
        assertThat(body("quake")).contains("5. time");
        assertThat(revisions("quake")).containsExactly(1L, 2L, 4L);
        assertThat(store.revisions("e1", id("quake")).getFirst().body()).isNull();
    }

    @Test
    void keepsTheTextOfAWithheldArticleInItsRevisionsOnly() {
        stores(log.article(article("quake", 1).build())
                .article(article("quake", 2)
                        .setStatus(PubStatus.WITHHELD)
                        .setHeadline(null)
                        .setBody(null)
                        .build()));
        assertThat(body("quake")).isNull();
        assertThat(store.revisions("e1", id("quake")).getFirst().body()).contains("1. time");
        stores(log.article(article("quake", 3).build()));
        assertThat(body("quake")).contains("3. time");
    }

    @Test
    void takesKilledTextOutOfEveryEditionAndEveryRevision() {
        stores(log.article(article("quake", 1).build())
                .article(article("quake", 2).build())
                .article2(article("quake", 1).build())
                .article(article("flood", 1).build()));
        stores(log.kill(kill("quake", 9)));
        for (String edition : List.of("e1", "e2")) {
            assertThat(store.article(edition, id("quake")).orElseThrow().body()).isNull();
            assertThat(store.article(edition, id("quake")).orElseThrow().status())
                    .isEqualTo("CANCELED");
        }
        assertThat(store.revisions("e1", id("quake")).getFirst().body()).isNull();
        assertThat(body("flood")).isNotNull();
    }

    @Test
    void keepsOutTheTextOfAnArticleKilledBeforeItCame() {
        stores(log.kill(kill("quake", 0)));
        stores(log.article(article("quake", 1).build())
                .article2(article("quake", 1).build()));
        assertThat(body("quake")).isNull();
        assertThat(store.article("e1", id("quake")).orElseThrow().status()).isEqualTo("CANCELED");
        assertThat(store.article("e2", id("quake")).orElseThrow().body()).isNull();
    }

    @Test
    void letsARevivedArticleStandUntilItIsKilledAgain() {
        stores(log.article(article("quake", 1).build()).kill(kill("quake", 2)).article(canceled("quake", 2)));
        stores(log.article(article("quake", 4).setRevived(true).build()));
        assertThat(body("quake")).contains("4. time");
        stores(log.kill(kill("quake", 5)));
        assertThat(body("quake")).isNull();
    }

    @Test
    void tellsOnceWhichKillsToAcknowledge() {
        stores(log.article(article("quake", 1).build())
                .article2(article("quake", 1).build()));
        stores(log.kill(kill("quake", 9)).kill(kill("never-seen", 9)));
        assertThat(store.unacknowledged())
                .containsExactly(
                        new Erasure(id("never-seen"), 1, false, "e1"), new Erasure(id("quake"), 0, true, "e1,e2"));
        store.acknowledged(store.unacknowledged());
        assertThat(store.unacknowledged()).isEmpty();
        stores(log.kill(kill("quake", 10)));
        assertThat(store.unacknowledged()).extracting(Erasure::id).containsExactly(id("quake"));
    }

    @Test
    void saysThatTextWasErasedAlsoWhenTheCanceledArticleCameFirst() {
        stores(log.article(article("quake", 1).build()).article(canceled("quake", 2)));
        stores(log.kill(kill("quake", 9)));
        assertThat(store.unacknowledged()).containsExactly(new Erasure(id("quake"), 0, true, "e1"));
    }

    @Test
    void erasesOnTheWordOfTheOperatorForGood() {
        stores(log.article(article("quake", 1).build()));
        assertThat(store.erase(id("quake"))).isTrue();
        assertThat(store.erase(id("unknown"))).isFalse();
        assertThat(body("quake")).isNull();
        stores(log.article(article("quake", 2).build()));
        assertThat(body("quake")).isNull();
        assertThat(store.unacknowledged()).isEmpty();
    }

    @Test
    void givesNoStoryTheHeadlineOfAKilledArticle() {
        stores(log.story(story("quake", StoryEvent.BORN, "Quake hits Lima", "quake"))
                .story(story("quake", StoryEvent.JOINED, "Quake hits Lima", "quake", "quake-2"))
                .story(story("flood", StoryEvent.BORN, "Flood", "flood")));
        stores(log.kill(kill("quake-2", 1)));
        assertThat(store.story("e1", id("quake")))
                .contains(new StoredStory("e1", id("quake"), "JOINED", List.of(id("quake"), id("quake-2")), null));
        assertThat(store.story("e1", id("flood")).orElseThrow().title()).isEqualTo("Flood");
        stores(log.story(story("quake", StoryEvent.JOINED, "Quake hits Lima", "quake", "quake-2", "quake-3")));
        assertThat(store.story("e1", id("quake")).orElseThrow().title()).isNull();
        stores(log.story(story("quake", StoryEvent.LEFT, "Quake hits Lima", "quake", "quake-3")));
        assertThat(store.story("e1", id("quake")).orElseThrow().title()).isEqualTo("Quake hits Lima");
    }

    @Test
    void knowsWhatIsHeldAndWhatIsNot() {
        stores(log.hold(hold("budget", EmbargoKind.UNTIL)).hold(hold("award", EmbargoKind.OPEN)));
        assertThat(store.held("e1")).containsExactly(id("award"), id("budget"));
        stores(log.hold(hold("budget", EmbargoKind.NONE)));
        assertThat(store.held("e1")).containsExactly(id("award"));
    }

    @Test
    void takesARepeatedBatchOnce() {
        log.article(article("quake", 1).build()).story(story("quake", StoryEvent.BORN, "Quake", "quake"));
        Batch batch = owner.batch(log.entries());
        assertThat(store.write(batch)).isEqualTo(new Written.Stored());
        assertThat(store.write(batch)).isEqualTo(new Written.AlreadyStored());
        assertThat(store.digest("e1").count()).isEqualTo(1);
    }

    @Test
    void refusesAnOwnerThatWasReplaced() {
        Batch late = owner.batch(log.article(article("quake", 1).build()).entries());
        Owner other = new Owner(store).claims(ARTICLES);
        assertThat(store.write(late)).isInstanceOf(Written.Fenced.class);
        assertThat(store.article("e1", id("quake"))).isEmpty();
        assertThat(other.write(log)).isEqualTo(new Written.Stored());
        assertThat(store.write(late)).isInstanceOf(Written.Fenced.class);
    }

    @Test
    void refusesTheWholeBatchWhenOnePartitionHasAnotherOwner() {
        log.article(article("quake", 1).build()).hold(hold("award", EmbargoKind.OPEN));
        Batch both = owner.batch(log.entries());
        new Owner(store).claims(HOLDS);
        assertThat(store.write(both)).isInstanceOf(Written.Fenced.class);
        assertThat(store.positions()).containsEntry(ARTICLES, 0L);
        assertThat(store.article("e1", id("quake"))).isEmpty();
    }

    @Test
    void refusesABatchThatLeavesAGap() {
        long epoch = store.claim(List.of(ARTICLES)).get(ARTICLES).epoch();
        assertThat(store.write(new Batch(List.of(), Map.of(ARTICLES, new Batch.Span(3, 4, epoch)))))
                .isInstanceOf(Written.Fenced.class);
        assertThat(store.positions()).containsEntry(ARTICLES, 0L);
    }

    @Test
    void comesToTheSameWhenItReadsTheLogAgain() {
        stores(log.article(article("quake", 1).build())
                .article(article("quake", 2).build())
                .kill(kill("flood", 1))
                .article(article("flood", 1).build())
                .article(canceled("quake", 3))
                .article(article("quake", 4).build())
                .article(article("quake", 5).setRevived(true).build())
                .article(article("storm", 1).build())
                .story(story("storm", StoryEvent.BORN, "Storm", "storm"))
                .hold(hold("award", EmbargoKind.OPEN)));
        var before = List.of(
                store.article("e1", id("quake")),
                store.revisions("e1", id("quake")),
                store.article("e1", id("flood")),
                store.digest("e1"),
                store.story("e1", id("storm")),
                store.held("e1"));
        Batch fenced = owner.batch(log.article(article("fire", 1).build()).entries());
        store.rewind();
        assertThat(store.write(fenced)).isInstanceOf(Written.Fenced.class);
        Owner again = new Owner(store).claims(ARTICLES, ARTICLES_2, STORIES, HOLDS, KILLS, EDITIONS);
        for (Entry entry : log.entries().subList(0, log.entries().size() - 1)) {
            assertThat(again.write(List.of(entry))).isEqualTo(new Written.Stored());
        }
        assertThat(List.of(
                        store.article("e1", id("quake")),
                        store.revisions("e1", id("quake")),
                        store.article("e1", id("flood")),
                        store.digest("e1"),
                        store.story("e1", id("storm")),
                        store.held("e1")))
                .isEqualTo(before);
    }

    @Test
    void keepsTextWithTheCharacterThatDatabasesRefuse() {
        stores(log.article(article("quake", 1)
                        .setHeadline("Qu\0ake")
                        .setBody("a\0b\uD83C\uDF0A")
                        .setKeywords(List.of("\0"))
                        .setVersion("\0")
                        .build())
                .story(story("quake", StoryEvent.BORN, "Qu\0ake", "quake")));
        StoredArticle head = store.article("e1", id("quake")).orElseThrow();
        assertThat(head.headline()).isEqualTo("Qu\uFFFDake");
        assertThat(head.body()).isEqualTo("a\uFFFDb\uD83C\uDF0A");
        assertThat(store.story("e1", id("quake")).orElseThrow().title()).isEqualTo("Qu\uFFFDake");
    }

    @Test
    void refusesOneBadEntryWithoutTouchingItsNeighbours() {
        log.article(article("quake", 1).build())
                .article(article("x".repeat(ArticleStore.LONGEST_ID), 1).build())
                .article(article("flood", 1).build());
        Batch batch = owner.batch(log.entries());
        assertThat(store.write(batch)).isInstanceOf(Written.Refused.class);
        assertThat(store.positions()).containsEntry(ARTICLES, 0L);
        assertThat(store.article("e1", id("quake"))).isEmpty();
        List<Batch> halves = batch.split();
        assertThat(store.write(halves.getFirst())).isEqualTo(new Written.Stored());
        List<Batch> quarters = halves.getLast().split();
        assertThat(store.write(quarters.getFirst())).isInstanceOf(Written.Refused.class);
        assertThat(store.write(quarters.getFirst().skipped())).isEqualTo(new Written.Stored());
        assertThat(store.write(quarters.getLast())).isEqualTo(new Written.Stored());
        assertThat(store.positions()).containsEntry(ARTICLES, 3L);
        assertThat(store.digest("e1").count()).isEqualTo(2);
    }
}
