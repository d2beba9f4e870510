package wireroom.enrich.language;

/**
 * Cuts text into letter n-grams: of each word, with a space on both sides, all runs of one to three characters. The
 * distiller of the profiles and the detector hash them alike.
 */
final class Grams {
    private Grams() {}

    /** Hash of a run of one to three UTF-16 units; a missing one is 0. */
    static int hash(char first, char second, char third) {
        long packed = (long) first << 32 | (long) second << 16 | third;
        long h = packed * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) (h >>> 32);
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
