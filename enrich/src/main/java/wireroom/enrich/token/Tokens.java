package wireroom.enrich.token;

import java.util.Arrays;

/**
 * The tokens of a text: where each begins and ends in UTF-16 units, a 64-bit hash of its lower-cased form, and what it
 * looks like. Made in one pass, kept in arrays, so that every step of enrichment reads the same tokens without making
 * strings.
 *
 * <p>What is one token: a run of letters, digits and marks, with inner hyphens ({@code Jae-in}), inner apostrophes
 * ({@code O'Brien}), inner separators between digits ({@code 1,234.5}, {@code 10:30}), dotted abbreviations with their
 * last full stop ({@code U.S.}, {@code J.}, {@code Mr.}); a possessive ending ({@code 's}, {@code ’s}) and the
 * contraction {@code n't} by themselves; a lower-case elision by itself ({@code l'}, {@code d’}); a web address; each
 * Han, kana, Thai, Lao, Khmer or Burmese character by itself, because those scripts write no spaces; any other visible
 * character by itself, a run of the same one together ({@code ...}).
 *
 * <p>Every character that is not white space or a control belongs to exactly one token. Immutable, thread-safe.
 */
public final class Tokens {
    /** First letter is upper or title case. */
    public static final int INITIAL_CAPITAL = 1;
    /** Two letters or more, none of them lower case, at least one upper case. */
    public static final int ALL_CAPITALS = 1 << 1;
    /** Holds a digit. */
    public static final int DIGIT = 1 << 2;
    /** No letters, at least one digit. */
    public static final int NUMBER = 1 << 3;
    /** Neither letters nor digits. */
    public static final int PUNCTUATION = 1 << 4;
    /** In the opening of a sentence: its first word and the marks before it. */
    public static final int SENTENCE_START = 1 << 5;
    /** First token of a paragraph (after a blank line). */
    public static final int PARAGRAPH_START = 1 << 6;
    /** A capital after a lower-case letter or after a hyphen or apostrophe: {@code McDonald}, {@code al-Qaida}. */
    public static final int INNER_CAPITAL = 1 << 7;
    /** Letters of a script without case. */
    public static final int CASELESS = 1 << 8;
    /** White space, or the beginning of the text, stands before it. */
    public static final int SPACE_BEFORE = 1 << 9;
    /** Ends with a full stop that belongs to it: {@code U.S.}, {@code Mr.}. */
    public static final int ABBREVIATION = 1 << 10;
    /** A line break stands before it. */
    public static final int LINE_START = 1 << 11;
    /** A web address. */
    public static final int ADDRESS = 1 << 12;

    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long PRIME = 0xFF51AFD7ED558CCDL;

    /** Abbreviations that keep their full stop, besides single letters and dotted letters. */
    private static final long[] ABBREVIATIONS = hashes(
            "mr mrs ms dr st gen sen gov rep lt col capt sgt jr sr prof rev hon messrs maj adm cmdr pres supt det insp"
                    + " jan feb mar apr jun jul aug sept sep oct nov dec inc corp co ltd bros vs etc vol ave blvd no nos"
                    + " mt ft approx est dept dist ph.d mme mlle hr fr bzw ca evtl dhr mevr drs ing ir sra srta");

    private static final int SPACE = 0;
    private static final int LETTER = 1;
    private static final int NUMERAL = 2;
    private static final int MARK = 3;
    private static final int ALONE = 4;
    private static final int OTHER = 5;

    private static final byte[] ASCII_KIND = new byte[128];

    static {
        for (int c = 0; c < 128; c++) {
            ASCII_KIND[c] = (byte)
                    (c <= ' ' || c == 127
                            ? SPACE
                            : Character.isLetter(c) ? LETTER : c >= '0' && c <= '9' ? NUMERAL : OTHER);
        }
    }

    /** Characters after which a run of letters is a word for sure. */
    private static final boolean[] ENDS_WORD = new boolean[128];

    static {
        for (char c : " ,\n\r\t;!?\")]}([{".toCharArray()) {
            ENDS_WORD[c] = true;
        }
    }

