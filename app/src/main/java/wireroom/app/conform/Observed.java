package wireroom.app.conform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import wireroom.enrich.Rehearsal.Standing;
import wireroom.enrich.lifecycle.Head;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.RevisionNote;
import wireroom.model.WireItem;

/** Articles in the words of {@code expected.json}, and what is different. */
final class Observed {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Said for people, compared with nothing. */
    private static final String WHY = "why";

    private Observed() {}

    static ObjectNode articles(SortedMap<String, Standing> standings) {
        ObjectNode all = JSON.createObjectNode();
        standings.forEach((id, standing) -> all.set(id, article(standing)));
        return all;
    }

    private static ObjectNode article(Standing standing) {
        Head head = standing.head();
        ObjectNode node = JSON.createObjectNode()
                .put("status", head.status().name())
                .put("shown", head.shown())
                .put("held", head.held())
                .put("embargo", embargo(head.embargo()))
                .put("version", head.version())
                .put("action", head.action().name())
                .put("evidence", head.evidence().getKind().name())
                .put("rule", head.evidence().getRule())
                .put("by", head.by())
                .put("revived", head.revived())
                .put("format", head.format())
                .put("firstCreated", text(head.firstCreated()))
                .put("versionCreated", text(head.versionCreated()))
                .put("expires", text(head.expires()))
                .put("revisions", head.revisions().size())
                .put(
                        "deliveries",
                        head.revisions().stream()
                                .mapToInt(RevisionNote::getDeliveries)
                                .sum());
        ArrayNode anomalies = node.putArray("anomalies");
        head.anomalies().forEach(anomalies::add);
        WireItem text = standing.text();
        node.put("headline", text == null ? null : text.getHeadline())
                .put("slugline", text == null ? null : text.getSlugline())
                .put("byline", text == null ? null : text.getByline())
                .put("language", text == null ? null : text.getLanguage())
                .put("urgency", text == null ? null : text.getUrgency())
                .put("body", text == null ? null : body(text));
        return node;
    }

    private static String body(WireItem text) {
        return text.getBodyText() == null || text.getBodyText().isBlank() ? text.getBodyHtml() : text.getBodyText();
    }

    private static String embargo(Embargo embargo) {
        return embargo.getKind() == EmbargoKind.UNTIL
                ? text(embargo.getUntil())
                : embargo.getKind().name();
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /**
     * What is different; articles that nobody expects count, fields that nobody mentions do not.
     *
     * @param when said in front of each difference
     */
    static List<String> differences(String when, JsonNode expected, ObjectNode found) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> ids = new TreeSet<>();
        expected.fieldNames().forEachRemaining(ids::add);
        found.fieldNames().forEachRemaining(ids::add);
        for (String id : ids) {
            if (!found.has(id)) {
                differences.add(when + ": " + id + " is expected, and nobody knows it");
            } else if (!expected.has(id)) {
                differences.add(when + ": nobody expects " + id + ", which is "
                        + found.path(id).path("status").asText());
            } else {
                compare(when + ": " + id, expected.path(id), found.path(id), differences);
            }
        }
        return differences;
    }

    private static void compare(String where, JsonNode expected, JsonNode found, List<String> differences) {
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            switch (field.getKey()) {
                case WHY -> {}
                case "contains" ->
                    field.getValue().forEach(words -> {
                        if (!found.path("body").asText("").contains(words.asText())) {
                            differences.add(where + " has no " + words + " in its body");
                        }
                    });
                default -> {
                    if (!found.has(field.getKey())) {
                        differences.add(where + ": nobody knows a field '" + field.getKey() + "'");
                    } else if (!found.path(field.getKey()).equals(field.getValue())) {
                        differences.add(where + " has " + field.getKey() + " " + found.path(field.getKey()) + ", not "
                                + field.getValue());
                    }
                }
            }
        }
    }
}
