package wireroom.enrich.language;

import java.lang.Character.UnicodeScript;

/**
 * What each UTF-16 unit is: no part of a word, or the ordinal of its script, with a bit for small letters and one for
 * marks that are no letters. One table look-up a character.
 */
final class Letters {
    /** Bits of the script. */
    static final int SCRIPT = 0xFF;
    /** A small letter. */
    static final int SMALL = 0x100;
    /** A mark inside a word, no letter. */
    static final int MARK = 0x200;
    /** Of a word: letter or mark. */
    static final int WORD = 0x400;

    static final int SCRIPTS = 256;

    private static final short[] KINDS = new short[1 << 16];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            boolean letter = Character.isLetter(c);
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            if (letter || mark) {
                UnicodeScript script = c < 0x250 ? UnicodeScript.LATIN : UnicodeScript.of(c);
                KINDS[c] = (short) (script.ordinal()
                        | WORD
                        | (mark ? MARK : 0)
                        | (letter && Character.isLowerCase(c) ? SMALL : 0));
            }
        }
    }

    private Letters() {}

    static int kind(char c) {
        return KINDS[c];
    }
}
