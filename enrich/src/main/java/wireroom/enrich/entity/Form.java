package wireroom.enrich.entity;

import wireroom.enrich.token.Tokens;

/**
 * A word as it is written, and all that the recogniser can say of it without looking at the words around it. Immutable,
 * thread-safe.
 */
final class Form {
    /** Where the word stands, seen from the token that is read. */
    static final int ITSELF = 0;
    /** In the opening of its sentence; besides {@link #ITSELF}. */
    static final int OPENING = 1;
    /** Not in the opening of its sentence; besides {@link #ITSELF}. */
    static final int INSIDE = 2;

    static final int NEXT = 3;
    static final int BEFORE = 4;
    static final int SECOND_NEXT = 5;
    static final int SECOND_BEFORE = 6;
    /** Three or four words on. */
    static final int FURTHER_ON = 7;
    /** Three or four words back. */
    static final int FURTHER_BACK = 8;

    static final int ROLES = 9;

    /** Most features of one role. */
    static final int MOST = 48;

    private static final int CASE = Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL | Tokens.ALL_CAPITALS;
    private static final long CAPITALS = 0x51ED270B7F4A7C15L;
    private static final long BEFORE_TEXT = 0x7F4A7C159E3779B9L;
    private static final long AFTER_TEXT = 0x165667B19E3779F9L;

    private final String text;
    private final int flags;
    private final boolean capitals;
    private final boolean listed;

    /** Hash of the word in lower case. */
    final long word;
    /** Hash of its outline: {@code Jae-in} is {@code Xx-x}, {@code 10:30} is {@code d:d}, {@code U.S.} {@code X.X.}. */
    final long shape;
    /** Path of its cluster, 0 for none, -1 beyond the sentence or without word lists. */
    final long path;
    /** {@link Lexicon#classes}, 0 for none. */
    final int classes;
    /** Sums of weights by role, {@link CrfModel#LANES} each; null where no model reads it. */
    final long[] sums;

    private Form(String text, int flags, boolean capitals, long word, long shape, Lexicon lexicon, CrfModel model) {
        this.text = text;
        this.flags = flags;
        this.capitals = capitals;
        this.listed = lexicon != null;
        this.word = word;
        this.shape = shape;
        boolean real = !text.isEmpty();
        this.path = real && listed ? lexicon.path(lexicon.cluster(word)) : -1;
        this.classes = real && listed ? lexicon.classes(word, flags, capitals) : 0;
        this.sums = model == null ? null : new long[ROLES * CrfModel.LANES];
        if (model != null) {
            long[] buffer = new long[MOST];
            for (int role = 0; role < ROLES; role++) {
                model.add(buffer, features(role, buffer, 0), sums, role * CrfModel.LANES);
            }
        }
    }

    /**
     * The word at {@code i}.
     *
     * @param capitals whether its sentence is written in capitals
     * @param lexicon null where there is none
     * @param model whose weights are to be summed, null for none
     */
    static Form of(Tokens tokens, int i, boolean capitals, Lexicon lexicon, CrfModel model) {
        String text = tokens.word(i);
        return new Form(text, tokens.flags(i) & CASE, capitals, tokens.hash(i), shape(text), lexicon, model);
    }

    /** What stands before a sentence. */
    static Form before(boolean capitals, Lexicon lexicon, CrfModel model) {
        return new Form("", 0, capitals, BEFORE_TEXT, BEFORE_TEXT, lexicon, model);
    }

    /** What stands after a sentence. */
    static Form after(boolean capitals, Lexicon lexicon, CrfModel model) {
        return new Form("", 0, capitals, AFTER_TEXT, AFTER_TEXT, lexicon, model);
    }

    /** Whether this is the word at {@code i}, letter by letter. */
    boolean is(Tokens tokens, int i, boolean inCapitals) {
        int start = tokens.start(i);
        int length = tokens.end(i) - start;
        return word == tokens.hash(i)
                && capitals == inCapitals
                && flags == (tokens.flags(i) & CASE)
                && text.length() == length
                && tokens.text().startsWith(text, start);
    }

