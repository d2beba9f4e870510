package wireroom.enrich.mediatopic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import wireroom.enrich.token.Tokens;

/**
 * Words and phrases that speak for a topic, from the edited file {@code rules.txt}. Kept as a trie over token hashes, so
 * that one pass over a text finds all of them. Immutable, thread-safe.
 */
final class Rules {
    private static final int LONGEST = 5;

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
        for (String line : resources.lines("rules.txt")) {
            String[] columns = line.split("\\|", -1);
            if (columns.length != 3) {
                throw new IllegalStateException("rules.txt: expected code | language | terms: " + line);
            }
            String code = columns[0].strip();
            if (!vocabulary.active(code)) {
                throw new IllegalStateException("rules.txt: no active media topic " + code);
            }
            int topic = number(codes, code);
            int language = number(languages, columns[1].strip());
            for (String written : columns[2].split(",", -1)) {
                String term = written.strip();
                int mark = term.indexOf('^');
                float weight = mark < 0 ? 1 : Float.parseFloat(term.substring(mark + 1));
                String words = (mark < 0 ? term : term.substring(0, mark)).strip();
                add(words, topic, language, weight);
                if (words.length() > 3 && !words.endsWith("s")) {
                    add(words + "s", topic, language, weight);
                }
            }
        }
    }

    /** Codes that rules speak for; the index is the topic of {@link Hits}. */
    List<String> codes() {
        return codes;
    }

    /** Terms found: their number in the rules, where first seen, how often, and how often in the headline. */
    final class Hits {
        private final int language;
        private int[] terms = new int[32];
        private int[] counts = new int[32];
        private int[] headlines = new int[32];
        private String[] words = new String[32];
        private int size;

        Hits(int language) {
            this.language = language;
        }

        private void hit(int term, Tokens tokens, int first, int last, boolean headline) {
            int i = 0;
            while (i < size && terms[i] != term) {
                i++;
            }
            if (i == size) {
                if (size == terms.length) {
                    terms = Arrays.copyOf(terms, size * 2);
                    counts = Arrays.copyOf(counts, size * 2);
                    headlines = Arrays.copyOf(headlines, size * 2);
                    words = Arrays.copyOf(words, size * 2);
                }
                terms[size] = term;
                words[size] = tokens.words(first, last);
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
        String words(int i) {
            return words[i];
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
    int language(String tag) {
        if (tag == null) {
            return languages.indexOf("en");
        }
        int dash = tag.indexOf('-');
        return languages.indexOf((dash < 0 ? tag : tag.substring(0, dash)).toLowerCase(Locale.ROOT));
    }

    /** Looks for all terms of a language. */
    void find(Tokens tokens, boolean headline, Hits hits) {
        int size = tokens.size();
        for (int i = 0; i < size; i++) {
            long state = next(hits.language + 1L, tokens.hash(i));
            int slot = slot(state);
            for (int k = i; slot >= 0; ) {
                if (values[slot] > 1) {
                    hits.hit(values[slot] - 2, tokens, i, k, headline);
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