    private final String text;
    /** The text while it is read: quicker than asking the string for each character. */
    private char[] chars;

    private int size;
    private int[] starts;
    private int[] ends;
    private int[] flags;
    private long[] hashes;

    private Tokens(String text) {
        this.text = text;
        int guess = text.length() / 5 + 8;
        starts = new int[guess];
        ends = new int[guess];
        flags = new int[guess];
        hashes = new long[guess];
    }

    /**
     * Tokens of any text, also of one with unpaired surrogates.
     *
     * @param text not null, may be empty
     */
    public static Tokens of(String text) {
        Tokens tokens = new Tokens(text);
        tokens.read();
        return tokens;
    }

    /**
     * Hash of a word as {@link #hash(int)} has it: lower-cased, a typographic apostrophe like a plain one.
     *
     * @param word one token
     */
    public static long hashOf(CharSequence word) {
        long hash = SEED;
        for (int i = 0; i < word.length(); i++) {
            hash = mix(hash, lower(word.charAt(i)));
        }
        return finish(hash);
    }

    /** The text itself. */
    public String text() {
        return text;
    }

    /** How many tokens. */
    public int size() {
        return size;
    }

    /** First UTF-16 unit of token {@code i}. */
    public int start(int i) {
        return starts[check(i)];
    }

    /** One past the last UTF-16 unit of token {@code i}. */
    public int end(int i) {
        return ends[check(i)];
    }

    /** 64-bit hash of the lower-cased form of token {@code i}; equal to {@link #hashOf} of its word. */
    public long hash(int i) {
        return hashes[check(i)];
    }

    /** The flags of token {@code i}, a sum of the constants of this class. */
    public int flags(int i) {
        return flags[check(i)];
    }

    /** Whether token {@code i} has any of these flags. */
    public boolean is(int i, int anyOf) {
        return (flags[check(i)] & anyOf) != 0;
    }

    /** The token as it is written. Makes a string: not for loops over every token. */
    public String word(int i) {
        return text.substring(start(i), end(i));
    }

    /** Text from the beginning of token {@code first} to the end of token {@code last}, as it is written. */
    public String words(int first, int last) {
        return text.substring(start(first), end(last));
    }

    private int check(int i) {
        if (i >= size) {
            throw new IndexOutOfBoundsException(i);
        }
        return i;
    }

    private void read() {
        chars = text.toCharArray();
        int length = chars.length;
        int at = 0;
        boolean sentence = true;
        boolean ended = false;
        int breaks = 2;
        boolean space = true;
        while (at < length) {
            char c = chars[at];
            int kind = kind(at, c);
            if (kind == SPACE) {
                if (c == '\n' || c == '\u2029' || c == '\r' && (at + 1 >= length || chars[at + 1] != '\n')) {
                    breaks++;
                }
                space = true;
                at++;
                continue;
            }
            int flag = space ? SPACE_BEFORE : 0;
            if (breaks >= 1) {
                flag |= LINE_START;
                if (breaks >= 2) {
                    flag |= PARAGRAPH_START;
                    sentence = true;
                }
            }
            int plain = kind == LETTER && c < 128 ? plainWord(at, length, sentence ? flag | SENTENCE_START : flag) : at;
            if (plain > at) {
                if (ended && (space || breaks > 0) && !sentence && (c < 'a' || c > 'z')) {
                    flags[size - 1] |= SENTENCE_START;
                }
                at = plain;
                sentence = false;
                ended = false;
                breaks = 0;
                space = false;
                continue;
            }
            int end = switch (kind) {
                case LETTER, NUMERAL, MARK -> word(at, length);
                case ALONE -> at + width(at, c);
                default -> same(at, c, length);
            };
            if (ended && (space || breaks > 0) && kind != MARK) {
                sentence = sentence || !Character.isLowerCase(c);
            }
            at = add(at, end, flag, kind, sentence);
            int added = flags[size - 1];
            if ((added & PUNCTUATION) != 0) {
                char last = chars[at - 1];
                if (last == '.' || last == '!' || last == '?' || last == '\u2026' || last == '\u3002') {
                    ended = true;
                } else if (last != '"' && last != '\'' && last != '\u201D' && last != '\u2019' && last != ')') {
                    ended = false;
                }
            } else {
                sentence = false;
                ended = false;
            }
            breaks = 0;
            space = false;
        }
        chars = new char[0];
    }

