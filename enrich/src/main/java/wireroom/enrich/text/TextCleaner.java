package wireroom.enrich.text;

import java.text.Normalizer;
import org.jsoup.Jsoup;
import wireroom.model.WireItem;

/** Turns a wire item into clean text. Stateless, thread-safe, linear in the size of the item. */
public final class TextCleaner {
    /** Cleans what {@code item} says; every part is null when it says nothing of it. */
    public CleanText clean(WireItem item) {
        String body = item.getBodyHtml() == null
                ? item.getBodyText()
                : Jsoup.parse(item.getBodyHtml()).wholeText();
        return new CleanText(
                plain(item.getHeadline()),
                plain(item.getByline()),
                item.getDateline() == null ? null : plain(item.getDateline().getText()),
                plain(item.getSummary()),
                plain(body));
    }

    private static String plain(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return Normalizer.normalize(text.replace("\u0000", "").strip(), Normalizer.Form.NFC);
    }
}
