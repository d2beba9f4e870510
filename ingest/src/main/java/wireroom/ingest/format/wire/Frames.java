package wireroom.ingest.format.wire;

import java.util.Arrays;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Messages of a wire, one at a time: from start of heading (SOH) to end of transmission (EOT). A message whose end was
 * lost ends where the next begins. A document without any SOH, as archives that strip control characters leave it, is
 * one message. Memory: the largest message.
 */
public final class Frames {
    private static final int SOH = 0x01;
    private static final int EOT = 0x04;
    private static final int SYN = 0x16;
    private static final int CHUNK = 64 * 1024;

    private final Document document;
    private final ItemSink sink;
    private final Taker taker;
    private byte[] held = new byte[CHUNK];
    private int length;
    private int index;
    private boolean inside;
    private boolean any;
    private boolean tooLarge;

    private Frames(Document document, ItemSink sink, Taker taker) {
        this.document = document;
        this.sink = sink;
        this.taker = taker;
    }

    /** Takes a message: verbatim bytes, from its synchronisation or SOH to its EOT, and its number from 0. */
    @FunctionalInterface
    public interface Taker {
        /** The next message. */
        void frame(byte[] bytes, int index);
    }

    /**
     * Reads a document to its end.
     *
     * @param sink told of what stands outside of messages, and of messages that are too large
     */
    public static void read(Document document, ItemSink sink, Taker taker) {
        new Frames(document, sink, taker).read();
    }

    private void read() {
        Input input = document.input();
        for (byte[] chunk = input.readNBytes(CHUNK); chunk.length > 0; chunk = input.readNBytes(CHUNK)) {
            for (byte b : chunk) {
                take(b);
            }
        }
        end();
    }

    private void take(byte b) {
        if (b == SOH) {
            int start = synchronisation();
            byte[] lead = Arrays.copyOfRange(held, start, length);
            length = start;
            // What stands before the first message is not a message without SOH.
            any = true;
            end();
            inside = true;
            for (byte s : lead) {
                hold(s);
            }
            hold(b);
        } else {
            hold(b);
            if (b == EOT && inside) {
                end();
            }
        }
    }

    /** Where the SYNs begin that announce the message that follows. */
    private int synchronisation() {
        int at = length;
        while (at > 0 && (held[at - 1] == SYN || held[at - 1] == 0)) {
            at--;
        }
        return at;
    }

    private void hold(byte b) {
        if (length > document.limits().itemBytes()) {
            tooLarge = true;
            return;
        }
        if (length == held.length) {
            held = Arrays.copyOf(held, Math.min(2 * length, document.limits().itemBytes() + 1));
        }
        held[length++] = b;
    }

    private void end() {
        boolean blank = blank();
        if (tooLarge) {
            refuse(
                    RejectCode.TOO_LARGE,
                    "wire.message-bytes",
                    "message " + index + " is larger than " + document.limits().itemBytes() + " bytes",
                    "send it in takes");
        } else if (inside || !any && !blank) {
            taker.frame(Arrays.copyOf(held, length), index++);
        } else if (!blank) {
            refuse(
                    RejectCode.MALFORMED_TEXT,
                    "wire.outside",
                    length + " bytes stand outside of the messages, before message " + index,
                    "begin every message with SOH and end it with EOT");
        } else if (!any) {
            refuse(RejectCode.EMPTY, "wire.empty", "there is no message in it", "send the message");
        }
        any = true;
        inside = false;
        tooLarge = false;
        length = 0;
    }

    private void refuse(RejectCode code, String rule, String detail, String mend) {
        sink.refusal(new Refusal(
                new Reject(code, document.place() + ": " + detail, mend), rule, index++, Arrays.copyOf(held, length)));
    }

    /** Padding between messages: white space, NUL, SYN, DEL and form feeds. */
    private boolean blank() {
        for (int i = 0; i < length; i++) {
            if (held[i] > ' ' && held[i] != 0x7f || held[i] < 0 || held[i] == 0x02 || held[i] == 0x03) {
                return false;
            }
        }
        return true;
    }
}
