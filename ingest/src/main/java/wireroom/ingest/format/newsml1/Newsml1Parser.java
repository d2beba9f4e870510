package wireroom.ingest.format.newsml1;

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

/** NewsML 1.x: an envelope and its news items, each with its own revision and status. */
public final class Newsml1Parser {
    /** So much of an envelope without items is kept with its refusal. */
    private static final int START = 4096;

    private Newsml1Parser() {}

    /** Every {@code NewsItem} by itself; what is broken is refused with its place, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        byte[] start = document.input().peek(START);
        XmlFeed source = new XmlFeed(document, Set.of("NewsItem"));
        boolean empty = true;
        for (XmlFeed.Part part = source.next(); part != null; part = source.next()) {
            empty = false;
            switch (part) {
                case XmlFeed.Part.Refused refused -> sink.refusal(refused.refusal());
                case XmlFeed.Part.Item item -> {
                    XmlElement element = item.element();
                    switch (new NewsItem(document, source, element).read(item.index())) {
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
                    "newsml-1.empty",
                    0,
                    start));
        }
    }

    private static String rule(Reject reject) {
        return reject.code() == RejectCode.MISSING_FIELD ? "newsml-1.missing-id" : "newsml-1.status";
    }
}