    /**
     * Adds the token if it is a plain word: ASCII letters up to a character that cannot go on with it. Most words are, and
     * one loop is enough for them. Returns its end, or {@code start} when it is not plain.
     */
    private int plainWord(int start, int length, int state) {
        int at = start;
        long hash = SEED;
        int upper = 0;
        int inner = 0;
        int lowerBefore = 0;
        while (at < length) {
            int c = chars[at];
            int letter = c | 32;
            if (letter < 'a' || letter > 'z' || c > 'z') {
                break;
            }
            int capital = (c & 32) ^ 32;
            upper += capital;
            inner |= capital & lowerBefore;
            lowerBefore = capital ^ 32;
            hash = (hash ^ letter) * 0x100000001B3L;
            at++;
        }
        if (at < length && (chars[at] >= 128 || !ENDS_WORD[chars[at]])) {
            return start;
        }
        int flag = state;
        if (upper > 0) {
            flag |= chars[start] <= 'Z' ? INITIAL_CAPITAL : 0;
            flag |= inner != 0 ? INNER_CAPITAL : 0;
            flag |= at - start > 1 && upper == 32 * (at - start) ? ALL_CAPITALS : 0;
        }
        if (size == starts.length) {
            grow();
        }
        starts[size] = start;
        ends[size] = at;
        hashes[size] = finish(hash);
        flags[size] = flag;
        size++;
        return at;
    }

    /** Adds the token, and what has to be cut off its end as tokens of their own; returns where reading goes on. */
    private int add(int start, int end, int flag, int kind, boolean sentence) {
        int state = sentence ? flag | SENTENCE_START : flag;
        if (kind == LETTER) {
            int cut = possessive(start, end);
            if (cut > start && cut < end) {
                put(start, cut, state);
                put(cut, end, 0);
                return end;
            }
        }
        put(start, end, state);
        return end;
    }

    private void put(int start, int end, int state) {
        if (size == starts.length) {
            grow();
        }
        long hash = SEED;
        int letters = 0;
        int upper = 0;
        int lower = 0;
        int digits = 0;
        int flag = state;
        boolean before = false;
        for (int i = start; i < end; i++) {
            char c = chars[i];
            hash = mix(hash, lower(c));
            if (c < 128) {
                if (c >= 'a' && c <= 'z') {
                    letters++;
                    lower++;
                    before = true;
                } else if (c >= 'A' && c <= 'Z') {
                    if (letters == 0) {
                        flag |= INITIAL_CAPITAL;
                    } else if (before || chars[i - 1] == '-' || chars[i - 1] == '\'') {
                        flag |= INNER_CAPITAL;
                    }
                    letters++;
                    upper++;
                    before = false;
                } else if (c >= '0' && c <= '9') {
                    digits++;
                }
            } else {
                int point = Character.isSurrogate(c) ? Character.codePointAt(chars, i) : c;
                if (Character.isUpperCase(point) || Character.isTitleCase(point)) {
                    if (letters == 0) {
                        flag |= INITIAL_CAPITAL;
                    } else if (before || chars[i - 1] == '-' || chars[i - 1] == '\u2019') {
                        flag |= INNER_CAPITAL;
                    }
                    letters++;
                    upper++;
                    before = false;
                } else if (Character.isLowerCase(point)) {
                    letters++;
                    lower++;
                    before = true;
                } else if (Character.isLetter(point)) {
                    letters++;
                } else if (Character.isDigit(point)) {
                    digits++;
                }
                if (point > 0xFFFF && i + 1 < end) {
                    i++;
                    hash = mix(hash, lower(chars[i]));
                }
            }
        }
        if (digits > 0) {
            flag |= letters == 0 ? DIGIT | NUMBER : DIGIT;
        } else if (letters == 0) {
            flag |= PUNCTUATION;
        }
        if (letters > 1 && lower == 0 && upper > 0) {
            flag |= ALL_CAPITALS;
        }
        if (letters > 0 && upper == 0 && lower == 0) {
            flag |= CASELESS;
        }
        if (letters > 0 && chars[end - 1] == '.') {
            flag |= ABBREVIATION;
        }
        if (letters > 2 && end - start > 6 && address(start, end)) {
            flag |= ADDRESS;
        }
        starts[size] = start;
        ends[size] = end;
        hashes[size] = finish(hash);
        flags[size] = flag;
        size++;
    }

