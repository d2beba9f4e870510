package wireroom.ingest.format.ap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.ninjs.NinjsItem;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/**
 * Items and feeds of the AP's Media API. An item is ninjs 1 in a dialect of its own: the family is {@code altids.itemid},
 * versions count from 0, and the text stands in a NITF rendition, which is not fetched; an item whose rendition only has
 * an address is marked partial, so that it never empties an article.
 */
public final class ApItem {
    private static final String BODY = "<body.content>";
    private static final String BODY_END = "</body.content>";

    private ApItem() {}

    /** Whether an object is an answer of the API: a page of items, or one item in its wrapping. */
    public static boolean isAnswer(ObjectNode object) {
        JsonNode data = object.path("data");
        return data.path("items").isArray() || data.path("item").isObject();
    }

    /** Whether an object is an item, or one with its {@code meta} beside it. */
    public static boolean isItem(ObjectNode object) {
        return unwrapped(object).path("altids").path("itemid").isTextual();
    }

    /** The address of the next page is the cursor; the same address again means that nothing is new. */
    public static FeedHints hints(ObjectNode answer) {
        JsonNode data = answer.path("data");
        return new FeedHints(
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.ofNullable(data.path("next_page").asText(null)),
                Optional.empty(),
                List.of(),
                false);
    }

    /**
     * One item.
     *
     * @param sent the item, or {@code {meta, item}}, or an answer with one item
     * @param place document, line and column, for refusals
     */
    public static Outcome<WireItem> item(
            Document document, ObjectNode sent, String place, int index, byte[] raw, String charset) {
        ObjectNode item = unwrapped(sent).deepCopy();
        JsonNode itemId = item.path("altids").path("itemid");
        if (!itemId.isTextual() || itemId.asText().isBlank()) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD,
                    place + ": 'altids.itemid' is missing or blank",
                    "give every item its 'altids.itemid'");
        }
        if (item.path("uri").isTextual() && item.path("altids") instanceof ObjectNode altIds) {
            altIds.put("uri", item.path("uri").asText());
        }
        item.put("uri", itemId.asText());
        String status = item.path("pubstatus").asText("");
        if (status.equalsIgnoreCase("embargoed")) {
            item.put("pubstatus", "usable");
            if (!item.path("embargoed").isTextual()) {
                // Embargoed, and nobody says until when.
                item.put("embargoed", true);
            }
        }
        rename(item, "editorialpriority", "priority");
        rename(item, "signals", "signal");
        rename(item, "description_summary", "description_text");
        rename(item, "description_caption", "description_text");
        joined(item, "usageterms", " ");
        bylines(item);
        dateline(item);
        body(item);
        return new NinjsItem(document, item, place, "ap-media-api", 0).read(index, raw, charset);
    }

    private static ObjectNode unwrapped(ObjectNode object) {
        ObjectNode inner = object.path("data") instanceof ObjectNode data ? data : object;
        return inner.path("item") instanceof ObjectNode item ? item : object;
    }

    private static void rename(ObjectNode item, String from, String to) {
        if (item.has(from) && !item.has(to)) {
            item.set(to, item.remove(from));
        }
    }

    private static void joined(ObjectNode item, String name, String between) {
        if (item.path(name).isArray()) {
            List<String> parts = new ArrayList<>();
            item.path(name).forEach(part -> parts.add(part.asText()));
            item.put(name, String.join(between, parts));
        }
    }

    private static void bylines(ObjectNode item) {
        List<String> names = new ArrayList<>();
        for (JsonNode byline : item.path("bylines")) {
            String by = Plain.line(
                    byline.isTextual() ? byline.asText() : byline.path("by").asText(null));
            if (by != null && !names.contains(by)) {
                names.add(by);
            }
        }
        if (!names.isEmpty() && !item.has("byline")) {
            item.put("byline", String.join(", ", names));
        }
    }

    private static void dateline(ObjectNode item) {
        JsonNode location = item.path("datelinelocation");
        String city = Plain.line(location.path("city").asText(null));
        if (city != null && !item.has("located")) {
            String area = Plain.line(location.path("countryareaname").asText(null));
            item.put("located", area == null ? city : city + ", " + area);
        }
    }

    /** The text of a NITF rendition that came along, or the note that it did not. */
    private static void body(ObjectNode item) {
        for (var rendition : item.path("renditions").properties()) {
            JsonNode sent = rendition.getValue();
            boolean nitf = rendition.getKey().toLowerCase(java.util.Locale.ROOT).contains("nitf")
                    || sent.path("format").asText("").equalsIgnoreCase("nitf");
            if (!nitf) {
                continue;
            }
            for (String name : List.of("content", "value", "nitf", "data")) {
                String body = inner(sent.path(name).asText(""));
                if (body != null) {
                    item.put("body_html", body);
                    return;
                }
            }
            if (sent.path("href").isTextual() && !item.has("representationtype")) {
                item.put("representationtype", "incomplete");
            }
        }
    }

    private static String inner(String nitf) {
        int from = nitf.indexOf(BODY);
        int to = nitf.indexOf(BODY_END, from);
        return from < 0 || to < 0
                ? null
                : nitf.substring(from + BODY.length(), to).strip();
    }
}
