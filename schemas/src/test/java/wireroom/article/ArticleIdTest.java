package wireroom.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleIdTest {
    private static final long SEED = 1913;

    @Test
    void textAndPartsAreTheSameIdentity() {
        ArticleId id = new ArticleId("meridian", "tag:meridian.example,2026:quake|lima");

        assertThat(id).hasToString("meridian|tag:meridian.example,2026:quake|lima");
        assertThat(ArticleId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void everyIdSurvivesItsText() {
        Random random = new Random(SEED);
        for (int round = 0; round < 10_000; round++) {
            String uri = "u"
                    + random.ints(random.nextInt(20), 0x20, 0x3000)
                            .filter(Character::isDefined)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            ArticleId id = new ArticleId("meridian", uri);

            assertThat(ArticleId.parse(id.toString()))
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(id);
        }
    }

    @Test
    void composedAndDecomposedLettersAreOneIdentity() {
        assertThat(new ArticleId("agencia-sur", "terremoto-peru\u0301"))
                .isEqualTo(new ArticleId("agencia-sur", "terremoto-per\u00fa"));
    }

    @Test
    void spaceAroundTheUriIsNotPartOfIt() {
        assertThat(new ArticleId(" meridian ", "\tquake-lima\n")).hasToString("meridian|quake-lima");
    }

    @Test
    void caseIsKept() {
        assertThat(new ArticleId("meridian", "Quake")).isNotEqualTo(new ArticleId("meridian", "quake"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-bar", "|uri", "meridian|", " |uri", "meridian| "})
    void refusesTextThatIsNoId(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ArticleId.parse(text));
    }

    @Test
    void refusesABarInTheProviderWhichWouldMakeTwoIdsOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArticleId("meridian|x", "y"))
                .withMessageContaining("'|'");
    }
}
