package wireroom.enrich.mediatopic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.enrich.token.Tokens;

/**
 * Words and phrases that speak for a topic, from the edited file {@code rules.txt}. Kept as a trie over token hashes, so
 * that one pass over a text finds all of them. Immutable, thread-safe.
 */
final class Rules {
    private static final String FILE = "rules.txt";
    private static final int LONGEST = 5;
    /** Weight of a term that rules its topic out. */
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    /** Strength of terms that makes a topic as likely as not. */
    private static final double HALF = 5;
    /** Tokens above which a text must say more to count as much. */
    private static final double USUAL_LENGTH = 250;

    private static final Pattern TERM = Pattern.compile(
            "(?<not>-?)(?:\"(?<phrase>[^\"]+)\"|(?<word>[^\\s\"^-][^\\s\"^]*))(?:\\^(?<boost>\\d*\\.?\\d+))?");

    /** Language of a rule: its words count in that language only. */
    private final List<String> languages = new ArrayList<>();

    private final List<String> codes = new ArrayList<>();
    /** Per term: rule by rule what it speaks for. */
    private final List<int[]> topicsOfTerm = new ArrayList<>();

    private final List<float[]> weightsOfTerm = new ArrayList<>();
    private final List<Integer> languageOfTerm = new ArrayList<>();
    private long[] keys = new long[1 << 14];
    private int[] values = new int[1 << 14];

    Rules(Resources resources, Vocabulary vocabulary) {
        for (String line : resources.lines(FILE)) {
            String[] columns = line.split("\\|", -1);
            if (columns.length != 3) {
                throw new IllegalStateException(FILE + ": expected code | language | terms: " + line);
            }
            String code = columns[0].strip();
            if (!vocabulary.active(code)) {
                throw new IllegalStateException(FILE + ": no active media topic " + code);
            }
            terms(columns[2], line, number(codes, code), number(languages, columns[1].strip()));
        }
    }

    private void terms(String written, String line, int topic, int language) {
        Matcher matcher = TERM.matcher(written);
        int at = 0;
        while (matcher.find()) {
            if (!written.substring(at, matcher.start()).isBlank()) {
                break;
            }
            at = matcher.end();
            String words = matcher.group("phrase") == null ? matcher.group("word") : matcher.group("phrase");
            String boost = matcher.group("boost");
            float weight = !matcher.group("not").isEmpty() ? NEVER : boost == null ? 1 : Float.parseFloat(boost);
            add(words, topic, language, weight);
            if (words.length() > 3 && !words.endsWith("s")) {
                add(words + "s", topic, language, weight);
            }
        }
        if (!written.substring(at).isBlank()) {
            throw new IllegalStateException(
                    FILE + ": expected a word or \"a phrase\", with ^2 after it or - before it, at '"
                            + written.substring(at).strip() + "' in: " + line);
        }
    }

    /** Codes that rules speak for; the index is the topic of {@link Hits}. */
    List<String> codes() {
        return codes;
    }

    /** Terms found in one text: which, where first seen, how often, and how often in the headline. Used again. */
    final class Hits {
        private int language;
        private int[] terms = new int[64];
        private int[] counts = new int[64];
        private int[] headlines = new int[64];
        private int[] firsts = new int[64];
        private int[] lasts = new int[64];
        private int size;
        private final double[] strengths = new double[codes.size()];
        private final int[] different = new int[codes.size()];

        /**
         * Reads a text.
         *
         * @param tag BCP 47; null is read as English
         * @return strength of the rules of each topic, 0..1; good until the next text is read
         */
        double[] read(Tokens head, Tokens body, String tag) {
            size = 0;
            Arrays.fill(strengths, 0);
            Arrays.fill(different, 0);
            language = language(tag);
            if (language < 0) {
                return strengths;
            }
            find(head, true, this);
            find(body, false, this);
            double length = Math.sqrt(Math.max(1, body.size() / USUAL_LENGTH));
            for (int h = 0; h < size; h++) {
                int[] topics = topics(h);
                for (int k = 0; k < topics.length; k++) {
                    strengths[topics[k]] += strength(h, k) / length;
                    different[topics[k]]++;
                }
            }
            for (int t = 0; t < strengths.length; t++) {
                // One word, however often, is a hint and no more.
                double sum = Math.max(0, different[t] == 1 ? Math.min(strengths[t], 3) : strengths[t]);
                strengths[t] = sum * sum / (sum * sum + HALF * HALF);
            }
            return strengths;
        }

