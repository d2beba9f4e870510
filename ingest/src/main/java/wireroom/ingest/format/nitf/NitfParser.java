package wireroom.ingest.format.nitf;

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
 * NITF 3.x, with or without its namespace, with a DOCTYPE that is never fetched. A document usually holds one article;
 * where a sender wraps several in an element of its own, each is read by itself.
 */
public final class NitfParser {
    /** So much of a document without an article is kept with its refusal. */
    private static final int START = 4096;

    private NitfParser() {}

    /** Every {@code nitf} by itself; what is broken is refused with its place, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        byte[] start = document.input().peek(START);
        XmlFeed source = new XmlFeed(document, Set.of("nitf"));
        boolean empty = true;
        for (XmlFeed.Part part = source.next(); part != null; part = source.next()) {
            empty = false;
            switch (part) {
                case XmlFeed.Part.Refused refused -> sink.refusal(refused.refusal());
                case XmlFeed.Part.Item item -> {
                    XmlElement element = item.element();
                    switch (new NitfDocument(document, source, element).read(item.index())) {
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
                    new Reject(RejectCode.EMPTY, document.place() + ": no nitf in it", "send NITF documents"),
                    "nitf.empty",
                    0,
                    start));
        }
    }

    private static String rule(Reject reject) {
        return reject.code() == RejectCode.MISSING_FIELD ? "nitf.missing-id" : "nitf.status";
    }
}
