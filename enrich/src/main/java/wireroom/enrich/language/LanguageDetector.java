package wireroom.enrich.language;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells the language of a text: by the script where the script decides, else by letter n-grams and frequent words (a
 * linear classifier over 56 languages). Reads samples of a long text, and more only while it is undecided. What the wire
 * claims counts as much as a few words do, so it decides for short texts and yields to long ones. Immutable,
 * thread-safe, deterministic: sums are of whole numbers.
 */
public final class LanguageDetector {
    /** Places where a long text is read, so that neither a preamble nor a sign-off in another language decides. */
    private static final int PLACES = 3;
    /** Letters read at each place in a round. */
    private static final int LETTERS = 40;
    /** Rounds: after these, more text does not change the answer. */
    private static final int ROUNDS = 24;
    /** Lead over the next language that ends the reading, in steps: 12 nats. */
    private static final int DECIDED = Math.round(12 * Profiles.SCALE);
    /** Fewer letters than this decide nothing by themselves. */
    private static final int MIN_LETTERS = 8;
    /** What a claim weighs against the text: 5 nats. */
    private static final int CLAIM = Math.round(5 * Profiles.SCALE);

    /** Languages that their script tells. Han with kana is Japanese, which is looked at first. */
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

    /** Scripts that several languages share, and those languages; all others are written in Latin letters. */
    private static final Map<UnicodeScript, Set<String>> SHARED = Map.of(
            UnicodeScript.CYRILLIC, Set.of("be", "bg", "mk", "ru", "sr", "uk"),
            UnicodeScript.ARABIC, Set.of("ar", "fa", "ur"),
            UnicodeScript.HEBREW, Set.of("he", "yi"),
            UnicodeScript.DEVANAGARI, Set.of("hi", "mr", "ne"));

    /** Languages with few speakers beside a great neighbour that they are easily taken for, and what they must overcome
     * in nats: a news wire is seldom in them. */
    private static final Map<String, Integer> SELDOM =
            Map.of("an", 3, "ast", 3, "br", 3, "ht", 3, "oc", 3, "af", 1, "gl", 2, "cy", 1, "so", 1);
    /** Languages that much of the news is in, and what that is worth in nats. */
    private static final Set<String> OFTEN = Set.of("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru");

    private static final UnicodeScript[] ALL_SCRIPTS = UnicodeScript.values();

    private static final Map<String, String> OTHER_TAGS =
            Map.of("nb", "no", "nn", "no", "iw", "he", "in", "id", "ji", "yi", "fil", "tl", "cmn", "zh", "yue", "zh");

    private final Profiles profiles = Profiles.bundled();
    private final int[] priors = new int[profiles.languages().size()];
    /** For each script, ordinal by ordinal, which languages are written in it, a bit each. */
    private final long[] written = new long[Letters.SCRIPTS];

