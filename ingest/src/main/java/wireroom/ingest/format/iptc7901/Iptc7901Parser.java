package wireroom.ingest.format.iptc7901;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Pattern;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.wire.Frames;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * IPTC 7901: messages between SOH and EOT with a header line, a slug line, the text and a trailer with the time. It has
 * no identity of its own and no versions: the sequence number on its day is the identity, words are the lifecycle.
 */
public final class Iptc7901Parser {
    /** Header, slug line and the first lines of a text are shorter. */
    private static final int LOOK = 2_000;

    private static final Pattern SLUG_BELOW = Pattern.compile("\\R(?:[\\s\\x02]*)[^\\n]{1,120}/\\s*\\R");

    private Iptc7901Parser() {}

    /** Hands on every message of a document; a broken one never costs its neighbours. */
    public static void parse(Document document, ItemSink sink) {
        Frames.read(document, sink, (bytes, index) -> message(document, bytes, index, sink));
    }

    /** Whether a document begins with a message of this format; its control characters may have been stripped. */
    public static boolean recognises(String start) {
        String head = start.substring(0, Math.min(start.length(), LOOK));
        int soh = head.indexOf('\u0001');
        String message = soh >= 0 ? head.substring(soh + 1) : head;
        Optional<Header> header = Header.of(Message.firstLine(message));
        return header.isPresent()
                && (soh >= 0
                        || message.indexOf('\u0002') >= 0
                        || SLUG_BELOW.matcher(message).find());
    }

    private static void message(Document document, byte[] bytes, int index, ItemSink sink) {
        Decoded decoded = Decoded.of(bytes, Optional.empty(), document.charset());
        Message message = Message.of(decoded.text());
        Optional<Header> header = Header.of(message.header());
        if (header.isEmpty()) {
            sink.refusal(refusal(
                    document,
                    bytes,
                    index,
                    "iptc7901.header",
                    "message " + index + " begins with '" + shortened(message.header())
                            + "', not with source and number, priority, category and word count",
                    "send a header such as 'nwd0157 4 pl 211'"));
            return;
        }
        if (message.isEmpty()) {
            sink.refusal(refusal(
                    document,
                    bytes,
                    index,
                    "iptc7901.empty",
                    "message " + index + " (" + header.get().service() + " "
                            + header.get().number() + ") has neither a headline nor a text",
                    "send the text between STX and ETX"));
            return;
        }
        Charset charset = decoded.charset();
        sink.item(new MessageItem(document, header.get(), message).item(bytes, index, charset.name()));
    }

    private static Refusal refusal(
            Document document, byte[] bytes, int index, String rule, String detail, String mend) {
        return new Refusal(
                new Reject(RejectCode.MALFORMED_TEXT, document.place() + ": " + detail, mend), rule, index, bytes);
    }

    private static String shortened(String line) {
        return line.length() <= 40 ? line : line.substring(0, 40) + "\u2026";
    }
}
