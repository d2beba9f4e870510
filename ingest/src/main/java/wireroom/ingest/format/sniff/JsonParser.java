package wireroom.ingest.format.sniff;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.ap.ApItem;
import wireroom.ingest.format.json.Json;
import wireroom.ingest.format.json.JsonSlice;
import wireroom.ingest.format.json.JsonSlices;
import wireroom.ingest.format.jsonfeed.JsonFeed;
import wireroom.ingest.format.ninjs.NinjsItem;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Any JSON: one value, an array, one value a line, or values one after the other; each of them is a ninjs item, an item
 * or a page of the AP's Media API, or a JSON Feed or an item of one, as its members show. One value at a time; a broken
 * one is refused with its line and column, the others go on.
 */
final class JsonParser {
    /** The charset is decided by so much. */
    private static final int LOOK = 64 * 1024;

    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Document document;
    private final ItemSink sink;
    /** What the bytes are in; empty as long as they are ASCII. */
    private final Optional<Charset> charset;
    /** They are read through a decoder, and an item's verbatim bytes are made again. */
    private final boolean wide;

    private int index;

    private JsonParser(Document document, ItemSink sink, Optional<Charset> charset, boolean wide) {
        this.document = document;
        this.sink = sink;
        this.charset = charset;
        this.wide = wide;
    }

    static void parse(Document document, ItemSink sink) {
        Input input = document.input();
        byte[] start = whole(input.peek(LOOK));
        Decoded decoded = Decoded.of(start, Optional.empty(), document.charset());
        boolean wide = decoded.charset().name().startsWith("UTF-16")
                || decoded.charset().name().startsWith("UTF-32");
        boolean ascii = !wide && isAscii(start);
        JsonParser parser =
                new JsonParser(document, sink, ascii ? Optional.empty() : Optional.of(decoded.charset()), wide);
        if (!wide && start.length >= 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB) {
            input.readNBytes(3);
        }
        InputStream utf8 = wide ? new Utf8Stream(new InputStreamReader(input, decoded.charset())) : input;
        parser.values(new JsonSlices(
                utf8, document.limits().itemBytes(), document.limits().aheadBytes()));
        if (parser.index == 0) {
            sink.refusal(new Refusal(
                    new Reject(RejectCode.EMPTY, document.place() + ": no item in it", "send items"),
                    "json.empty",
                    0,
                    start));
        }
    }

