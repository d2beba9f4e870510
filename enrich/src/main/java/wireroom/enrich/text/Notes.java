package wireroom.enrich.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes what a desk says about the text out of the text: that it was corrected, updated, or is an advisory. It stands
 * before the text or behind it, in a paragraph of its own.
 */
final class Notes {
    /** Paragraphs looked at from either end. */
    private static final int DEPTH = 4;

    private static final int MAX_LENGTH = 700;

    /** "The report was amended" is news; what a text says of itself it says with "this". */
    private static final String THIS_STORY =
            "(?:(?:an?|the) (?:earlier|previous|original) version of (?:this|the)|earlier versions of (?:this|the)|this)"
                    + " (?:\\w+ \\d{1,2} )?(?:story|article|report|post|headline|dispatch)";

    private static final Pattern NOTE = Pattern.compile(
            "[(\\[*]?\\s?(?:"
                    + "(?:corrections?|clarifications?|editors?['’]? ?(?:s )?note|editor['’]s note|berichtigung"
                    + "|korrektur|anmerkung der redaktion|hinweis der redaktion|rectificatif|correctif|note de la rédaction"
                    + "|corrección|nota del editor|nota de la redacción|correção|nota da redação|rettifica)\\s?[:—–].+"
                    + "|" + THIS_STORY
                    + "\\b.{0,60}?\\b(?:has been|have been|was|were|is being) (?:corrected|updated|amended"
                    + "|clarified|refiled|revised|edited|changed)\\b.*"
                    + "|" + THIS_STORY
                    + "\\b.{0,40}?\\b(?:corrects|refiles|incorrectly|misstated|misspelled|misidentified"
                    + "|wrongly|mistakenly)\\b.*)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

    /** A desk's note in brackets: what this version changes. */
    private static final Pattern BRACKETED = Pattern.compile(
            "\\((?:Corrects|Refiles|Updates?|Adds|Recasts|Removes|Fixes|Clarifies|Repeats|Rewrites|Writes through)\\b[^()]{3,400}\\)\\.?");

    private Notes() {}

    /** The notes, taken out of the passage; none when nothing else would be left. */
    static List<String> take(Passage passage) {
        List<Passage.Paragraph> paragraphs = passage.paragraphs();
        List<String> notes = new ArrayList<>();
        List<Passage.Paragraph> found = new ArrayList<>();
        for (int i = 0; i < paragraphs.size(); i++) {
            if (i >= DEPTH && i < paragraphs.size() - DEPTH) {
                continue;
            }
            String text = paragraphs.get(i).text();
            if (text.length() <= MAX_LENGTH && mayBeNote(text) && isNote(text)) {
                found.add(paragraphs.get(i));
                notes.add(text.replace('\n', ' '));
            }
        }
        if (found.size() == paragraphs.size()) {
            return List.of();
        }
        found.forEach(paragraph -> paragraph.take("text.note"));
        return notes;
    }

    /** The letters that such a note can begin with; most paragraphs are done here. */
    private static boolean mayBeNote(String text) {
        return !text.isEmpty() && "([*CcTtAaEeUuBbKkHhRrNn".indexOf(text.charAt(0)) >= 0;
    }

    private static boolean isNote(String text) {
        return NOTE.matcher(text).matches() || BRACKETED.matcher(text).matches();
    }
}
