package wireroom.enrich.entity;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import wireroom.enrich.token.Tokens;

/**
 * What is known of words before any text is labelled: clusters of words that stand in like places, what share of a word's
 * uses in Wikipedia is in names of which kind, and titles of Wikipedia articles by kind. Distilled from open resources,
 * see docs/data-entities.md. Immutable, thread-safe.
 */
final class Lexicon {
    /** Kinds of titles, as bits. */
    static final int PERSON = 1;

    static final int ORGANISATION = 2;
    static final int PLACE = 4;
    static final int WORK = 8;
    static final int EVENT = 16;
    static final int OBJECT = 32;
    /** The name itself is the title of an article, not only a redirect or the beginning of one. */
    static final int ARTICLE = 64;
    /** Several articles bear the name, told apart by words in brackets. */
    static final int SHARED = 128;

    private static final int KINDS = 63;

    static final int LONGEST_TITLE = 6;
    static final int LONGEST_ARTICLE = 9;

    private static final int CAPITAL = Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL;
    private static final int NO_NAME = Tokens.PUNCTUATION | Tokens.ADDRESS;

    private final HashTable clusters;
    private final long[] paths;
    private final HashTable classes;
    private final HashTable titles;

    private Lexicon(HashTable clusters, long[] paths, HashTable classes, HashTable titles) {
        this.clusters = clusters;
        this.paths = paths;
        this.classes = classes;
        this.titles = titles;
    }

    static Lexicon shipped() throws IOException {
        return read(new Resources());
    }

    static Lexicon read(Resources resources) throws IOException {
        HashTable clusters;
        long[] paths;
        try (DataInputStream in = open(resources, "clusters.bin.gz")) {
            paths = new long[in.readInt()];
            for (int i = 1; i < paths.length; i++) {
                paths[i] = in.readInt();
            }
            clusters = HashTable.read(in);
        }
        try (DataInputStream words = open(resources, "classes.bin.gz");
                DataInputStream names = open(resources, "titles.bin.gz")) {
            return new Lexicon(clusters, paths, HashTable.read(words), HashTable.read(names));
        }
    }

    private static DataInputStream open(Resources resources, String name) throws IOException {
        return new DataInputStream(new GZIPInputStream(resources.stream(name), 1 << 16));
    }

    /** Cluster of a word, 0 for a word that is in none. */
    int cluster(long hash) {
        return clusters.get(hash);
    }

    /** Path of a cluster from the root of the tree: its bits under a leading one; 0 for no cluster. */
    long path(int cluster) {
        return paths[cluster];
    }

    /** The first {@code length} steps of a path; the whole path when it is shorter. */
    static long prefix(long path, int length) {
        int bits = 63 - Long.numberOfLeadingZeros(path | 1);
        return bits <= length ? path : path >>> bits - length;
    }

    /**
     * How a word is used in Wikipedia, 0 when not known. Bits 0–7: the share of people, organisations, places, others in
     * quarters; bits 8–11: the likeliest kind and position; bits 12–13: how likely, in quarters.
     *
     * @param hash of the word, as tokens have it
     * @param flags of the token; its capitals count
     * @param capitals the sentence is in capitals, so that those of the word say nothing
     */
    int classes(long hash, int flags, boolean capitals) {
        return classes.get(classesKey(hash, flags, capitals));
    }

    static long classesKey(long hash, int flags, boolean capitals) {
        boolean title = (flags & CAPITAL) != 0 && (capitals || (flags & Tokens.ALL_CAPITALS) == 0);
        return hash + (title ? 1 : (flags & Tokens.ALL_CAPITALS) != 0 ? 2 : 0);
    }

    /**
     * The longest titles in a sentence, left to right: per token the kinds of the title it is in, where in it, and how
     * long it is; 0 outside.
     */
    void mark(Tokens tokens, int from, int to, boolean capitals, int[] marks) {
        int i = from;
        while (i < to) {
            marks[i] = 0;
            if (!tokens.is(i, CAPITAL)) {
                i++;
                continue;
            }
            long state = 1;
            int best = 0;
            int last = i;
            int limit = Math.min(to, i + LONGEST_TITLE);
            for (int k = i; k < limit; k++) {
                int flags = tokens.flags(k);
                if ((flags & NO_NAME) != 0 && k + 1 == limit) {
                    break;
                }
                state = next(state, tokens.hash(k));
                if ((flags & (CAPITAL | Tokens.NUMBER)) != 0) {
                    int kinds = titles.get(state) & KINDS;
                    if (kinds != 0) {
                        best = kinds;
                        last = k;
                    }
                }
            }
            if (best == 0) {
                i++;
                continue;
            }
            int length = Math.min(3, last - i + 1);
            int mark = best << 4 | length << 2;
            for (int k = i; k <= last; k++) {
                marks[k] = mark
                        | (i == last ? Labels.SINGLE : k == i ? Labels.BEGIN : k == last ? Labels.END : Labels.INSIDE);
            }
            i = last + 1;
        }
    }

    /** Kinds of the title that ends in this state, with {@link #ARTICLE} and {@link #SHARED}; 0 for none. */
    int title(long state) {
        return titles.get(state);
    }

    /** State of a title after one more word; it begins with 1. */
    static long next(long state, long hash) {
        long h = (state * 0x9E3779B97F4A7C15L + hash) * 0xBF58476D1CE4E5B9L;
        return h ^ h >>> 31;
    }
}
