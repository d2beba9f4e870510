package wireroom.enrich.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void keepsHyphensAbbreviationsAndNumbersTogether() {
        assertThat(words("Moon Jae-in met U.S. envoy J. Smith at 10:30 for $3 to $4.5 billion."))
                .containsExactly(
                        "Moon", "Jae-in", "met", "U.S.", "envoy", "J.", "Smith", "at", "10:30", "for", "$", "3", "to",
                        "$", "4.5", "billion", ".");
    }

    @Test
    void partsPossessivesAndContractionsWhateverTheApostrophe() {
        assertThat(words("Russia’s Putin's O'Brien don't L’Oréal they’re d'Italie"))
                .containsExactly(
                        "Russia", "’s", "Putin", "'s", "O'Brien", "do", "n't", "L’Oréal", "they", "’re", "d'",
                        "Italie");
    }

    @Test
    void readsScriptsWithoutSpacesCharacterByCharacter() {
        assertThat(words("普京访问朝鲜。서울 회담")).containsExactly("普", "京", "访", "问", "朝", "鲜", "。", "서울", "회담");
    }

    @Test
    void keepsWebAddressesInOnePiece() {
        assertThat(words("See https://example.org/a?b=1, now"))
                .containsExactly("See", "https://example.org/a?b=1", ",", "now");
        assertThat(Tokens.of("https://example.org/a").is(0, Tokens.ADDRESS)).isTrue();
    }

    @Test
    void knowsWhereSentencesAndParagraphsBegin() {
        Tokens tokens = Tokens.of("Mr. Kim left. “He won,” said Lee.\n\nNext day");
        assertThat(starts(tokens, Tokens.SENTENCE_START)).containsExactly("Mr.", "“", "He", "Next");
        assertThat(starts(tokens, Tokens.PARAGRAPH_START)).containsExactly("Mr.", "Next");
    }

    @Test
    void describesTheLookOfAWord() {
        Tokens tokens = Tokens.of("NATO McDonald G7 1996 — москва Étoile 朝");
        assertThat(tokens.is(0, Tokens.ALL_CAPITALS)).isTrue();
        assertThat(tokens.flags(1) & (Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL | Tokens.ALL_CAPITALS))
                .isEqualTo(Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL);
        assertThat(tokens.flags(2) & (Tokens.DIGIT | Tokens.NUMBER)).isEqualTo(Tokens.DIGIT);
        assertThat(tokens.flags(3) & (Tokens.DIGIT | Tokens.NUMBER)).isEqualTo(Tokens.DIGIT | Tokens.NUMBER);
        assertThat(tokens.is(4, Tokens.PUNCTUATION)).isTrue();
        assertThat(tokens.is(5, Tokens.INITIAL_CAPITAL)).isFalse();
        assertThat(tokens.is(6, Tokens.INITIAL_CAPITAL)).isTrue();
        assertThat(tokens.is(7, Tokens.CASELESS)).isTrue();
    }

    @Test
    void hashesWordsAlikeWhateverTheirCase() {
        Tokens tokens = Tokens.of("Moskau MOSKAU moskau Москва МОСКВА");
        assertThat(tokens.hash(0))
                .isEqualTo(tokens.hash(1))
                .isEqualTo(tokens.hash(2))
                .isEqualTo(Tokens.hashOf("Moskau"));
        assertThat(tokens.hash(3)).isEqualTo(tokens.hash(4)).isNotEqualTo(tokens.hash(0));
    }

    @Test
    void coversEveryVisibleCharacterOfAnyTextExactlyOnce() {
        SplittableRandom random = new SplittableRandom(7);
        String alphabet =
                "aZ é5.-'’\n\r\t\u00A0\u00AD“”()$%&/:,朝ツ가กμЖع\uD83D\uDE00\uD800\uDC00\u0301\u200Bhttp://www.İ";
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertCovers(text.toString());
        }
    }

    @Test
    void readsAMegabyteWithoutSpaces() {
        assertCovers("x".repeat(1 << 20));
        assertCovers(".-'".repeat(1 << 18));
        assertCovers("A.".repeat(1 << 19));
    }

    @Test
    void refusesATokenThatIsNotThere() {
        assertThat(Tokens.of("").size()).isZero();
        assertThatThrownBy(() -> Tokens.of("one").start(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertCovers(String text) {
        Tokens tokens = Tokens.of(text);
        int at = 0;
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(tokens.start(i)).isGreaterThanOrEqualTo(at);
            assertThat(tokens.end(i)).isGreaterThan(tokens.start(i));
            assertThat(blank(text.substring(at, tokens.start(i)))).as(text).isTrue();
            at = tokens.end(i);
        }
        assertThat(blank(text.substring(at))).as(text).isTrue();
    }

    private static boolean blank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT);
    }

    private static List<String> words(String text) {
        Tokens tokens = Tokens.of(text);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            words.add(tokens.word(i));
        }
        return words;
    }

    private static List<String> starts(Tokens tokens, int flag) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.is(i, flag)) {
                words.add(tokens.word(i));
            }
        }
        return words;
    }
}