    /** Number to look a form up by: equal for equal forms. */
    static long key(Tokens tokens, int i, boolean capitals) {
        return (tokens.hash(i) + (tokens.flags(i) & CASE) * 2L + (capitals ? 1 : 0)) * 0x9E3779B97F4A7C15L;
    }

    /** Zero, or what tells a text in capitals from others. */
    long capitals() {
        return capitals ? CAPITALS : 0;
    }

    /** Writes the features of this word in a role from {@code at} on; returns where they end. */
    int features(int role, long[] out, int at) {
        return switch (role) {
            case ITSELF -> itself(out, at);
            case OPENING -> one(out, at, mix(18, 7 + shape));
            case INSIDE -> one(out, at, mix(18, shape));
            case NEXT -> beside(2, 7, 41, 54, out, at);
            case BEFORE -> beside(3, 8, 42, 56, out, at);
            case SECOND_NEXT -> second(4, 44, out, at);
            case SECOND_BEFORE -> second(5, 45, out, at);
            case FURTHER_ON -> one(out, at, mix(20, word));
            case FURTHER_BACK -> one(out, at, mix(19, word));
            default -> throw new IllegalArgumentException("role " + role);
        };
    }

    private static int one(long[] out, int at, long feature) {
        out[at] = feature;
        return at + 1;
    }

    private int itself(long[] out, int at) {
        int n = at;
        long caps = capitals();
        out[n++] = mix(1, word);
        out[n++] = mix(6, shape + caps);
        out[n++] = mix(14, caps);
        out[n++] = mix(15, word + shape * 17 + caps);
        long prefix = 0;
        long suffix = 0;
        int length = text.length();
        for (int k = 1; k <= 5 && k <= length; k++) {
            prefix = prefix * 1_000_003 + lower(text.charAt(k - 1)) + 1;
            suffix = suffix * 1_000_003 + lower(text.charAt(length - k)) + 1;
            out[n++] = mix(20 + k, prefix);
            out[n++] = mix(25 + k, suffix);
        }
        if (!listed) {
            return n;
        }
        if (path > 0) {
            for (int steps = 4; steps <= 20; steps += steps < 12 ? 2 : 8) {
                out[n++] = mix(40, Lexicon.prefix(path, steps));
            }
        } else {
            out[n++] = mix(43, shape);
        }
        out[n++] = mix(48, Lexicon.prefix(path, 12) * 31 + shape);
        if (classes != 0) {
            out[n++] = mix(50, classes >>> 8);
            out[n++] = mix(51, classes & 0xFF);
            out[n++] = mix(52, (classes >>> 8 & 15) * 31L + shape);
            out[n++] = mix(53, classes);
        }
        return n;
    }

    private int beside(int wordKind, int shapeKind, int pathKind, int classKind, long[] out, int at) {
        int n = at;
        out[n++] = mix(wordKind, word);
        out[n++] = mix(shapeKind, shape + capitals());
        if (path > 0) {
            for (int steps = 4; steps <= 20; steps += steps < 12 ? 2 : 8) {
                if (steps != 6) {
                    out[n++] = mix(pathKind, Lexicon.prefix(path, steps));
                }
            }
        }
        if (classes != 0) {
            out[n++] = mix(classKind, classes >>> 8);
            out[n++] = mix(classKind + 1, classes & 0xFF);
        }
        return n;
    }

    private int second(int wordKind, int pathKind, long[] out, int at) {
        int n = at;
        out[n++] = mix(wordKind, word);
        if (path > 0) {
            out[n++] = mix(pathKind, Lexicon.prefix(path, 6));
            out[n++] = mix(pathKind, Lexicon.prefix(path, 12));
        }
        return n;
    }

    private static long shape(String text) {
        long shape = 3;
        char last = 0;
        int run = 0;
        for (int at = 0; at < text.length(); at++) {
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
        return shape;
    }

    private static char lower(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(c);
    }

    static long mix(int kind, long value) {
        long h = (value ^ kind * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 32) * 0x94D049BB133111EBL;
        return h ^ h >>> 31;
    }
}
