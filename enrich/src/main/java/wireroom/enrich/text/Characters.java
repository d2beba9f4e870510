package wireroom.enrich.text;

import java.text.Normalizer;

/** Makes characters safe for every store and alike for every reader. */
final class Characters {
    private Characters() {}

    /**
     * NFC; every white space is a space or a line feed; no controls, no soft hyphens, no marks without width but joiners
     * inside scripts that write with them, no lone surrogates, no noncharacters.
     */
    static String normalise(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        return plain == text.length() ? text : changed(text);
    }

    /** What stands in nearly every text and never changes, whatever stands beside it that is plain too. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~'
                || c == '\n'
                || c >= 0xC0 && c < 0x300
                || c >= 0x2018 && c <= 0x201F
                || c == 0x2013
                || c == 0x2014;
    }

    private static String changed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (c == '\r') {
                if (next == text.length() || text.charAt(next) != '\n') {
                    out.append('\n');
                }
            } else if (c == '\n' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029) {
                out.append('\n');
            } else if (c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
                out.append(' ');
            } else if (isJoiner(c)) {
                if (at > 0 && text.charAt(at - 1) >= 0x0600) {
                    out.append((char) c);
                }
            } else if (!isRefused(c)) {
                out.appendCodePoint(c);
            }
            at = next;
        }
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    /** On one line, without space at the ends or double space; null when nothing is left. */
    static String line(String text) {
        if (text == null) {
            return null;
        }
        String line = squeeze(normalise(text));
        return line.isEmpty() ? null : line;
    }

    /** One space for every run of white space, none at the ends. */
    static String squeeze(String text) {
        if (isSqueezed(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\n') {
                space = true;
            } else {
                if (space && !out.isEmpty()) {
                    out.append(' ');
                }
                space = false;
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isSqueezed(String text) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == ' ' && before == ' ') {
                return false;
            }
            before = c;
        }
        return text.isEmpty() || before != ' ';
    }

    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    private static boolean isRefused(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            // Soft hyphen, byte order mark, direction marks; tags of emoji flags (U+E0020 and up) stay.
            case Character.FORMAT -> c < 0xE0000 && c != 0x0600 && c != 0x06DD;
            default -> (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
        };
    }
}
