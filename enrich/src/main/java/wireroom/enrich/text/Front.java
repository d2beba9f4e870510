package wireroom.enrich.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads byline and dateline that stand in front of a text, and takes them out of it.
 *
 * @param byline who, or null
 * @param dateline place and date as written, or null
 */
record Front(String byline, String dateline) {
    /** Paragraphs looked at before the text begins. */
    private static final int DEPTH = 8;

    private static final int LONGEST_DATELINE = 120;

    private static final String NAME = "\\p{Lu}[\\p{L}.'’-]*";
    private static final String NAMES =
            NAME + "(?: (?:" + NAME + "|de|da|di|del|della|van|von|der|den|al|el|bin|ibn|la|le|du|dos|ten|ter)){1,4}";

    private static final Pattern BYLINE =
            Pattern.compile("(?:By|BY|by|Von|VON|Par|PAR|Por|POR|Di|DI|Door|DOOR|Av|AV|Af|AF|Przez|Από)\\s(" + NAMES
                    + "(?:(?:, " + NAMES + "){0,3},? (?:and|und|et|y|e|en|och|og|i|&) " + NAMES + ")?)"
                    + "(?:(?:,| \\||/| in| for) [^.!?]{1,60})?");

    /** Last sentence of a picture's or a video's text: whose reporter this was. */
    private static final Pattern REPORTS = Pattern.compile("(?:(?<=[.!?\"”’] )|^)(?:\\p{Lu}[\\p{L}\\d]+(?: " + NAME
            + "){0,2}['’]s (" + NAMES + ") (?:reports|has (?:more|the story|the details|this report))"
            + "(?: (?:from|in|on) [^.!?]{1,60})?|(" + NAMES + ") reports from [^.!?]{1,60}"
            + "|(" + NAMES
            + ") has (?:the|this|our|more in this) (?:full )?report(?: (?:from|in|on) [^.!?]{1,60})?)\\.$");

    private static final String MONTH = "(?:\\p{L}{3,10}\\.?)";
    private static final String DATE = "(?:" + MONTH + " \\d{1,2}(?:,? \\d{4})?|\\d{1,2}\\.? (?:de )?" + MONTH
            + "(?:,? (?:de )?\\d{4})?" + "|\\d{1,2}[./]\\d{1,2}(?:[./]\\d{2,4})?)";
    private static final String CAPITALS = "\\p{Lu}[\\p{Lu}.'’-]+(?:[ -][\\p{Lu}.'’-]{2,}){0,3}";
    private static final String PLACE =
            NAME + "(?:[ -](?:" + NAME + "|de|del|da|do|am|an|der|la|le|les|sur|upon|on)){0,4}";
    private static final String REGION = "(?:[,/] ?" + PLACE + "){0,2}";
    private static final String AGENCY = "\\((?:\\p{Lu}[^()\\d]|dpa|afp)[^()\\d]{0,40}\\)";
    private static final String DASH = "\\s*(?:--|[—–-])\\s*";

    /** Place in capitals, then a date, an agency or a region; or any place with an agency; then a dash. */
    private static final Pattern DATELINE = Pattern.compile("(?:"
            + "(?<a>" + CAPITALS + REGION + ",? " + DATE + "\\.?),?(?:\\s*" + AGENCY + ")?" + DASH
            + "|(?<b>" + PLACE + REGION + "(?:,? " + DATE + ")?)\\s*" + AGENCY + DASH
            + "|(?<c>" + CAPITALS + "(?:[,/] ?" + PLACE + "){1,2})\\s*(?:--|[—–])\\s*"
            + "|(?<d>\\p{Lu}[\\p{Lu} .'-]{3,30})\\s*(?:--|[—–])\\s+(?=[\\p{Lu}\"“‘„«])"
            + ")(?=\\S)");

    /** An agency without a place in front of the text. */
    private static final Pattern AGENCY_ALONE = Pattern.compile(AGENCY + "\\s*(?:--|[—–-])\\s*(?=\\S)");

    private static final Pattern DATELINE_ALONE =
            Pattern.compile("(" + CAPITALS + REGION + ",? " + DATE + "\\.?)(?:\\s*" + AGENCY + ")?(?:\\s*[-–—]+)?");

    /** Takes them out of the passage. */
    static Front take(Passage passage) {
        List<Passage.Paragraph> rest = new ArrayList<>(passage.paragraphs());
        String byline = null;
        String dateline = null;
        int at = 0;
        for (int looked = 0; looked < DEPTH && at < rest.size(); looked++) {
            String paragraph = rest.get(at).text();
            boolean last = at == rest.size() - 1;
            Matcher by = BYLINE.matcher(paragraph);
            Matcher alone = DATELINE_ALONE.matcher(paragraph);
            if (!last && byline == null && paragraph.length() <= LONGEST_DATELINE && by.matches()) {
                byline = by.group(1);
                rest.remove(at).take("text.byline");
            } else if (!last && dateline == null && paragraph.length() <= LONGEST_DATELINE && alone.matches()) {
                dateline = alone.group(1);
                rest.remove(at).take("text.dateline");
            } else if (Furniture.isSentence(paragraph)) {
                break;
            } else {
                at++;
            }
        }
        if (at < rest.size() && dateline == null) {
            String paragraph = rest.get(at).text();
            Matcher matcher = DATELINE.matcher(paragraph);
            matcher.region(0, Math.min(LONGEST_DATELINE, paragraph.length()));
            Matcher agency = AGENCY_ALONE.matcher(paragraph);
            if (matcher.lookingAt()) {
                dateline = placeOf(matcher);
                rest.get(at).takeStart(matcher.end(), "text.dateline");
            } else if (agency.lookingAt()) {
                rest.get(at).takeStart(agency.end(), "text.agency");
            }
        }
        for (int i = at; i < Math.min(rest.size(), at + 2); i++) {
            String paragraph = rest.get(i).text();
            int from = Math.max(0, paragraph.length() - LONGEST_DATELINE);
            if (!paragraph.contains("report") && !paragraph.contains(" has ")) {
                continue;
            }
            Matcher reports =
                    REPORTS.matcher(paragraph).useTransparentBounds(true).region(from, paragraph.length());
            if (reports.find() && (reports.start() > 0 || rest.size() > i + 1)) {
                for (int group = 1; group <= reports.groupCount() && byline == null; group++) {
                    byline = reports.group(group);
                }
                if (paragraph.substring(0, reports.start()).isBlank()) {
                    rest.get(i).take("text.reporter");
                } else {
                    rest.get(i).takeEnd(reports.start(), "text.reporter");
                }
                break;
            }
        }
        return new Front(byline, dateline);
    }

    /** A byline field without the word that introduces it. */
    static String byline(String field) {
        String line = Characters.line(field);
        if (line == null) {
            return null;
        }
        Matcher matcher = BYLINE.matcher(line);
        return matcher.matches() ? line.substring(line.indexOf(' ') + 1) : line;
    }

    private static String placeOf(Matcher matcher) {
        for (String group : List.of("a", "b", "c", "d")) {
            if (matcher.group(group) != null) {
                return matcher.group(group).strip();
            }
        }
        throw new IllegalStateException("a dateline without a place: " + matcher.group());
    }
}
