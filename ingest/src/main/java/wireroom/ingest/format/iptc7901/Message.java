package wireroom.ingest.format.iptc7901;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.wire.Lines;

/**
 * A message cut into its parts.
 *
 * @param header the header line
 * @param slugline label without its slash, or null
 * @param head lines above the text without its byline: take lines first, then the headline
 * @param byline or null
 * @param text lines of the text
 * @param notes lines that are for editors
 * @param signOff initials of writers and editors, or null
 * @param trailer line with the time; blank when there is none
 * @param bells number of BELs
 */
record Message(
        String header,
        String slugline,
        List<String> head,
        String byline,
        List<String> text,
        List<String> notes,
        String signOff,
        String trailer,
        int bells) {
    /** A head is short; without its end mark the text would be taken for one. */
    private static final int HEAD_LINES = 10;
    /** Lines that take, headline and byline fill at most; longer ones are text. */
    private static final int HEAD_WIDTH = 90;

    static final Pattern TRAILER = Pattern.compile(
            "^\\s*(\\d{2})(\\d{4})\\s*(?:(\\p{Alpha}{1,4})\\s+)?(\\p{L}{3,9})\\.?\\s*(\\d{4}|\\d{2})?\\s*(?:NNNN)?\\s*$");
    private static final Pattern BYLINE =
            Pattern.compile("^(?:By|BY|Von|VON|Par|PAR|Por|POR|Di|Da)\\s+\\p{Lu}.*|^(?:Reporting by|Texto:?)\\s.*");
    private static final Pattern NOTES = Pattern.compile(
            "^\\s*(?:#+\\s*(?:Notebook|Notizblock|Redaktionelle Hinweise|Hinweise? an die Redaktion|Note to"
                    + " editors|Notes? to editors|Note aux r\u00E9dactions|Nota a los"
                    + " editores)\\b.*|(?:\\*\\s*){3,}|(?:The following|This) information is (?:not )?(?:intended )?for"
                    + " publication.*|Die (?:folgenden|nachfolgenden) Informationen sind (?:nicht )?(?:zur|f\u00FCr die)"
                    + " Ver\u00F6ffentlichung.*|Les informations suivantes ne sont pas destin\u00E9es.*|La siguiente"
                    + " informaci\u00F3n no (?:es|est\u00E1).*|(?:Eds|Editors|Note to editors|Hinweis|Redaktionen|Anm\\."
                    + " d\\. Red|Note aux r\u00E9dactions|Nota a los editores)\\s*:.*)$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern SIGN_OFF = Pattern.compile("^\\s*\\p{Ll}{2,5}(?:[ /-]\\p{Ll}{2,5}){1,8}\\s*$");

    /** Where the end of the head, the trailer and the sign-off are looked for. */
    private static final int TAIL_LINES = 6;

    /** First line that holds more than control characters. */
    static String firstLine(String message) {
        return Lines.of(message).stream().filter(l -> !l.isBlank()).findFirst().orElse("");
    }

    boolean isEmpty() {
        return head.isEmpty() && text.stream().allMatch(String::isBlank);
    }

    static Message of(String message) {
        int bells = (int) message.chars().filter(c -> c == 7).count();
        int stx = message.indexOf('\u0002');
        int etx = message.indexOf('\u0003', Math.max(stx, 0));
        String front = stx < 0 ? "" : message.substring(0, stx);
        String middle = message.substring(stx < 0 ? 0 : stx + 1, etx < 0 ? message.length() : etx);
        String tail = etx < 0 ? "" : message.substring(etx + 1);

        List<String> above = new ArrayList<>(Lines.of(front));
        List<String> lines = new ArrayList<>(Lines.of(middle));
        String header = takeFirst(stx < 0 ? lines : above);
        String slugline = slugline(above, lines);
        // Lines between the header and STX that are no slug line say what the message is: CORRECTED, KILL.
        List<String> head = new ArrayList<>(
                above.stream().filter(l -> !l.isBlank()).map(String::strip).toList());

        String trailer = takeTrailer(new ArrayList<>(Lines.of(tail)));
        if (trailer.isEmpty()) {
            trailer = takeTrailer(lines);
        }
        String signOff = takeSignOff(lines);
        int headEnd = headEnd(lines);
        String byline = null;
        for (String raw : lines.subList(0, headEnd)) {
            String line = raw.replaceAll("\\s*=\\s*$", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            if (BYLINE.matcher(line).matches() && !head.isEmpty()) {
                byline = byline == null ? line : byline + " " + line;
            } else {
                head.add(line);
            }
        }
        List<String> rest = new ArrayList<>(lines.subList(headEnd, lines.size()));
        if (byline == null) {
            byline = takeByline(rest);
        }
        int notes = notes(rest);
        return new Message(
                header,
                slugline,
                head,
                byline,
                rest.subList(0, notes),
                rest.subList(notes, rest.size()),
                signOff,
                trailer,
                bells);
    }

    private static String takeFirst(List<String> lines) {
        while (!lines.isEmpty()) {
            String line = lines.removeFirst();
            if (!line.isBlank()) {
                return line;
            }
        }
        return "";
    }

    /** Slug lines end with a slash; they stand above STX, or are the first lines of the text. */
    private static String slugline(List<String> above, List<String> lines) {
        StringBuilder slug = new StringBuilder();
        above.removeIf(line -> {
            boolean label = line.strip().endsWith("/");
            if (label) {
                slug.append(line.strip());
            }
            return label;
        });
        while (!lines.isEmpty()
                && (lines.getFirst().isBlank() || lines.getFirst().strip().endsWith("/"))) {
            String line = lines.removeFirst().strip();
            slug.append(line);
        }
        String label = slug.toString().replaceAll("/+$", "");
        return label.isBlank() ? null : label;
    }

    private static String takeTrailer(List<String> lines) {
        int from = Math.max(0, lines.size() - TAIL_LINES);
        for (int i = lines.size() - 1; i >= from; i--) {
            Matcher m = TRAILER.matcher(lines.get(i));
            if (m.matches()) {
                String trailer = lines.get(i).strip();
                lines.subList(i, lines.size()).clear();
                return trailer;
            }
        }
        return "";
    }

    private static String takeSignOff(List<String> lines) {
        int at = lines.size() - 1;
        while (at >= 0 && lines.get(at).isBlank()) {
            at--;
        }
        // Two lines of text at least must stand above: a message of one lower-case line is no sign-off.
        if (at < 2 || !SIGN_OFF.matcher(lines.get(at)).matches()) {
            return null;
        }
        String signOff = lines.get(at).strip();
        lines.subList(at, lines.size()).clear();
        return signOff;
    }

    /** The head ends with a line that ends with an equals sign; without one it is the first block, when that is short. */
    private static int headEnd(List<String> lines) {
        int filled = 0;
        for (int i = 0; i < lines.size() && filled < HEAD_LINES; i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            filled++;
            if (lines.get(i).stripTrailing().endsWith("=")) {
                return i + 1;
            }
        }
        int at = 0;
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        int first = at;
        while (at < lines.size() && !lines.get(at).isBlank()) {
            at++;
        }
        boolean block = at - first <= 5
                && lines.subList(first, at).stream().allMatch(l -> l.length() <= HEAD_WIDTH)
                && lines.subList(at, lines.size()).stream().anyMatch(l -> !l.isBlank());
        return block ? at : Math.min(lines.size(), first + 1);
    }

    private static String takeByline(List<String> lines) {
        int at = 0;
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        if (at < lines.size()
                && BYLINE.matcher(lines.get(at).strip()).matches()
                && lines.get(at).strip().length() <= HEAD_WIDTH
                && (at + 1 >= lines.size() || lines.get(at + 1).isBlank())) {
            String byline = lines.get(at).strip();
            lines.subList(0, at + 1).clear();
            return byline;
        }
        return null;
    }

    private static int notes(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean marked = line.indexOf('#') >= 0
                    || line.indexOf('*') >= 0
                    || line.indexOf(':') >= 0
                    || line.indexOf("nformaci") >= 0
                    || line.indexOf("nformation") >= 0;
            if (marked && NOTES.matcher(line).matches()) {
                return i;
            }
        }
        return lines.size();
    }
}
