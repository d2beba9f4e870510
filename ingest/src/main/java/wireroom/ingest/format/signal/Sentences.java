package wireroom.ingest.format.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The sentences of a text that are its own, not quoted, as spans of the text. */
final class Sentences {
    /** Words after which a full stop ends nothing; in lower case. */
    private static final Set<String> ABBREVIATIONS = Set.of(
            "no", "nr", "st", "u.s", "dr", "mr", "mrs", "ms", "núm", "sr", "sra", "ca", "z.b", "a.m", "p.m", "jan",
            "feb", "aug", "sept", "oct", "nov", "dec");
    /** What may stand in front of a sentence and is not part of it. */
    private static final String LEADING = "([{*#-\u2013\u2014\u2022^+= \t\r\n";

    private Sentences() {}

    /** A sentence: first unit and one past the last. */
    record Span(int start, int end) {}

    /**
     * @param text with paragraphs apart by blank lines or tabs
     * @param limit units of the text that are looked at
     */
    static List<Span> own(String text, int limit) {
        int end = Math.min(text.length(), limit);
        List<Span> spans = new ArrayList<>();
        char closer = 0;
        int start = -1;
        boolean quoted = false;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n' && (paragraphEnds(text, i, end) || i + 1 < end && text.charAt(i + 1) == '>')) {
                add(spans, start, i, quoted);
                start = -1;
                // A mark that nobody closed ends with its paragraph.
                closer = 0;
                continue;
            }
            boolean inside = closer != 0;
            if (c == closer || closer == '\'' && isDouble(text, i, '\'')) {
                closer = 0;
            } else if (!inside) {
                closer = closerOf(text, i);
            }
            if (start < 0 && LEADING.indexOf(c) < 0) {
                start = i;
                quoted = inside || closer != 0 || c == '>';
            }
            if (start >= 0 && (c == '.' || c == '!' || c == '?') && endsSentence(text, start, i, end)) {
                add(spans, start, i + 1, quoted);
                start = -1;
            }
        }
        add(spans, start, end, quoted);
        return spans;
    }

    private static void add(List<Span> spans, int start, int end, boolean quoted) {
        if (start >= 0 && end > start && !quoted) {
            spans.add(new Span(start, end));
        }
    }

    /** The mark that ends the quotation which begins here; 0 when none does. */
    private static char closerOf(String text, int at) {
        char c = text.charAt(at);
        boolean opening = at == 0 || LEADING.indexOf(text.charAt(at - 1)) >= 0;
        return switch (c) {
            case '"' -> '"';
            case '\u201C' -> '\u201D';
            case '\u201E' -> text.indexOf('\u201C', at) >= 0 ? '\u201C' : '\u201D';
            case '\u00AB' -> '\u00BB';
            case '\u00BB' -> opening ? '\u00AB' : 0;
            case '`' -> isDouble(text, at, '`') ? '\'' : 0;
            default -> 0;
        };
    }

    private static boolean paragraphEnds(String text, int newline, int end) {
        int next = newline + 1;
        if (next < end && text.charAt(next) == '\t') {
            return true;
        }
        while (next < end && (text.charAt(next) == ' ' || text.charAt(next) == '\r')) {
            next++;
        }
        return next >= end || text.charAt(next) == '\n';
    }

    private static boolean endsSentence(String text, int start, int at, int end) {
        int next = at + 1;
        if (next < end && !Character.isWhitespace(text.charAt(next))) {
            return false;
        }
        while (next < end && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (next < end && (Character.isLowerCase(text.charAt(next)) || Character.isDigit(text.charAt(next)))) {
            return false;
        }
        int word = at;
        while (word > start && !Character.isWhitespace(text.charAt(word - 1))) {
            word--;
        }
        String last = text.substring(word, at).toLowerCase(Locale.ROOT);
        return last.length() > 1 && !ABBREVIATIONS.contains(last);
    }

    private static boolean isDouble(String text, int at, char mark) {
        return text.charAt(at) == mark && at + 1 < text.length() && text.charAt(at + 1) == mark;
    }
}
