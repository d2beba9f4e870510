package wireroom.ingest.format;

import java.text.Normalizer;
import org.jsoup.Jsoup;

/** Strings as fields may hold them: no U+0000 (PostgreSQL refuses it), no lone surrogates (not Unicode). */
public final class Plain {
    private Plain() {}

    /** The text with what no store can hold replaced by U+FFFD; null stays null. */
    public static String text(String raw) {
        if (raw == null) {
            return null;
        }
        int length = raw.length();
        for (int i = 0; i < length; i++) {
            char c = raw.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replaced(raw);
            }
        }
        return raw;
    }

    private static String replaced(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < raw.length() && Character.isLowSurrogate(raw.charAt(i + 1))) {
                out.append(c).append(raw.charAt(++i));
            } else {
                out.append(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }

    /** One line: white space collapsed, ends stripped; null when nothing is left. */
    public static String line(String raw) {
        String text = text(raw);
        if (text == null) {
            return null;
        }
        if (isLine(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00A0' || Character.isISOControl(c)) {
                gap = out.length() > 0;
            } else {
                if (gap) {
                    out.append(' ');
                    gap = false;
                }
                out.append(c);
            }
        }
        return out.isEmpty() ? null : out.toString();
    }

    /** Whether it is one already, as most are: single blanks between words, none at the ends. */
    private static boolean isLine(String text) {
        int length = text.length();
        if (length == 0 || text.charAt(0) == ' ' || text.charAt(length - 1) == ' ') {
            return false;
        }
        char before = 'x';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == ' ' && before == ' ' || c >= 0x7F && (c < 0xA1 || Character.isWhitespace(c))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /** One line of a text that may hold HTML. */
    public static String lineOfHtml(String raw) {
        return raw == null
                ? null
                : line(looksMarkedUp(raw) ? Jsoup.parseBodyFragment(raw).text() : raw);
    }

    /** Whether a text holds tags or character references. */
    public static boolean looksMarkedUp(String raw) {
        int tag = raw.indexOf('<');
        while (tag >= 0 && tag + 1 < raw.length()) {
            char next = raw.charAt(tag + 1);
            if (Character.isLetter(next) || next == '/' || next == '!') {
                return true;
            }
            tag = raw.indexOf('<', tag + 1);
        }
        int reference = raw.indexOf('&');
        return reference >= 0 && raw.indexOf(';', reference) > reference;
    }

    /** Below U+0300, the first mark that combines, every text is NFC. */
    private static boolean isComposed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x300) {
                return false;
            }
        }
        return true;
    }

    /** An identifier: stripped, NFC, case kept (R1); null when nothing is left. */
    public static String identifier(String raw) {
        String text = text(raw);
        if (text == null || text.isBlank()) {
            return null;
        }
        String stripped = text.strip();
        return isComposed(stripped) ? stripped : Normalizer.normalize(stripped, Normalizer.Form.NFC);
    }
}
