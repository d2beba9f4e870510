package wireroom.ingest.format.newsmlg2;

import java.util.Set;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * NewsML-G2 2.x: a news message, or an item alone. News items and packages are articles; concepts, knowledge, planning
 * and catalogues are told apart and refused by name.
 */
public final class NewsmlG2Parser {
    private static final Set<String> ARTICLES = Set.of("newsItem", "packageItem");
    private static final Set<String> ITEMS =
            Set.of("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem");

    /** So much of a message without items is kept with its refusal. */
    private static final int START = 4096;

    private NewsmlG2Parser() {}

    /** Every item by itself; what is broken is refused with its place, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        byte[] start = document.input().peek(START);
        XmlFeed source = new XmlFeed(document, ITEMS);
        Message message = null;
        boolean empty = true;
        for (XmlFeed.Part part = source.next(); part != null; part = source.next()) {
            empty = false;
            switch (part) {
                case XmlFeed.Part.Refused refused -> sink.refusal(refused.refusal());
                case XmlFeed.Part.Item item -> {
                    XmlElement element = item.element();
                    // The header stands in front of the items.
                    message = message == null ? Message.of(source.head()) : message;
                    switch (read(document, message, source, element, item.index())) {
                        case Outcome.Accepted<WireItem> accepted -> sink.item(accepted.value());
                        case Outcome.Rejected<WireItem> rejected ->
                            sink.refusal(new Refusal(
                                    rejected.reject(), rule(rejected.reject()), item.index(), source.bytes(element)));
                    }
                }
            }
        }
        if (empty) {
            sink.refusal(new Refusal(
                    new Reject(RejectCode.EMPTY, document.place() + ": no item in it", "send news items"),
                    "newsml-g2.empty",
                    0,
                    start));
        }
    }

    private static Outcome<WireItem> read(
            Document document, Message message, XmlFeed source, XmlElement element, int index) {
        if (!ARTICLES.contains(element.name())) {
            return Outcome.reject(
                    RejectCode.NOT_AN_ARTICLE,
                    source.place(element) + ": a " + element.name() + " is no article",
                    "nothing to mend: send news items and packages for articles");
        }
        return new G2Item(document, message, source, element).read(index);
    }

    private static String rule(Reject reject) {
        return switch (reject.code()) {
            case NOT_AN_ARTICLE -> "newsml-g2.not-an-article";
            case MISSING_FIELD -> "newsml-g2.missing-guid";
            default -> "newsml-g2.pubStatus";
        };
    }
}
