package wireroom.ingest.format.ninjs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * ninjs 1.0–1.6, 2.0–2.2, 3.0–3.1 and Superdesk's dialect: one item, an array of items, or one item a line. Lenient
 * where the meaning is plain (spelling of a status, a version that is a number), never where text could leak.
 */
public final class NinjsParser {
    /** Real items nest 8 deep. */
    private static final int DEPTH = 100;
    /** No number of ninjs has more digits; long ones cost quadratic time. */
    private static final int NUMBER = 100;
    /** Longest name of a property; the longest of the standard has 20 characters. */
    private static final int NAME = 1000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(NUMBER)
                            .maxNameLength(NAME)
                            .maxStringLength(32 * 1024 * 1024)
                            .maxDocumentLength(64L * 1024 * 1024)
                            .build())
                    .configure(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, true)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private NinjsParser() {}

    /** Every item by itself: a broken one is refused with its line and column, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        byte[] bytes = document.input().whole(32 * 1024 * 1024);
        Decoded decoded = Decoded.of(bytes, Optional.empty(), document.charset());
        boolean plain = decoded.isPlainUtf8();
        byte[] json = plain ? bytes : decoded.text().getBytes(StandardCharsets.UTF_8);
        int character = 0;
        int counted = 0;
        int index = 0;
        List<JsonSlices.Slice> slices = JsonSlices.of(json);
        if (slices.isEmpty()) {
            sink.refusal(new Refusal(
                    new Reject(RejectCode.EMPTY, document.place() + ": no item in it", "send ninjs items"),
                    "ninjs.empty",
                    0,
                    bytes));
            return;
        }
        for (JsonSlices.Slice slice : slices) {
            byte[] raw;
            if (slices.size() == 1) {
                raw = bytes;
            } else if (plain) {
                raw = Arrays.copyOfRange(json, slice.from(), slice.to());
            } else {
                character += characters(json, counted, slice.from());
                counted = slice.from();
                raw = decoded.slice(character, character + characters(json, slice.from(), slice.to()));
            }
            switch (item(document, json, slice, index, raw, decoded.charset().name())) {
                case Outcome.Accepted<WireItem> accepted -> sink.item(accepted.value());
                case Outcome.Rejected<WireItem> rejected ->
                    sink.refusal(new Refusal(
                            rejected.reject(), "ninjs." + rejected.reject().code(), index, raw));
            }
            index++;
        }
    }

    private static Outcome<WireItem> item(
            Document document, byte[] json, JsonSlices.Slice slice, int index, byte[] raw, String charset) {
        String place = document.place() + ":" + slice.line() + ":" + slice.column();
        if (!slice.whole()) {
            return Outcome.reject(
                    RejectCode.MALFORMED_JSON,
                    place + ": the item that starts here has no end",
                    "send it whole: it was cut off, or a quote or bracket is missing");
        }
        try {
            JsonNode node = JSON.readTree(json, slice.from(), slice.to() - slice.from());
            if (node instanceof ObjectNode object) {
                return new NinjsItem(document, object, place).read(index, raw, charset);
            }
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ": an item must be a JSON object, this is "
                            + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT),
                    "send objects with a 'uri'");
        } catch (StreamConstraintsException e) {
            return Outcome.reject(
                    RejectCode.TOO_LARGE,
                    at(document, slice, e.getLocation()) + ": " + e.getOriginalMessage(),
                    "limits: depth " + DEPTH + ", number " + NUMBER + " digits, name " + NAME + " characters");
        } catch (JsonProcessingException e) {
            return Outcome.reject(
                    RejectCode.MALFORMED_JSON,
                    at(document, slice, e.getLocation()) + ": " + e.getOriginalMessage(),
                    "mend the JSON at this place");
        } catch (IOException e) {
            return Outcome.reject(
                    RejectCode.MALFORMED_JSON, place + ": " + e.getMessage(), "mend the JSON at this place");
        }
    }

    private static String at(Document document, JsonSlices.Slice slice, JsonLocation location) {
        if (location == null) {
            return document.place() + ":" + slice.line() + ":" + slice.column();
        }
        int line = slice.line() + location.getLineNr() - 1;
        int column = location.getLineNr() == 1 ? slice.column() + location.getColumnNr() - 1 : location.getColumnNr();
        return document.place() + ":" + line + ":" + Math.max(column, 1);
    }

    private static int characters(byte[] utf8, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            int b = utf8[i] & 0xff;
            count += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;
        }
        return count;
    }
}
