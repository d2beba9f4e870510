package wireroom.article;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Pins;
import wireroom.model.PubStatus;

class ArticleDigestTest {
    private static final long SEED = 77;

    @Test
    void isTheSameInAnyOrder() {
        List<Article> articles = new ArrayList<>(
                IntStream.range(0, 50).mapToObj(i -> article("a" + i)).toList());
        String inOrder = sum(articles).hex();
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(articles, random);

            assertThat(sum(articles).hex()).isEqualTo(inOrder);
        }
    }

    @Test
    void noticesALossBesideADouble() {
        // The count alone would balance, and an exclusive or would not see a pair.
        ArticleDigest whole = sum(List.of(article("a"), article("b"), article("c"), article("d")));
        ArticleDigest bent = sum(List.of(article("a"), article("a"), article("a"), article("d")));

        assertThat(bent.count()).isEqualTo(whole.count());
        assertThat(bent.hex()).isNotEqualTo(whole.hex());
    }

    @Test
    void noticesOneChangedField() {
        assertThat(ArticleDigest.of(article("a")))
                .isNotEqualTo(ArticleDigest.of(Article.newBuilder(article("a"))
                        .setHeadline("Quake hits Cusco")
                        .build()));
    }

    @Test
    void doesNotCountHowOftenAnArticleWasEmitted() {
        assertThat(ArticleDigest.of(
                        Article.newBuilder(article("a")).setEmission(7).build()))
                .isEqualTo(ArticleDigest.of(article("a")))
                .hasSize(32);
    }

    @Test
    void nothingSumsToZero() {
        assertThat(new ArticleDigest().hex()).isEqualTo("0".repeat(64));
        assertThat(new ArticleDigest().count()).isZero();
    }

    private static ArticleDigest sum(List<Article> articles) {
        ArticleDigest digest = new ArticleDigest();
        articles.forEach(article -> digest.add(ArticleDigest.of(article)));
        return digest;
    }

    private static Article article(String uri) {
        return Article.newBuilder()
                .setId("meridian|" + uri)
                .setProvider("meridian")
                .setUri(uri)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(Embargo.newBuilder().setKind(EmbargoKind.NONE).build())
                .setAction(Action.NEW)
                .setActionEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.INFERRED)
                        .setRule("first-version")
                        .build())
                .setHeadline("Quake hits Lima")
                .setSource("seeds")
                .setFormat("text")
                .setReceivedAt(Instant.parse("2026-11-21T12:00:00Z"))
                .setEmission(1)
                .setPins(Pins.newBuilder()
                        .setCode("1")
                        .setModels("1")
                        .setVocabulary("1")
                        .setSettings("1")
                        .build())
                .build();
    }
}
