package wireroom.gateway.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.search.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.gateway.Wire;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.query.Reading;
import wireroom.model.Article;
import wireroom.model.PubStatus;
import wireroom.model.Story;

class EditionIndexTest {
    private static final String ID = "andina|quake-lima";

    @TempDir
    Path folder;

    private final QueryLanguage language = new QueryLanguage();
    private EditionIndex index;

    @BeforeEach
    void open() {
        index = EditionIndex.open(folder, language.analyzer(), language::fields, new byte[32]);
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void findsAnArticleAfterTheRefresh() {
        take(Wire.quake());
        assertThat(search("quake").articles()).containsExactly(Wire.quake());
        assertThat(index.article(ID)).contains(Wire.quake());
        assertThat(index.withUri("quake-lima")).containsExactly(Wire.quake());
    }

    @Test
    void keepsTheHigherEmissionWhateverTheOrder() {
        Article second = Wire.bulletin(ID, 2, "Quake hits Lima, three hurt", "x");
        assertThat(index.apply(second)).isTrue();
        assertThat(index.apply(Wire.quake())).isFalse();
        assertThat(index.apply(second)).isFalse();
        index.refresh();
        assertThat(index.article(ID)).contains(second);
        assertThat(index.counts()).isEqualTo(new Counts(1, 0, 0));
    }

    @Test
    void keepsEachTextThatWasShownAsItStoodLast() {
        take(Wire.quake());
        Article sameText = Article.newBuilder(Wire.quake())
                .setEmission(2)
                .setStory("andina|quake-lima")
                .build();
        take(sameText);
        take(Wire.bulletin(ID, 3, "Quake hits Lima, three hurt", "x"));
        assertThat(index.revisions(ID)).extracting(Article::getEmission).containsExactly(2L, 3L);
        assertThat(index.article(ID).orElseThrow().getEmission()).isEqualTo(3);
    }

    @Test
    void keepsABoundedNumberOfRevisions() {
        for (int emission = 1; emission <= EditionIndex.MAX_REVISIONS + 5; emission++) {
            index.apply(Wire.bulletin(ID, emission, "Headline " + emission, "x"));
        }
        index.refresh();
        assertThat(index.revisions(ID)).hasSize(EditionIndex.MAX_REVISIONS);
        assertThat(index.revisions(ID).getFirst().getEmission()).isEqualTo(6);
    }

    @Test
    void leavesNoByteOfAKilledTextOnDisk() throws IOException {
        // Enough neighbours that the segment with the text lives on.
        for (int i = 0; i < 50; i++) {
            index.apply(Wire.bulletin("andina|other-" + i, 1, "Other " + i, "Nothing to hide."));
        }
        index.apply(Wire.bulletin(ID, 1, "Xylographquartz", "Body of xylographquartz."));
        index.apply(Wire.bulletin(ID, 2, "Xylographquartz corrected", "Body of xylographquartz."));
        index.apply(Wire.story(ID, "Xylographquartz corrected", ID));
        index.refresh();
        index.commit();
        assertThat(filesWith("xylographquartz")).isNotEmpty();

        index.apply(Wire.killed(ID, 3));
        index.commit();

        assertThat(index.scrubbed()).isTrue();
        assertThat(filesWith("xylographquartz")).isEmpty();
        assertThat(index.revisions(ID)).isEmpty();
        assertThat(search("xylographquartz").total()).isZero();
        assertThat(index.article(ID)).hasValueSatisfying(article -> {
            assertThat(article.getStatus()).isEqualTo(PubStatus.CANCELED);
            assertThat(article.getBody()).isNull();
        });
        assertThat(index.story(ID))
                .hasValueSatisfying(story -> assertThat(story.getTitle()).isNull());
        assertThat(index.counts()).isEqualTo(new Counts(51, 1, 1));
    }

    @Test
    void neverRevivesAKilledArticleUnlessTheProviderMay() {
        take(Wire.quake());
        take(Wire.killed(ID, 2));
        assertThat(index.apply(Wire.bulletin(ID, 3, "Late original", "x"))).isFalse();
        assertThat(index.apply(Wire.revived(ID, 4, "Issued again"))).isTrue();
        index.refresh();
        assertThat(index.article(ID).orElseThrow().getHeadline()).isEqualTo("Issued again");
        assertThat(index.revisions(ID)).hasSize(1);
    }

    @Test
    void showsAWithheldArticleAgainOnlyFromItsReleaseOn() {
        take(Wire.quake());
        take(Wire.withheld(ID, 2));
        assertThat(index.revisions(ID)).isEmpty();
        assertThat(index.mayShow(ID, 1)).isFalse();
        take(Wire.bulletin(ID, 3, "Released", "x"));
        assertThat(index.mayShow(ID, 1)).isFalse();
        assertThat(index.mayShow(ID, 3)).isTrue();
        assertThat(index.revisions(ID)).extracting(Article::getHeadline).containsExactly("Released");
    }

    @Test
    void takesTheTextAwayWhenAnEmbargoComesBack() {
        take(Wire.quake());
        take(Wire.embargoedAgain(ID, 2));
        assertThat(search("quake").total()).isZero();
        assertThat(index.revisions(ID)).isEmpty();
    }

    @Test
    void keepsTheHeadlineOfAKilledArticleOutOfStoriesThatComeLater() {
        take(Wire.quake());
        take(Wire.killed(ID, 2));
        index.apply(Wire.story("andina|first", "Quake hits Lima", "andina|first"));
        index.apply(Wire.story("andina|second", "Another headline", "andina|second"));
        index.refresh();
        assertThat(index.story("andina|first").map(Story::getTitle)).isEmpty();
        assertThat(index.story("andina|second").map(Story::getTitle)).contains("Another headline");
        assertThat(index.isErasedTitle("Quake hits Lima")).isTrue();
    }

    @Test
    void keepsTheHeadlineOutOfAStoryThatComesBeforeAnybodySawTheKill() {
        take(Wire.quake());
        index.apply(Wire.killed(ID, 2));
        index.apply(Wire.story("andina|first", "Quake hits Lima", "andina|first"));
        index.refresh();
        assertThat(index.story("andina|first"))
                .hasValueSatisfying(story -> assertThat(story.getTitle()).isNull());
    }

    @Test
    void holdsBackOnlyTheLastOutputOfEachUntilTheRefreshOrTheCommit() {
        index.apply(Wire.bulletin(ID, 1, "Quake", "x"));
        index.apply(Wire.bulletin(ID, 2, "Quake", "x"));
        index.apply(Wire.story(ID, "Quake", ID));
        index.apply(Wire.story(ID, "Quake in Lima", ID));
        assertThat(index.unseen()).isEqualTo(2);
        assertThat(index.unseenChars()).isEqualTo(2);
        assertThat(index.article(ID)).isEmpty();
        index.commit();
        assertThat(index.unseen()).isZero();
        assertThat(index.unseenChars()).isZero();
        assertThat(index.article(ID).orElseThrow().getEmission()).isEqualTo(2);
        assertThat(index.story(ID).orElseThrow().getTitle()).isEqualTo("Quake in Lima");
    }

    @Test
    void takesAKilledTextAwayThatNobodyHasSeenYet() throws IOException {
        index.apply(Wire.bulletin(ID, 1, "Xylographquartz", "Body of xylographquartz."));
        index.apply(Wire.killed(ID, 2));
        index.commit();
        assertThat(index.scrubbed()).isTrue();
        assertThat(filesWith("xylographquartz")).isEmpty();
        assertThat(index.article(ID).orElseThrow().getBody()).isNull();
    }

    @Test
    void goesOnFromTheCommittedPositionAfterACrash() {
        index.apply(Wire.quake());
        index.taken("articles-0", 7);
        index.commit();
        index.apply(Wire.bulletin(ID, 2, "Not committed", "x"));
        index.taken("articles-0", 8);
        index.refresh();
        // Closing does not commit: this is the state that a crash leaves.
        index.close();
        open();
        assertThat(index.positions()).isEqualTo(Map.of("articles-0", 7L));
        assertThat(index.article(ID)).contains(Wire.quake());
    }

    @Test
    void remembersAcrossRestartsWhichKillsAreNotAcknowledged() {
        take(Wire.quake());
        take(Wire.killed(ID, 2));
        take(Wire.killed("andina|never-shown", 1));
        index.commit();
        index.close();
        open();
        assertThat(index.pending())
                .containsExactlyInAnyOrder(new Erased(ID, true, true), new Erased("andina|never-shown", true, false));
        index.acknowledged(index.pending());
        index.commit();
        index.close();
        open();
        assertThat(index.pending()).isEmpty();
        assertThat(index.isErasedTitle("Quake hits Lima")).isTrue();
        assertThat(index.apply(Wire.bulletin(ID, 3, "Late original", "x"))).isFalse();
    }

    @Test
    void pagesNewestFirstAndByRelevance() {
        for (int i = 1; i <= 30; i++) {
            index.apply(Wire.bulletin("andina|" + i, i, "Quake " + i, i == 3 ? "quake quake quake" : "calm"));
        }
        index.refresh();
        Query query = query("quake");
        assertThat(index.search(query, false, true, 10, 10).articles())
                .extracting(Article::getUri)
                .containsExactly("20", "19", "18", "17", "16", "15", "14", "13", "12", "11");
        assertThat(index.search(query, false, true, 0, 10).total()).isEqualTo(30);
        assertThat(index.search(query, false, false, 0, 1).articles())
                .extracting(Article::getUri)
                .containsExactly("3");
    }

    @Test
    void listsKilledArticlesOnlyWhenAskedForTheirStatus() {
        take(Wire.quake());
        take(Wire.killed("andina|dead", 1));
        assertThat(search("provider:andina").total()).isEqualTo(1);
        assertThat(search("status:canceled").articles())
                .extracting(Article::getUri)
                .containsExactly("dead");
    }

    private void take(Article article) {
        assertThat(index.apply(article)).isTrue();
        index.refresh();
    }

    private SearchPage search(String text) {
        Reading.Understood reading = (Reading.Understood) language.read(text);
        return index.search(reading.query(), reading.namesStatus(), true, 0, 10);
    }

    private Query query(String text) {
        return ((Reading.Understood) language.read(text)).query();
    }

    private List<Path> filesWith(String word) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .toLowerCase(Locale.ROOT)
                                    .contains(word);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