    /** With the profiles of this build. */
    public LanguageDetector() {
        List<String> languages = profiles.languages();
        for (int l = 0; l < languages.size(); l++) {
            String language = languages.get(l);
            priors[l] = Math.round(Profiles.SCALE * (OFTEN.contains(language) ? 1 : -SELDOM.getOrDefault(language, 0)));
            int script = SHARED.entrySet().stream()
                    .filter(shared -> shared.getValue().contains(language))
                    .map(Map.Entry::getKey)
                    .findAny()
                    .orElse(UnicodeScript.LATIN)
                    .ordinal();
            written[script] |= 1L << l;
        }
    }

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
        int supported = claim == null ? -1 : profiles.languages().indexOf(claim);
        Reading reading = new Reading(text);
        String language = null;
        for (int round = 0; round < ROUNDS && reading.more(); round++) {
            reading.read();
            language = judge(reading, claim, supported);
            if (reading.lead >= DECIDED) {
                break;
            }
        }
        return language == null ? claim : language;
    }

    /** Primary subtag in lower case, one tag for one language; null when it is none. */
    private static String primary(String tag) {
        if (tag == null) {
            return null;
        }
        String stripped = tag.strip();
        int end = 0;
        while (end < stripped.length() && stripped.charAt(end) != '-' && stripped.charAt(end) != '_') {
            char c = (char) (stripped.charAt(end++) | 32);
            if (c < 'a' || c > 'z') {
                return null;
            }
        }
        if (end < 2 || end > 3) {
            return null;
        }
        String primary = stripped.substring(0, end).toLowerCase(Locale.ROOT);
        if (primary.equals("und") || primary.equals("mul") || primary.equals("zxx")) {
            return null;
        }
        return OTHER_TAGS.getOrDefault(primary, primary);
    }

    private String judge(Reading reading, String claim, int supported) {
        UnicodeScript script = reading.script();
        reading.lead = 0;
        boolean few = reading.letters < (reading.kana > 0 || script != UnicodeScript.LATIN ? 2 : MIN_LETTERS);
        if (script == null || few && claim != null) {
            return null;
        }
        if (reading.kana * 20 >= reading.letters
                && (script == UnicodeScript.HAN || reading.kana * 2 >= reading.letters)) {
            reading.lead = DECIDED;
            return "ja";
        }
        String alone = BY_SCRIPT.get(script);
        if (alone != null) {
            reading.lead = DECIDED;
            return alone;
        }
        long candidates = written[script.ordinal()];
        // A claim that no profile can confirm or refute stands.
        if (candidates == 0 || !reading.sums.any() || claim != null && supported < 0) {
            return null;
        }
        int[] sums = reading.sums.sums();
        int best = -1;
        int most = Integer.MIN_VALUE;
        int second = Integer.MIN_VALUE;
        for (int l = 0; l < priors.length; l++) {
            if ((candidates >>> l & 1) == 0) {
                continue;
            }
            int score = sums[l] + (l == supported ? CLAIM : priors[l]);
            if (score > most) {
                second = most;
                most = score;
                best = l;
            } else if (score > second) {
                second = score;
            }
        }
        reading.lead = most - second;
        return profiles.languages().get(best);
    }

    /** One text while it is read: where reading goes on, what was seen. */
    private final class Reading {
        private final String text;
        private final int[] at = new int[PLACES];
        private final int[] ends = new int[PLACES];
        private final Profiles.Sums sums = profiles.new Sums();
        private final int[] scripts = new int[Letters.SCRIPTS];
        private final char[] word = new char[Grams.LONGEST];
        private final int[] hashes = new int[Grams.ROOM];
        private int letters;
        private int kana;
        private int lead;

        Reading(String text) {
            this.text = text;
            int length = text.length();
            for (int place = 0; place < PLACES; place++) {
                int start = (int) ((long) length * place / PLACES);
                // A place begins between words, and where the place before it ends.
                while (start > 0 && start < length && (Letters.kind(text.charAt(start - 1)) & Letters.WORD) != 0) {
                    start++;
                }
                at[place] = start;
                if (place > 0) {
                    ends[place - 1] = start;
                }
            }
            ends[PLACES - 1] = length;
        }

        boolean more() {
            for (int place = 0; place < PLACES; place++) {
                if (at[place] < ends[place]) {
                    return true;
                }
            }
            return false;
        }

        void read() {
            for (int place = 0; place < PLACES; place++) {
                at[place] = read(at[place], ends[place]);
            }
        }

        /** Reads words, {@link #LETTERS} letters of them or to the end; returns where it stopped. */
        private int read(int from, int end) {
            int at = from;
            int until = letters + LETTERS;
            while (at < end && letters < until) {
                char c = text.charAt(at);
                int kind = Letters.kind(c);
                int length = 0;
                int all = 0;
                while ((kind & Letters.WORD) != 0) {
                    if ((kind & Letters.MARK) == 0) {
                        scripts[kind & Letters.SCRIPT]++;
                        letters++;
                    }
                    all |= kind;
                    if (length < Grams.LONGEST) {
                        word[length++] = c < 0x218 ? c : Grams.normalise(c);
                    }
                    at++;
                    if (at >= end || letters >= until + Grams.LONGEST) {
                        break;
                    }
                    c = text.charAt(at);
                    kind = Letters.kind(c);
                }
                if (length == 0) {
                    at++;
                    continue;
                }
                int size = Grams.of(word, length, (all & Letters.SMALL) != 0, hashes);
                for (int i = 0; i < size; i++) {
                    sums.add(hashes[i]);
                }
            }
            return at;
        }

        /** The script of most letters, Latin counting half; null when there are no letters. */
        UnicodeScript script() {
            kana = scripts[UnicodeScript.HIRAGANA.ordinal()] + scripts[UnicodeScript.KATAKANA.ordinal()];
            int latin = UnicodeScript.LATIN.ordinal();
            int most = latin;
            for (int s = 0; s < scripts.length; s++) {
                // Names in Latin letters stand in texts of every script; the other way round is rare.
                if (s != latin && scripts[s] * 2 > (most == latin ? scripts[latin] : scripts[most] * 2)) {
                    most = s;
                }
            }
            return scripts[most] == 0 ? null : ALL_SCRIPTS[most];
        }
    }
}
