package wireroom.ingest.format.anpa;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.wire.Lines;

/**
 * A message below its header, cut into its parts.
 *
 * @param slug keyword as the text says it; null when it does not
 * @param version such as {@code 1st Ld-Writethru}; null when none is said
 * @param headline or null
 * @param summary further lines of the head, or null
 * @param byline or null
 * @param title what the writer is, or null
 * @param notes for editors
 * @param photos names of pictures
 * @param body paragraphs, or the lines of a table
 * @param filed the line of the filing time: {@code AP-WF-05-17-16 0620GMT}; null when there is none
 */
record Story(
        String slug,
        String version,
        String headline,
        String summary,
        String byline,
        String title,
        List<String> notes,
        List<String> photos,
        String body,
        Matcher filed) {
    private static final Pattern FILED = Pattern.compile(
            "^\\s*(\\p{Alnum}{1,6})-(\\p{Alnum}{1,4})-(\\d{2})-(\\d{2})-(\\d{2}) +(\\d{4}) ?(\\p{Alpha}{1,4})?<?\\s*$");
    private static final Pattern SLUG_LINE =
            Pattern.compile("^(.+?)(?:,\\s*([^,]*\\p{L}[^,]*(?:,[^,]*\\p{L}[^,]*)*))?(?:,\\s*(\\d{1,6}))?$");
    private static final Pattern PHOTO = Pattern.compile("^(?:\\p{Lu}{1,5} )?(?:Photos?|Graphics?|Videos?)\\s+(.+)$");
    private static final Pattern NOTE = Pattern.compile(
            "^(?:Eds|Editors?|EDS|EDITORS?|Note|Attention|For [Rr]elease|FOR RELEASE|Adv\\.?|EMBARGO|Embargo|Hold"
                    + " [Ff]or|HOLD FOR|With\\b|Updates\\b|CORRECTS|Corrects)\\b.*",
            Pattern.DOTALL);

    boolean isEmpty() {
        return headline == null && body.isBlank();
    }

    static Story of(String message, boolean tabular) {
        int etx = message.indexOf('\u0003');
        String text = message.replace('\u0010', ' ');
        List<String> lines = new ArrayList<>(Lines.of(etx < 0 ? text : text.substring(0, etx)));
        if (etx >= 0) {
            lines.addAll(Lines.of(text.substring(etx + 1)));
        }
        Matcher filed = takeFiled(lines);
        List<String> caret = new ArrayList<>();
        int at = takeCaret(lines, caret);
        List<String> rest = lines.subList(at, lines.size());
        String body = quotes(tabular ? table(rest) : Lines.paragraphs(rest));

        String slug = null;
        String version = null;
        String headline = null;
        String summary = null;
        String byline = null;
        String title = null;
        List<String> notes = new ArrayList<>();
        List<String> photos = new ArrayList<>();
        for (int i = 0; i < caret.size(); i++) {
            String line = caret.get(i);
            Matcher slugLine = SLUG_LINE.matcher(line);
            Matcher pictures = PHOTO.matcher(line);
            if (i == 0 && !line.endsWith("=") && slugLine.matches()) {
                slug = Plain.line(slugLine.group(1).replaceAll("[,\\s]+$", ""));
                version = Plain.line(slugLine.group(2));
            } else if (line.endsWith("=")) {
                String name = Plain.line(quotes(line.replaceAll("=+$", "")));
                if (byline == null) {
                    byline = name;
                } else if (name != null) {
                    title = title == null ? name : title + ", " + name;
                }
            } else if (pictures.matches()) {
                for (String name : pictures.group(1).split("[,;]")) {
                    if (Plain.line(name) != null) {
                        photos.add(Plain.line(name));
                    }
                }
            } else if (NOTE.matcher(line).matches()) {
                notes.add(Plain.text(quotes(line)));
            } else if (headline == null) {
                headline = Plain.line(quotes(line));
            } else {
                summary = summary == null ? Plain.line(quotes(line)) : summary + " " + Plain.line(quotes(line));
            }
        }
        return new Story(slug, version, headline, summary, byline, title, notes, photos, body, filed);
    }

    private static Matcher takeFiled(List<String> lines) {
        for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - 8); i--) {
            Matcher m = FILED.matcher(lines.get(i));
            if (m.matches()) {
                lines.subList(i, lines.size()).clear();
                return m;
            }
        }
        return null;
    }

    /** Lines between {@code ^} and {@code <} or {@code =}; one may run over several. Returns where the text begins. */
    private static int takeCaret(List<String> lines, List<String> into) {
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at).stripTrailing();
            if (line.isBlank()) {
                at++;
                continue;
            }
            if (line.charAt(0) != '^') {
                return at;
            }
            StringBuilder field = new StringBuilder(line.substring(1));
            at++;
            while (!ended(field)
                    && at < lines.size()
                    && !lines.get(at).isBlank()
                    && "^\t".indexOf(lines.get(at).charAt(0)) < 0) {
                field.append(' ').append(lines.get(at++).strip());
            }
            String whole = field.toString().strip();
            whole = whole.endsWith("<") ? whole.substring(0, whole.length() - 1).strip() : whole;
            if (!whole.isEmpty()) {
                into.add(whole);
            }
        }
        return at;
    }

    private static boolean ended(CharSequence field) {
        int end = field.length();
        while (end > 0 && Character.isWhitespace(field.charAt(end - 1))) {
            end--;
        }
        return end > 0 && (field.charAt(end - 1) == '<' || field.charAt(end - 1) == '=');
    }

    private static String table(List<String> lines) {
        return Plain.text(
                String.join("\n", lines.stream().map(String::stripTrailing).toList())
                        .replaceAll("^\\n+|\\n+$", ""));
    }

    /** Typewriter quotes and dashes as characters. */
    static String quotes(String text) {
        if (text.indexOf('`') < 0 && text.indexOf("''") < 0 && text.indexOf(" _ ") < 0) {
            return text;
        }
        return text.replace("``", "\u201C")
                .replace("''", "\u201D")
                .replace('`', '\u2018')
                .replace(" _ ", " \u2014 ");
    }
}
