package wireroom.ingest.format.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.Plain;
import wireroom.model.Dateline;

/** Lines of a wire as paragraphs. */
public final class Lines {
    /** A line shorter than this was not broken by the width of the printer. */
    private static final int WRAPPED = 40;
    /** Tables are set with runs of spaces. */
    private static final Pattern COLUMNS = Pattern.compile("\\S {3,}\\S");

    private static final Pattern LISTED = Pattern.compile("(?:[-*#\u2022+]|\\d{1,2}[.)])\\s");

    private static final Pattern DATELINE = Pattern.compile("^\\s*(\\p{Lu}[\\p{L}.'\u2019 -]{1,40}?)(?:,\\s*[\\p{L}."
            + " ]{2,30}?)?(?:,\\s*(\\p{L}{3,9}\\.?\\s+\\d{1,2}|\\d{1,2}\\.?\\s+\\p{L}{3,9}))?\\s*\\([\\p{L}\\p{N}/."
            + " -]{2,30}\\)\\s*(?:[-\u2013\u2014_]|--)\\s");
    /** A dateline stands in the first words. */
    private static final int DATELINE_REACH = 160;

    private Lines() {}

    /** Paragraphs, apart by blank lines; lines that only the printer's width broke are joined. */
    public static String paragraphs(List<String> lines) {
        StringBuilder out = new StringBuilder();
        String last = null;
        for (String raw : lines) {
            String line = raw.stripTrailing();
            if (line.isBlank()) {
                last = null;
                continue;
            }
            boolean indented = Character.isWhitespace(line.charAt(0));
            if (last == null) {
                out.append(out.isEmpty() ? "" : "\n\n").append(table(line) ? line : line.strip());
            } else if (table(last)
                    || table(line)
                    || LISTED.matcher(line.strip()).lookingAt()) {
                out.append('\n').append(table(line) ? line : line.strip());
            } else if (indented) {
                out.append("\n\n").append(line.strip());
            } else {
                out.append(last.length() < WRAPPED ? '\n' : ' ').append(line);
            }
            last = line;
        }
        return Plain.text(out.toString());
    }

    private static boolean table(String line) {
        return line.contains("   ") && COLUMNS.matcher(line).find();
    }

    /** Place and date in front of a text: {@code LIMA, Nov 3 (nw) - }; empty when it begins without. */
    public static Optional<Dateline> dateline(String text) {
        Matcher m = DATELINE.matcher(text).region(0, Math.min(text.length(), DATELINE_REACH));
        if (!m.lookingAt()) {
            return Optional.empty();
        }
        String place = text.substring(0, text.indexOf('(')).strip();
        return Optional.of(new Dateline(Plain.line(m.group(1)), place.replaceAll("[,\\s]+$", ""), m.group(2)));
    }

    /** Lines of a stretch of text without its control characters. */
    public static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(printable(line)));
        return lines;
    }

    private static String printable(String line) {
        int at = 0;
        while (at < line.length() && !control(line.charAt(at))) {
            at++;
        }
        if (at == line.length()) {
            return line;
        }
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!control(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean control(char c) {
        return c < ' ' && c != '\t' || c == 0x7f;
    }
}