        private void hit(int term, int first, int last, boolean headline) {
            int i = 0;
            while (i < size && terms[i] != term) {
                i++;
            }
            if (i == size) {
                if (size == terms.length) {
                    int more = size * 2;
                    terms = Arrays.copyOf(terms, more);
                    counts = Arrays.copyOf(counts, more);
                    headlines = Arrays.copyOf(headlines, more);
                    firsts = Arrays.copyOf(firsts, more);
                    lasts = Arrays.copyOf(lasts, more);
                }
                terms[i] = term;
                firsts[i] = first;
                lasts[i] = last;
                counts[i] = 0;
                headlines[i] = 0;
                size++;
            }
            if (headline) {
                headlines[i]++;
            } else {
                counts[i]++;
            }
        }

        int size() {
            return size;
        }

        /** The words as the article has them. */
        String words(int i, Tokens head, Tokens body) {
            // The headline is read first, so what was seen in it was seen there first.
            return (headlines[i] > 0 ? head : body).words(firsts[i], lasts[i]);
        }

        int[] topics(int i) {
            return topicsOfTerm.get(terms[i]);
        }

        /** How strongly the hit speaks for each of its topics: repeated words count less and less, a headline double. */
        float strength(int i, int k) {
            double times = (headlines[i] > 0 ? 2 : 0) + (counts[i] > 0 ? 1 + 0.5 * Math.log(counts[i]) : 0);
            return (float) (weightsOfTerm.get(terms[i])[k] * times);
        }
    }

    /** Number of a BCP 47 language in the rules, or -1 when there are none for it. */
    private int language(String tag) {
        if (tag == null) {
            return languages.indexOf("en");
        }
        int dash = tag.indexOf('-');
        return languages.indexOf((dash < 0 ? tag : tag.substring(0, dash)).toLowerCase(Locale.ROOT));
    }

    /** Looks for all terms of a language. */
    private void find(Tokens tokens, boolean headline, Hits hits) {
        int size = tokens.size();
        for (int i = 0; i < size; i++) {
            long state = next(hits.language + 1L, tokens.hash(i));
            int slot = slot(state);
            for (int k = i; slot >= 0; ) {
                if (values[slot] > 1) {
                    hits.hit(values[slot] - 2, i, k, headline);
                }
                k++;
                if (k >= size || k - i >= LONGEST) {
                    break;
                }
                state = next(state, tokens.hash(k));
                slot = slot(state);
            }
        }
    }

    private void add(String words, int topic, int language, float weight) {
        Tokens tokens = Tokens.of(words);
        if (tokens.size() == 0 || tokens.size() > LONGEST) {
            throw new IllegalStateException("rules.txt: a term has one to " + LONGEST + " words: '" + words + "'");
        }
        long state = language + 1L;
        int slot = 0;
        for (int i = 0; i < tokens.size(); i++) {
            state = next(state, tokens.hash(i));
            slot = put(state);
        }
        if (values[slot] == 1) {
            topicsOfTerm.add(new int[] {topic});
            weightsOfTerm.add(new float[] {weight});
            languageOfTerm.add(language);
            values[slot] = topicsOfTerm.size() + 1;
            return;
        }
        int term = values[slot] - 2;
        int[] topics = topicsOfTerm.get(term);
        for (int known : topics) {
            if (known == topic) {
                return;
            }
        }
        topicsOfTerm.set(term, append(topics, topic));
        float[] weights = Arrays.copyOf(weightsOfTerm.get(term), topics.length + 1);
        weights[topics.length] = weight;
        weightsOfTerm.set(term, weights);
    }

    private static int[] append(int[] values, int value) {
        int[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = value;
        return longer;
    }

    private static int number(List<String> list, String value) {
        int at = list.indexOf(value);
        if (at >= 0) {
            return at;
        }
        list.add(value);
        return list.size() - 1;
    }

    private static long next(long state, long hash) {
        long h = (state * 0x9E3779B97F4A7C15L + hash) * 0xBF58476D1CE4E5B9L;
        return (h ^ h >>> 31) | 1;
    }

    private int slot(long state) {
        int mask = keys.length - 1;
        int slot = (int) (state >>> 40) & mask;
        while (keys[slot] != 0) {
            if (keys[slot] == state) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private int put(long state) {
        int mask = keys.length - 1;
        int slot = (int) (state >>> 40) & mask;
        while (keys[slot] != 0 && keys[slot] != state) {
            slot = slot + 1 & mask;
        }
        if (keys[slot] == 0) {
            keys[slot] = state;
            values[slot] = 1;
        }
        return slot;
    }
}
