package wireroom.ingest.format.json;

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
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Locale;
import wireroom.ingest.format.Plain;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/** Parses one JSON object within limits; what is wrong with it is said with line and column. */
public final class Json {
    /** Real items nest 8 deep. */
    private static final int DEPTH = 100;
    /** No number of a wire has more digits; long ones cost quadratic time. */
    private static final int NUMBER = 100;
    /** Longest name of a property; the longest of the standards has 20 characters. */
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

    private Json() {}

    /**
     * The object in some bytes.
     *
     * @param utf8 the bytes
     * @param place name of the document
     * @param line line of the first byte, from 1
     * @param column column of the first byte, from 1
     */
    public static Outcome<ObjectNode> object(byte[] utf8, String place, int line, int column) {
        try {
            JsonNode node = JSON.readTree(utf8);
            if (node instanceof ObjectNode object) {
                return Outcome.accept(object);
            }
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ":" + line + ":" + column + ": an item must be a JSON object, this is "
                            + node.getNodeType().name().toLowerCase(Locale.ROOT),
                    "send objects");
        } catch (StreamConstraintsException e) {
            return Outcome.reject(
                    RejectCode.TOO_LARGE,
                    at(place, line, column, e.getLocation()) + ": " + e.getOriginalMessage(),
                    "limits: depth " + DEPTH + ", number " + NUMBER + " digits, name " + NAME + " characters");
        } catch (JsonProcessingException e) {
            return Outcome.reject(
                    RejectCode.MALFORMED_JSON,
                    at(place, line, column, e.getLocation()) + ": " + e.getOriginalMessage(),
                    "mend the JSON at this place");
        } catch (IOException e) {
            return Outcome.reject(
                    RejectCode.MALFORMED_JSON,
                    place + ":" + line + ":" + column + ": " + e.getMessage(),
                    "mend the JSON at this place");
        }
    }

    /** A text as a JSON string, as {@code extras} hold it. */
    public static String quoted(String text) {
        return TextNode.valueOf(Plain.text(text)).toString();
    }

    private static String at(String place, int line, int column, JsonLocation location) {
        if (location == null) {
            return place + ":" + line + ":" + column;
        }
        int lineOfIt = line + location.getLineNr() - 1;
        int columnOfIt = location.getLineNr() == 1 ? column + location.getColumnNr() - 1 : location.getColumnNr();
        return place + ":" + lineOfIt + ":" + Math.max(columnOfIt, 1);
    }
}