    private void grow() {
        int capacity = starts.length * 2;
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        flags = Arrays.copyOf(flags, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
    }

    /** End of the word that begins here, before possessives are cut off. */
    private int word(int start, int length) {
        if (chars[start] == 'h' || chars[start] == 'w') {
            int address = address(start, length) ? endOfAddress(start, length) : start;
            if (address > start) {
                return address;
            }
        }
        int at = start;
        while (true) {
            at = run(at, length);
            if (at >= length) {
                return at;
            }
            char c = chars[at];
            char before = chars[at - 1];
            boolean more = at + 1 < length;
            char next = more ? chars[at + 1] : ' ';
            int nextKind = more ? kind(at + 1, next) : SPACE;
            if ((c == '-' || c == '\u2010' || c == '\u2011') && (nextKind == LETTER || nextKind == NUMERAL)) {
                at++;
            } else if ((c == '\'' || c == '\u2019') && nextKind == LETTER && Character.isLetter(before)) {
                if (elision(start, at)) {
                    return at + 1;
                }
                at++;
            } else if ((c == '.' || c == ',' || c == ':' || c == '/')
                    && nextKind == NUMERAL
                    && Character.isDigit(before)) {
                at++;
            } else if (c == '&' && nextKind == LETTER && Character.isUpperCase(before) && Character.isUpperCase(next)) {
                at++;
            } else if (c == '.') {
                return fullStop(start, at, length);
            } else {
                return at;
            }
        }
    }

    /** Whether the full stop at {@code dot} belongs to the word. */
    private int fullStop(int start, int dot, int length) {
        int at = dot;
        int letters = at - start;
        if (letters == 1 && Character.isLetter(chars[start])) {
            boolean dotted = false;
            while (at + 2 < length && Character.isLetter(chars[at + 1]) && chars[at + 2] == '.') {
                at += 2;
                dotted = true;
            }
            if (dotted) {
                int end = at + 1;
                // "U.S.-led" is one word, as in the training texts.
                return end + 1 < length && chars[end] == '-' && kind(end + 1, chars[end + 1]) == LETTER
                        ? run(end + 1, length)
                        : end;
            }
            return Character.isUpperCase(chars[start]) ? dot + 1 : dot;
        }
        if (letters <= 6) {
            long hash = SEED;
            for (int i = start; i < dot; i++) {
                hash = mix(hash, lower(chars[i]));
            }
            return Arrays.binarySearch(ABBREVIATIONS, finish(hash)) >= 0 ? dot + 1 : dot;
        }
        return dot;
    }

    private int run(int from, int length) {
        int at = from;
        while (at < length) {
            char c = chars[at];
            if (c < 128) {
                int kind = ASCII_KIND[c];
                if (kind != LETTER && kind != NUMERAL) {
                    break;
                }
                at++;
            } else {
                int kind = kind(at, c);
                if (kind != LETTER && kind != NUMERAL && kind != MARK) {
                    break;
                }
                at += width(at, c);
            }
        }
        return at;
    }

    private int same(int start, char c, int length) {
        int width = width(start, c);
        int at = start + width;
        if (width == 1 && c != '\'' && c != '"' && c != '(' && c != ')' && c != '[' && c != ']') {
            while (at < length && chars[at] == c) {
                at++;
            }
        }
        return at;
    }

    /** Romance elisions stand by themselves: {@code l'Italie} is {@code l'} and {@code Italie}. */
    private boolean elision(int start, int apostrophe) {
        int letters = apostrophe - start;
        if (letters == 1) {
            return "ldcjmnst".indexOf(chars[start]) >= 0;
        }
        if (letters == 2) {
            return chars[start] == 'q' && chars[start + 1] == 'u';
        }
        return letters >= 3
                && letters <= 5
                && (text.startsWith("dell", start) || text.startsWith("all", start) || text.startsWith("nell", start));
    }

    /** Where {@code 's} or {@code n't} begins at the end of this word, or its end. */
    private int possessive(int start, int end) {
        if (end - start < 3) {
            return end;
        }
        char last = chars[end - 1];
        char mark = chars[end - 2];
        if ((last == 's' || last == 'S') && (mark == '\'' || mark == '\u2019')) {
            return end - 2;
        }
        if ((last == 't' || last == 'T') && (mark == '\'' || mark == '\u2019')) {
            char n = chars[end - 3];
            return (n == 'n' || n == 'N') && end - start > 3 ? end - 3 : end;
        }
        if (end - start > 3) {
            char third = chars[end - 3];
            boolean contraction = last == 'e' && (mark == 'r' || mark == 'v') || last == 'l' && mark == 'l';
            if ((third == '\'' || third == '\u2019') && contraction) {
                return end - 3;
            }
        }
        return end;
    }

    private boolean address(int start, int limit) {
        char first = chars[start];
        return (first == 'h' || first == 'w')
                && start + 8 < limit
                && (text.startsWith("http://", start)
                        || text.startsWith("https://", start)
                        || text.startsWith("www.", start));
    }

    private int endOfAddress(int start, int length) {
        int at = start;
        while (at < length) {
            char c = chars[at];
            if (c <= ' ' || c > 126 || c == '"' || c == '<' || c == '>' || c == ')' || c == ']') {
                break;
            }
            at++;
        }
        while (at > start && ".,;:!?'".indexOf(chars[at - 1]) >= 0) {
            at--;
        }
        return at;
    }

    private int width(int at, char c) {
        return Character.isHighSurrogate(c) && at + 1 < chars.length && Character.isLowSurrogate(chars[at + 1]) ? 2 : 1;
    }

    private int kind(int at, char c) {
        if (c < 128) {
            return ASCII_KIND[c];
        }
        if (c < 0x250 || c >= 0x370 && c < 0x530) {
            return Character.isLetter(c)
                    ? LETTER
                    : c == 0x85 || c == 0xA0 || c == 0xAD || Character.isISOControl(c) ? SPACE : OTHER;
        }
        int point = Character.isSurrogate(c) ? Character.codePointAt(chars, at) : c;
        return switch (Character.getType(point)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> SPACE;
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER -> LETTER;
            case Character.OTHER_LETTER -> withoutSpaces(point) ? ALONE : LETTER;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> MARK;
            case Character.DECIMAL_DIGIT_NUMBER -> NUMERAL;
            default -> OTHER;
        };
    }

    /** Scripts that write no spaces between words. */
    private static boolean withoutSpaces(int point) {
        return point >= 0x3040 && point < 0x3100
                || point >= 0x3400 && point < 0xA000
                || point >= 0x0E00 && point < 0x0F00
                || point >= 0x1000 && point < 0x10A0
                || point >= 0x1780 && point < 0x1800
                || point >= 0xF900 && point < 0xFB00
                || point >= 0x20000 && point < 0x32000
                || Character.isIdeographic(point);
    }

    private static char lower(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return c == '\u2019' ? '\'' : c == '\u2010' || c == '\u2011' ? '-' : Character.toLowerCase(c);
    }

    private static long mix(long hash, char c) {
        return (hash ^ c) * 0x100000001B3L;
    }

    private static long finish(long hash) {
        long h = (hash ^ hash >>> 32) * PRIME;
        return h ^ h >>> 29;
    }

    private static long[] hashes(String words) {
        return Arrays.stream(words.split(" ", -1))
                .mapToLong(Tokens::hashOf)
                .sorted()
                .toArray();
    }
}
