package wireroom.enrich.text;

import java.util.List;

/**
 * The text of an article without furniture; NFC, no control characters but line feeds, no lone surrogates.
 *
 * @param headline headline, or null
 * @param byline who wrote it, without "By", or null
 * @param dateline place and date as written, without the dash, or null
 * @param summary abstract, or null
 * @param body paragraphs parted by one blank line, lines of a list or table by one line feed; null when empty
 * @param notes notes to readers or editors that stood in the text, such as corrections
 * @param removals what was taken out of the body, in its order
 */
public record CleanText(
        String headline,
        String byline,
        String dateline,
        String summary,
        String body,
        List<String> notes,
        List<Removal> removals) {
    public CleanText {
        notes = List.copyOf(notes);
        removals = List.copyOf(removals);
    }
}
