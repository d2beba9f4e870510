package wireroom.enrich.text;

import java.util.List;
import wireroom.model.WireItem;

/**
 * Turns a wire item into clean text: characters, paragraphs, then {@link Front} and {@link Furniture}. Stateless,
 * thread-safe, linear in the size of the item.
 */
public final class TextCleaner {
    /** Cleans what {@code item} says; every part is null when it says nothing of it. */
    public CleanText clean(WireItem item) {
        String headline = Characters.line(item.getHeadline());
        Passage passage = Passage.of(paragraphs(item));
        Front front = Front.take(passage);
        List<String> notes = Furniture.strip(passage, headline);
        if (front.dateline() == null) {
            // Navigation may stand before the text, and the dateline behind it.
            Front second = Front.take(passage);
            front = new Front(front.byline() == null ? second.byline() : front.byline(), second.dateline());
        }
        String byline = Front.byline(item.getByline());
        String dateline = item.getDateline() == null
                ? null
                : Characters.line(item.getDateline().getText());
        String text = passage.body();
        return new CleanText(
                headline,
                byline == null ? front.byline() : byline,
                dateline == null ? front.dateline() : dateline,
                Characters.line(item.getSummary()),
                text.isEmpty() ? null : text,
                notes,
                passage.removals());
    }

    private static List<String> paragraphs(WireItem item) {
        if (item.getBodyHtml() != null) {
            List<String> paragraphs = Paragraphs.ofHtml(item.getBodyHtml());
            if (!paragraphs.isEmpty()) {
                return paragraphs;
            }
        }
        return item.getBodyText() == null ? List.of() : Paragraphs.ofText(item.getBodyText());
    }
}