    /** Without a character that the look ahead cut in two. */
    private static byte[] whole(byte[] start) {
        int end = start.length;
        if (end == LOOK) {
            while (end > LOOK - 4 && start[end - 1] < 0) {
                end--;
            }
        }
        return end == start.length ? start : Arrays.copyOf(start, end);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private void values(JsonSlices slices) {
        for (JsonSlice slice = slices.next(); slice != null; slice = slices.next()) {
            switch (slice) {
                case JsonSlice.Value value -> value(value);
                case JsonSlice.TooLarge large -> tooLarge(large);
                case JsonSlice.Opened opened -> feed(slices, head(opened.start()));
            }
        }
    }

    private ObjectNode head(byte[] start) {
        return switch (object(start, 1, 1)) {
            case Outcome.Accepted<ObjectNode> accepted -> accepted.value();
            case Outcome.Rejected<ObjectNode> broken -> NOTHING;
        };
    }

    private void value(JsonSlice.Value value) {
        if (!value.whole() && value.list() < 0) {
            refuse(cut(value), value.bytes());
            return;
        }
        if (value.list() >= 0) {
            // A feed is not parsed as a whole only to be parsed again item by item.
            ObjectNode head = head(JsonSlices.around(value));
            if (isFeed(head)) {
                feed(JsonSlices.elements(value), head);
                return;
            }
        }
        switch (object(value.bytes(), value.line(), value.column())) {
            case Outcome.Accepted<ObjectNode> accepted -> {
                ObjectNode object = accepted.value();
                if (isFeed(object)) {
                    JsonSlice.Value listed = value.list() >= 0 ? value : JsonSlices.withList(value);
                    feed(JsonSlices.elements(listed), head(JsonSlices.around(listed)));
                } else {
                    item(object, value, NOTHING);
                }
            }
            case Outcome.Rejected<ObjectNode> rejected ->
                refuse(value.whole() ? rejected.reject() : cut(value), value.bytes());
        }
    }

    private static boolean isFeed(ObjectNode head) {
        return JsonFeed.isFeed(head) || head.path("data").path("items").isArray();
    }

    private Reject cut(JsonSlice.Value value) {
        return new Reject(
                RejectCode.MALFORMED_JSON,
                place(value) + ": the item that starts here has no end",
                "send it whole: it was cut off, or a quote or bracket is missing");
    }

    private void feed(JsonSlices elements, ObjectNode head) {
        boolean ap = head.has("data");
        JsonFeed feed = new JsonFeed(document, head);
        sink.hints(ap ? ApItem.hints(head) : feed.hints());
        for (JsonSlice slice = elements.next(); slice != null; slice = elements.next()) {
            switch (slice) {
                case JsonSlice.TooLarge large -> tooLarge(large);
                case JsonSlice.Opened opened -> feed(elements, head(opened.start()));
                case JsonSlice.Value value -> {
                    if (!value.whole()) {
                        refuse(cut(value), value.bytes());
                        continue;
                    }
                    switch (object(value.bytes(), value.line(), value.column())) {
                        case Outcome.Accepted<ObjectNode> accepted -> item(accepted.value(), value, head);
                        case Outcome.Rejected<ObjectNode> rejected -> refuse(rejected.reject(), value.bytes());
                    }
                }
            }
        }
    }

    private void item(ObjectNode object, JsonSlice.Value value, ObjectNode head) {
        byte[] raw = raw(value.bytes());
        String name = charset.orElse(StandardCharsets.UTF_8).name();
        String place = place(value);
        Outcome<WireItem> outcome;
        if (ApItem.isItem(object) || head.has("data")) {
            outcome = ApItem.item(document, object, place, index, raw, name);
        } else if (head.has("items") || JsonFeed.isItem(object)) {
            outcome = new JsonFeed(document, head).item(object, place, index, raw, name);
        } else {
            outcome = new NinjsItem(document, object, place).read(index, raw, name);
        }
        switch (outcome) {
            case Outcome.Accepted<WireItem> accepted -> {
                index++;
                sink.item(accepted.value());
            }
            case Outcome.Rejected<WireItem> rejected -> refuse(rejected.reject(), value.bytes());
        }
    }

    private void tooLarge(JsonSlice.TooLarge large) {
        refuse(
                new Reject(
                        RejectCode.TOO_LARGE,
                        place(large) + ": an item of more than "
                                + document.limits().itemBytes() + " bytes, or one without an end",
                        "send a smaller item"),
                large.start());
    }

    private void refuse(Reject reject, byte[] bytes) {
        sink.refusal(new Refusal(reject, "json." + reject.code(), index++, raw(bytes)));
    }

    private String place(JsonSlice slice) {
        return document.place() + ":" + slice.line() + ":" + slice.column();
    }

    private Outcome<ObjectNode> object(byte[] bytes, int line, int column) {
        boolean plain = wide || charset.isEmpty() || charset.get().equals(StandardCharsets.UTF_8);
        if (plain) {
            Outcome<ObjectNode> outcome = Json.object(bytes, document.place(), line, column);
            if (outcome instanceof Outcome.Accepted<ObjectNode> || isAscii(bytes)) {
                return outcome;
            }
        }
        // Perhaps it is only the characters that are damaged.
        Decoded decoded = Decoded.of(bytes, charset, document.charset());
        return decoded.isPlainUtf8() && plain
                ? Json.object(bytes, document.place(), line, column)
                : Json.object(decoded.text().getBytes(StandardCharsets.UTF_8), document.place(), line, column);
    }

    private byte[] raw(byte[] bytes) {
        return wide
                ? new String(bytes, StandardCharsets.UTF_8).getBytes(charset.orElse(StandardCharsets.UTF_8))
                : bytes;
    }

    /** Characters as UTF-8, without a byte order mark. */
    private static final class Utf8Stream extends InputStream {
        private final Reader reader;
        private final char[] chars = new char[8192];
        private int kept;
        private byte[] bytes = {};
        private int at;
        private boolean first = true;

        Utf8Stream(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            while (at == bytes.length) {
                if (!refill()) {
                    return -1;
                }
            }
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean refill() {
            try {
                int count = reader.read(chars, kept, chars.length - kept);
                int end = kept + Math.max(0, count);
                if (end == 0) {
                    return false;
                }
                // Half a pair waits for its other half.
                boolean half = count > 0 && Character.isHighSurrogate(chars[end - 1]);
                int from = first && chars[0] == '\uFEFF' ? 1 : 0;
                first = false;
                bytes = new String(chars, from, end - from - (half ? 1 : 0)).getBytes(StandardCharsets.UTF_8);
                at = 0;
                kept = half ? 1 : 0;
                chars[0] = half ? chars[end - 1] : chars[0];
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
