package wireroom.enrich.entity;

import wireroom.enrich.token.Tokens;

/**
 * What the recogniser sees of a token, as 64-bit hashes: words around it, shapes, affixes, and what the authority knows.
 * The trainer and the decoder both read it, so they cannot disagree. One instance serves one text.
 */
final class Features {
    /** Most features of one token. */
    static final int MOST = 128;

    private static final long BEFORE = 0x7F4A7C159E3779B9L;
    private static final long AFTER = 0x165667B19E3779F9L;

    private final Tokens tokens;
    private final String text;
    private final byte[] known;
    private final Lexicon lexicon;
    private final long[] shapes;
    /** Of the lexicon, by token: title marks of the sentence, and once looked up, path and classes plus one. */
    private final int[] titles;

    private final int[] paths;
    private final int[] classes;

    /**
     * @param known per token what the authority says ({@link Authority#mark}), 0 for nothing
     * @param lexicon null where there is none for the language
     */
    Features(Tokens tokens, byte[] known, Lexicon lexicon) {
        this.tokens = tokens;
        this.text = tokens.text();
        this.known = known;
        this.lexicon = lexicon;
        this.shapes = new long[tokens.size()];
        int looked = lexicon == null ? 0 : tokens.size();
        this.titles = new int[looked];
        this.paths = new int[looked];
        this.classes = new int[looked];
    }

    /** To be called once for each sentence, before its tokens. */
    void sentence(int from, int to, boolean capitals) {
        if (lexicon != null) {
            lexicon.mark(tokens, from, to, capitals, titles);
        }
    }

    /**
     * Writes the features of token {@code i} into {@code out} and says how many.
     *
     * @param from first token of the sentence
     * @param to one past its last
     * @param capitals whether the sentence is written in capitals
     */
    int of(int i, int from, int to, boolean capitals, long[] out) {
        int n = 0;
        long w0 = tokens.hash(i);
        long w1 = word(i + 1, from, to);
        long wl = word(i - 1, from, to);
        long s0 = shape(i);
        long s1 = i + 1 < to ? shape(i + 1) : AFTER;
        long sl = i > from ? shape(i - 1) : BEFORE;
        long caps = capitals ? 0x51ED270B7F4A7C15L : 0;

        out[n++] = mix(1, w0);
        out[n++] = mix(2, w1);
        out[n++] = mix(3, wl);
        out[n++] = mix(4, word(i + 2, from, to));
        out[n++] = mix(5, word(i - 2, from, to));
        out[n++] = mix(6, s0 + caps);
        out[n++] = mix(7, s1 + caps);
        out[n++] = mix(8, sl + caps);
        out[n++] = mix(9, wl * 31 + w0);
        out[n++] = mix(10, w0 * 31 + w1);
        out[n++] = mix(11, sl * 31 + s0);
        out[n++] = mix(12, s0 * 31 + s1);
        out[n++] = mix(13, (sl * 31 + s0) * 31 + s1);
        out[n++] = mix(14, caps);
        out[n++] = mix(15, w0 + s0 * 17 + caps);
        out[n++] = mix(16, wl * 31 + s0 + caps);
        out[n++] = mix(17, w1 * 31 + s0 + caps);
        boolean opening = tokens.is(i, Tokens.SENTENCE_START);
        out[n++] = mix(18, (opening ? 7 : 0) + s0);

        for (int k = 3; k <= 4; k++) {
            if (i - k >= from) {
                out[n++] = mix(19, tokens.hash(i - k));
            }
            if (i + k < to) {
                out[n++] = mix(20, tokens.hash(i + k));
            }
        }

        int start = tokens.start(i);
        int length = tokens.end(i) - start;
        long prefix = 0;
        long suffix = 0;
        for (int k = 1; k <= 5 && k <= length; k++) {
            prefix = prefix * 1_000_003 + lower(text.charAt(start + k - 1)) + 1;
            suffix = suffix * 1_000_003 + lower(text.charAt(start + length - k)) + 1;
            out[n++] = mix(20 + k, prefix);
            out[n++] = mix(25 + k, suffix);
        }

        int k0 = known[i];
        int k1 = i + 1 < to ? known[i + 1] : 0;
        int kl = i > from ? known[i - 1] : 0;
        if (k0 != 0) {
            out[n++] = mix(31, k0);
            out[n++] = mix(32, k0 * 31L + s0);
        }
        if (k1 != 0) {
            out[n++] = mix(33, k1);
        }
        if (kl != 0) {
            out[n++] = mix(34, kl);
        }
        if ((k0 | k1 | kl) != 0) {
            out[n++] = mix(35, (kl * 128L + k0) * 128 + k1);
        }
        return lexicon == null ? n : known(i, from, to, capitals, s0, out, n);
    }

