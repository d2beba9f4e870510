package wireroom.enrich.language;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells the language of a text: by the script where the script decides, else by letter n-grams (naive Bayes over 56
 * languages). What the wire claims counts as much as a few words do, so it decides for short texts and yields to long
 * ones. Immutable, thread-safe, deterministic.
 */
public final class LanguageDetector {
    /** Letters looked at: more do not change the answer. */
    private static final int LETTERS = 3000;
    /** Fewer letters than this decide nothing by themselves. */
    private static final int MIN_LETTERS = 8;
    /** What a claim weighs against the text, in nats. */
    private static final float CLAIM = 8;
    /** What must be overcome by languages that news is seldom in, in nats. */
    private static final float SELDOM = 3;

    /** Languages that their script tells. Han and Hangul with kana are Japanese, which is looked at first. */
    private static final Map<UnicodeScript, String> BY_SCRIPT = Map.ofEntries(
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.HAN, "zh"),
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.LAO, "lo"),
            Map.entry(UnicodeScript.KHMER, "km"),
            Map.entry(UnicodeScript.MYANMAR, "my"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.KANNADA, "kn"),
            Map.entry(UnicodeScript.MALAYALAM, "ml"),
            Map.entry(UnicodeScript.GUJARATI, "gu"),
            Map.entry(UnicodeScript.GURMUKHI, "pa"),
            Map.entry(UnicodeScript.SINHALA, "si"),
            Map.entry(UnicodeScript.ETHIOPIC, "am"),
            Map.entry(UnicodeScript.TIBETAN, "bo"));

    /** Languages with few speakers beside a great neighbour that they are easily taken for. */
    private static final List<String> SELDOM_SEEN = List.of("an", "ast", "br", "gl", "ht", "oc", "yi");

    private static final Map<String, String> OTHER_TAGS =
            Map.of("nb", "no", "nn", "no", "iw", "he", "in", "id", "ji", "yi", "fil", "tl", "cmn", "zh", "yue", "zh");

    private final Profiles profiles = Profiles.bundled();

    /**
     * @param text the text; may be null or empty
     * @param claimed BCP 47 tag that the wire claims, or null
     * @return primary language subtag of BCP 47, lower case; the claimed one when the text does not decide; null when
     *     nothing does
     */
    public String detect(String text, String claimed) {
        String claim = primary(claimed);
        if (text == null) {
            return claim;
        }
        Census census = new Census();
        census.count(text);
        if (census.letters < (census.kana > 0 || census.most() != UnicodeScript.LATIN ? 2 : MIN_LETTERS)
                && claim != null) {
            return claim;
        }
        UnicodeScript script = census.most();
        if (census.letters == 0 || script == null) {
            return claim;
        }
        if (census.kana * 20 >= census.letters && (script == UnicodeScript.HAN || census.kana * 2 >= census.letters)) {
            return "ja";
        }
        String alone = BY_SCRIPT.get(script);
        if (alone != null) {
            return alone;
        }
        return best(scores(text), claim);
    }

    /** Primary subtag in lower case, one tag for one language; null when it is none. */
    private static String primary(String tag) {
        if (tag == null) {
            return null;
        }
        String primary = tag.strip().split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        if (!primary.matches("[a-z]{2,3}") || primary.equals("und") || primary.equals("mul") || primary.equals("zxx")) {
            return null;
        }
        return OTHER_TAGS.getOrDefault(primary, primary);
    }

    private String best(int[] scores, String claim) {
        List<String> languages = profiles.languages();
        int best = -1;
        float most = 0;
        boolean claimKnown = claim == null || languages.contains(claim);
        for (int i = 0; i < scores.length; i++) {
            String language = languages.get(i);
            float score = scores[i] / Profiles.SCALE;
            if (score == 0) {
                continue;
            }
            if (language.equals(claim)) {
                score += CLAIM;
            } else if (SELDOM_SEEN.contains(language)) {
                score -= SELDOM;
            }
            if (best < 0 || score > most) {
                best = i;
                most = score;
            }
        }
        // A claim that no profile can confirm or refute stands.
        return best < 0 || !claimKnown ? claim : languages.get(best);
    }

    private int[] scores(String text) {
        int[] scores = new int[profiles.languages().size()];
        int letters = 0;
        int at = 0;
        char[] word = new char[64];
        while (at < text.length() && letters < LETTERS) {
            int length = 0;
            boolean lower = false;
            while (at < text.length() && isOfWord(text.charAt(at))) {
                char c = Grams.normalise(text.charAt(at++));
                lower |= Character.isLowerCase(c);
                if (length < word.length) {
                    word[length++] = c;
                }
            }
            if (length == 0) {
                at++;
                continue;
            }
            letters += length;
            if (!lower && length > 1) {
                for (int i = 0; i < length; i++) {
                    word[i] = Character.toLowerCase(word[i]);
                }
            }
            add(word, length, scores);
        }
        return scores;
    }

    private void add(char[] word, int length, int[] scores) {
        char before = ' ';
        char beforeThat = 0;
        for (int i = 0; i <= length; i++) {
            char c = i < length ? word[i] : ' ';
            if (i < length) {
                profiles.add(Grams.hash(c, (char) 0, (char) 0), scores);
            }
            profiles.add(Grams.hash(before, c, (char) 0), scores);
            if (beforeThat != 0) {
                profiles.add(Grams.hash(beforeThat, before, c), scores);
            }
            beforeThat = before;
            before = c;
        }
    }

    private static boolean isOfWord(char c) {
        return Character.isLetter(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    /** Letters by script. */
    private static final class Census {
        private final int[] scripts = new int[UnicodeScript.values().length];
        private int letters;
        private int kana;

        void count(String text) {
            for (int at = 0; at < text.length() && letters < LETTERS; ) {
                int c = text.codePointAt(at);
                at += Character.charCount(c);
                if (Character.isLetter(c)) {
                    letters++;
                    UnicodeScript script = c < 0x250 ? UnicodeScript.LATIN : UnicodeScript.of(c);
                    if (script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA) {
                        kana++;
                    }
                    scripts[script.ordinal()]++;
                }
            }
        }

        UnicodeScript most() {
            int most = Arrays.stream(scripts).max().orElse(0);
            for (int i = 0; i < scripts.length; i++) {
                if (most > 0 && scripts[i] == most) {
                    return UnicodeScript.values()[i];
                }
            }
            return null;
        }
    }
}
