package wireroom.enrich.entity;

import java.util.Arrays;
import wireroom.enrich.token.Tokens;

/** How names of people are built: titles in front, and which part is the family name. */
final class PersonNames {
    private final long[] titles;
    private final long[] familyFirst;
    private final long[] words;

    PersonNames(Resources resources) {
        titles =
                resources.words("titles.txt").mapToLong(Tokens::hashOf).sorted().toArray();
        words = resources.words("words.txt").mapToLong(Tokens::hashOf).sorted().toArray();
        familyFirst = resources
                .words("family-names.txt")
                .mapToLong(Tokens::hashOf)
                .sorted()
                .toArray();
    }

    /** A pronoun, article or the like, which is no name by itself even at the head of a sentence. */
    boolean word(long hash) {
        return Arrays.binarySearch(words, hash) >= 0;
    }

    boolean familyFirst(long hash) {
        return Arrays.binarySearch(familyFirst, hash) >= 0;
    }

    boolean title(long hash) {
        return Arrays.binarySearch(titles, hash) >= 0;
    }

    /**
     * The token of a full name that stands for the person alone: the last, or the first where the name is East Asian
     * (a known family name, and either three parts or a hyphenated given name).
     */
    int familyName(Tokens tokens, int first, int last) {
        if (last > first && familyFirst(tokens.hash(first))) {
            boolean hyphen = tokens.text().indexOf('-', tokens.start(first + 1)) > 0
                    && tokens.text().indexOf('-', tokens.start(first + 1)) < tokens.end(last);
            if (hyphen || last - first == 2 || shortName(tokens, first, last)) {
                return first;
            }
        }
        return last;
    }

    /** {@code Xi Jinping}, {@code Li Keqiang}: a family name that is no given name in the West. */
    private static boolean shortName(Tokens tokens, int first, int last) {
        return last == first + 1
                && tokens.end(first) - tokens.start(first) <= 3
                && !tokens.is(first, Tokens.ABBREVIATION);
    }

    private static final String VOWELS = "aeiou";
    private static final int LONGEST_SYLLABLE = 6;

    /**
     * Whether the token is a given name of two syllables as Korean and Chinese names are written: {@code Geun-hye},
     * {@code Shui-bian}, but not {@code Kong-based}.
     */
    boolean givenOfTwo(Tokens tokens, int i) {
        String text = tokens.text();
        int start = tokens.start(i);
        int end = tokens.end(i);
        int hyphen = text.indexOf('-', start);
        return hyphen > start
                && hyphen < end
                && Character.isUpperCase(text.charAt(start))
                && Character.isLowerCase(text.charAt(end - 1))
                && syllable(text, start, hyphen)
                && syllable(text, hyphen + 1, end)
                && !text.startsWith("run", hyphen + 1);
    }

    /** Consonants, vowels with {@code y} or {@code w} beside them, and one of the endings that those languages have. */
    private static boolean syllable(String text, int start, int end) {
        if (end - start < 2 || end - start > LONGEST_SYLLABLE) {
            return false;
        }
        int at = start;
        while (at < end && letter(text, at) && !vowel(text, at)) {
            at++;
        }
        int vowels = at;
        while (at < end && vowel(text, at)) {
            at++;
        }
        if (at == vowels || vowels - start > 3 || at - vowels > 3) {
            return false;
        }
        String rest = text.substring(at, end);
        return switch (rest) {
            case "", "n", "ng", "m", "k", "l", "p", "b", "h", "w", "y", "i" -> true;
            default -> false;
        };
    }

    private static boolean letter(String text, int at) {
        char c = Character.toLowerCase(text.charAt(at));
        return c >= 'a' && c <= 'z';
    }

    private static boolean vowel(String text, int at) {
        return VOWELS.indexOf(Character.toLowerCase(text.charAt(at))) >= 0;
    }
}