    /** What the lexicon knows of the token and of those beside it. */
    private int known(int i, int from, int to, boolean capitals, long s0, long[] out, int count) {
        int n = count;
        long p0 = path(i);
        long p1 = i + 1 < to ? path(i + 1) : -1;
        long pl = i > from ? path(i - 1) : -1;
        long p2 = i + 2 < to ? path(i + 2) : -1;
        long pll = i > from + 1 ? path(i - 2) : -1;
        for (int length = 4; length <= 20; length += length < 12 ? 2 : 8) {
            if (p0 > 0) {
                out[n++] = mix(40, Lexicon.prefix(p0, length));
            }
            if (p1 > 0 && length != 6) {
                out[n++] = mix(41, Lexicon.prefix(p1, length));
            }
            if (pl > 0 && length != 6) {
                out[n++] = mix(42, Lexicon.prefix(pl, length));
            }
        }
        if (p0 == 0) {
            out[n++] = mix(43, s0);
        }
        if (p2 > 0) {
            out[n++] = mix(44, Lexicon.prefix(p2, 6));
            out[n++] = mix(44, Lexicon.prefix(p2, 12));
        }
        if (pll > 0) {
            out[n++] = mix(45, Lexicon.prefix(pll, 6));
            out[n++] = mix(45, Lexicon.prefix(pll, 12));
        }
        long b0 = Lexicon.prefix(p0, 8);
        long b1 = Lexicon.prefix(p1, 8);
        long bl = Lexicon.prefix(pl, 8);
        out[n++] = mix(46, b0 * 0x10001 + bl);
        out[n++] = mix(47, b0 * 0x10001 + b1);
        out[n++] = mix(48, Lexicon.prefix(p0, 12) * 31 + s0);

        int c0 = classes(i, capitals);
        int c1 = i + 1 < to ? classes(i + 1, capitals) : 0;
        int cl = i > from ? classes(i - 1, capitals) : 0;
        if (c0 != 0) {
            out[n++] = mix(50, c0 >>> 8);
            out[n++] = mix(51, c0 & 0xFF);
            out[n++] = mix(52, (c0 >>> 8 & 15) * 31L + s0);
            out[n++] = mix(53, c0);
        }
        if (c1 != 0) {
            out[n++] = mix(54, c1 >>> 8);
            out[n++] = mix(55, c1 & 0xFF);
        }
        if (cl != 0) {
            out[n++] = mix(56, cl >>> 8);
            out[n++] = mix(57, cl & 0xFF);
        }
        out[n++] = mix(58, (c0 & 0xFF) << 8 | c1 & 0xFF);
        out[n++] = mix(59, (c0 & 0xFF) << 8 | cl & 0xFF);
        out[n++] = mix(60, (c0 >>> 8 & 15) << 8 | (cl >>> 8 & 15) << 4 | c1 >>> 8 & 15);

        int t0 = titles[i];
        int t1 = i + 1 < to ? titles[i + 1] : 0;
        int tl = i > from ? titles[i - 1] : 0;
        if (t0 != 0) {
            out[n++] = mix(61, t0);
            out[n++] = mix(62, t0 & 15);
            out[n++] = mix(63, (t0 >>> 4) * 31L + s0);
            out[n++] = mix(64, (long) (t0 >>> 4) << 8 | c0 & 0xFF);
            for (int kind = t0 >>> 4; kind != 0; kind &= kind - 1) {
                out[n++] = mix(65, (kind & -kind) << 4 | t0 & 15);
            }
        }
        if (t1 != 0) {
            out[n++] = mix(66, t1);
        }
        if (tl != 0) {
            out[n++] = mix(67, tl);
        }
        out[n++] = mix(68, (long) t0 << 32 | (long) tl << 16 | t1);
        return n;
    }

    private long path(int i) {
        int path = paths[i];
        if (path == 0) {
            path = (int) lexicon.path(lexicon.cluster(tokens.hash(i))) + 1;
            paths[i] = path;
        }
        return path - 1L;
    }

    private int classes(int i, boolean capitals) {
        int known = classes[i];
        if (known == 0) {
            known = lexicon.classes(tokens, i, capitals) + 1;
            classes[i] = known;
        }
        return known - 1;
    }

    private long word(int i, int from, int to) {
        return i < from ? BEFORE : i >= to ? AFTER : tokens.hash(i);
    }

    /** Hash of the word's outline: {@code Jae-in} is {@code Xx-x}, {@code 10:30} is {@code d:d}, {@code U.S.} {@code X.X.}. */
    private long shape(int i) {
        long shape = shapes[i];
        if (shape != 0) {
            return shape;
        }
        shape = 3;
        char last = 0;
        int run = 0;
        for (int at = tokens.start(i), end = tokens.end(i); at < end; at++) {
            char c = text.charAt(at);
            char kind;
            if (c < 128) {
                kind = c >= 'a' && c <= 'z' ? 'x' : c >= 'A' && c <= 'Z' ? 'X' : c >= '0' && c <= '9' ? 'd' : c;
            } else {
                kind = Character.isLowerCase(c)
                        ? 'x'
                        : Character.isUpperCase(c) ? 'X' : Character.isLetter(c) ? 'y' : c == '\u2019' ? '\'' : c;
            }
            run = kind == last ? run + 1 : 0;
            // Runs count up to two: "USA" and "US" differ from "U", years from single digits.
            if (run < 2) {
                shape = shape * 1_000_003 + kind;
            }
            last = kind;
        }
        shapes[i] = shape;
        return shape;
    }

    private static char lower(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    private static long mix(int kind, long value) {
        long h = (value ^ kind * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 32) * 0x94D049BB133111EBL;
        return h ^ h >>> 31;
    }
}
