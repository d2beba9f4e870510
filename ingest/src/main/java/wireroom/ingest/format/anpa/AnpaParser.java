package wireroom.ingest.format.anpa;

import java.util.Optional;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.wire.Frames;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * ANPA 1312: messages between SYN SYN SOH and EOT with two header lines, lines between {@code ^} and {@code <}, and
 * paragraphs behind tabs.
 *
 * <p>A story is sent under several category letters and again with every lead: its family is the slug of its day, so
 * that a resend is a delivery and a writethru a revision. Slugs that many stories of a day share, tables, parts of a
 * story and notices are known by their sequence number.
 */
public final class AnpaParser {
    /** Both header lines are shorter. */
    private static final int LOOK = 400;

    private AnpaParser() {}

    /** Hands on every message of a document; a broken one never costs its neighbours. */
    public static void parse(Document document, ItemSink sink) {
        Frames.read(document, sink, (bytes, index) -> message(document, bytes, index, sink));
    }

    /** Whether a document begins with a message of this format; its control characters may have been stripped. */
    public static boolean recognises(String start) {
        String head = start.substring(0, Math.min(start.length(), LOOK));
        int soh = head.indexOf('\u0001');
        return Header.of(soh >= 0 ? head.substring(soh + 1) : head).isPresent();
    }

    private static void message(Document document, byte[] bytes, int index, ItemSink sink) {
        Decoded decoded = Decoded.of(bytes, Optional.empty(), document.charset());
        String text = decoded.text();
        int soh = text.indexOf('\u0001');
        Optional<Header> header = Header.of(text.substring(soh + 1));
        if (header.isEmpty()) {
            sink.refusal(refusal(
                    document,
                    bytes,
                    index,
                    "anpa.header",
                    "message " + index + " does not begin with the two header lines of ANPA 1312",
                    "send service letter and number, then priority, category, keyword, MM-DD and words"));
            return;
        }
        Story story = Story.of(
                text.substring(soh + 1 + header.get().length()), header.get().tabular());
        if (story.isEmpty()) {
            sink.refusal(refusal(
                    document,
                    bytes,
                    index,
                    "anpa.empty",
                    "message " + index + " (" + header.get().service()
                            + header.get().number() + ") has neither a headline nor a text",
                    "send the text between STX and ETX"));
            return;
        }
        sink.item(new StoryItem(document, header.get(), story)
                .item(bytes, index, decoded.charset().name()));
    }

    private static Refusal refusal(
            Document document, byte[] bytes, int index, String rule, String detail, String mend) {
        return new Refusal(
                new Reject(RejectCode.MALFORMED_TEXT, document.place() + ": " + detail, mend), rule, index, bytes);
    }
}
