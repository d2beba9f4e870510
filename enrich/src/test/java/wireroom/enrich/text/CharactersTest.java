package wireroom.enrich.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CharactersTest {
    private static final String ALPHABET =
            "ab Z9\n\t.-\u00a0\u00ad\u00c5A\u030a\u00e9e\u0301\u0131\u02bc\u2013\u2014\u2019\u201c\u200b\u212b\ufeff\u0000";

    @Test
    void aTextThatHasNothingToMendIsMendedLikeOneThatHas() {
        SplittableRandom random = new SplittableRandom(20261127);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            String alone = Characters.normalise(text.toString());
            // a tab always wants mending, and touches nothing beside it
            assertThat(Characters.normalise(text + "\t")).isEqualTo(alone + " ");
        }
    }

    @Test
    void spaceIsSqueezedTheSameWhetherOrNotThereIsAnyTooMuch() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(9); length > 0; length--) {
                text.append("ab  \n".charAt(random.nextInt(5)));
            }
            String squeezed = Characters.squeeze(text.toString());
            assertThat(squeezed).isEqualTo(text.toString().strip().replaceAll("[ \n]+", " "));
        }
    }
}
