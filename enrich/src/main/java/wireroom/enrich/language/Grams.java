package wireroom.enrich.language;

/**
 * Cuts a word into what speaks for a language: with a space on both sides, all runs of two and three letters; letters
 * beyond ASCII by themselves; and the whole word. Trainer and detector cut alike.
 */
final class Grams {
    /** Longest word that is looked at; the rest of a longer one is passed over. */
    static final int LONGEST = 48;
    /** Room that {@link #of} needs: two and three letters at each place, one letter at each, the word. */
    static final int ROOM = 3 * LONGEST + 2;

    /** Words longer than this are not kept whole. */
    private static final int LONGEST_WHOLE = 16;

    private Grams() {}

    /** Hash of a run of one to three UTF-16 units; a missing one is 0. */
    static int hash(char first, char second, char third) {
        long packed = (long) first << 32 | (long) second << 16 | third;
        long h = packed * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) (h >>> 32);
    }

    /**
     * The hashes of one word.
     *
     * @param word letters, normalised, as written; a word without a small letter is taken in small letters. Is changed
     * @param length 1 to {@link #LONGEST}
     * @param hashes takes them; {@link #ROOM} long
     * @return how many
     */
    static int of(char[] word, int length, boolean small, int[] hashes) {
        if (!small && length > 1) {
            lower(word, length);
        }
        int size = 0;
        char before = ' ';
        char beforeThat = 0;
        for (int i = 0; i <= length; i++) {
            char c = i < length ? word[i] : ' ';
            if (c >= 128) {
                hashes[size++] = hash(c, (char) 0, (char) 0);
            }
            if (i == 0 || i == length) {
                hashes[size++] = hash(before, c, (char) 0);
            }
            if (beforeThat != 0) {
                hashes[size++] = hash(beforeThat, before, c);
            }
            beforeThat = before;
            before = c;
        }
        if (length <= LONGEST_WHOLE) {
            lower(word, length);
            long h = 0x51ED270BL;
            for (int i = 0; i < length; i++) {
                h = (h ^ word[i]) * 0x100000001B3L;
            }
            h = (h ^ h >>> 29) * 0xD6E8FEB86659FD93L;
            hashes[size++] = (int) (h >>> 32);
        }
        return size;
    }

    private static void lower(char[] word, int length) {
        for (int i = 0; i < length; i++) {
            char c = word[i];
            if (c < 128) {
                word[i] = c >= 'A' && c <= 'Z' ? (char) (c | 32) : c;
            } else {
                word[i] = Character.toLowerCase(c);
            }
        }
    }

    /** One form for letters that are written in two ways. */
    static char normalise(char c) {
        return switch (c) {
            case '\u06CC' -> '\u064A'; // Farsi yeh: the profiles hold the Arabic one
            case '\u0219' -> '\u015F'; // s with comma below: they hold the cedilla
            case '\u0218' -> '\u015E';
            case '\u021B' -> '\u0163';
            case '\u021A' -> '\u0162';
            default -> c;
        };
    }
}
