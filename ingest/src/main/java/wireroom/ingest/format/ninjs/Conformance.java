package wireroom.ingest.format.ninjs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import wireroom.ingest.format.Times;

/**
 * Where a ninjs object departs from the standard without harm to the article: a tag list that is a string, a type that
 * the standard does not know, a property of nobody's. Such an item is taken, and what is odd about it is said, so that
 * the provider can be told; refusing it would lose an article for the sake of a label.
 */
final class Conformance {
    private enum Kind {
        TEXT,
        TIME,
        WHOLE,
        OBJECTS,
        KEYED,
        OBJECT,
        ANY
    }

    /** Of one item, so that a hostile one cannot fill its extras with them. */
    private static final int MOST = 20;

    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        put(
                Kind.TEXT,
                "uri profile version pubstatus copyrightholder copyrightnotice usageterms ednote language title by"
                        + " byline slugline located headline mimetype type representationtype description_text"
                        + " description_html body_text body_html body_xhtml guid");
        put(Kind.TIME, "versioncreated firstcreated contentcreated embargoed embargoeduntil expires");
        put(Kind.WHOLE, "urgency charcount wordcount");
        put(
                Kind.OBJECTS,
                "person people organisation organisations place places subject subjects event events object objects"
                        + " genre genres infosource infosources headlines bodies descriptions trustindicators"
                        + " trustindicator plannedcoverage");
        put(Kind.KEYED, "associations renditions altids");
        put(Kind.OBJECT, "rightsinfo eventdetails standard $standard digitalsourcetype");
        put(Kind.ANY, "$schema signal priority service evolvedfrom extra authors keywords");
    }

    private static final Set<String> TYPES =
            Set.of("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning");
    private static final Set<String> REPRESENTATIONS =
            Set.of("complete", "incomplete", "full", "partial", "associated");

    private static final Pattern VARIANT = Pattern.compile("(?:body|headline|description)_[a-z0-9_]+");

    private final List<String> flaws = new ArrayList<>();

    private Conformance() {}

    private static void put(Kind kind, String names) {
        for (String name : names.split(" ")) {
            KINDS.put(name, kind);
        }
    }

    /** What is odd, in the order of the object; empty when nothing is. */
    static List<String> flaws(ObjectNode item) {
        Conformance conformance = new Conformance();
        conformance.item("", item);
        return conformance.flaws;
    }

    private void tell(String flaw) {
        if (flaws.size() < MOST) {
            flaws.add(flaw);
        }
    }

    private void item(String path, ObjectNode item) {
        // An association has a name and a relation besides.
        for (Map.Entry<String, JsonNode> property : item.properties()) {
            String name = property.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            Kind kind = KINDS.get(lower);
            if (!path.isEmpty() && (lower.equals("name") || lower.equals("rel"))) {
                continue;
            }
            if (kind == null) {
                if (!VARIANT.matcher(lower).matches()) {
                    tell(path + shortened(name) + " is no property of ninjs");
                } else if (!property.getValue().isTextual()) {
                    tell(path + name + " is not text");
                }
            } else if (!property.getValue().isNull()) {
                value(path + name, lower, kind, property.getValue());
            }
        }
    }

    private void value(String path, String lower, Kind kind, JsonNode value) {
        switch (kind) {
            case TEXT -> {
                if (!value.isTextual()) {
                    tell(path + " is not text");
                } else if (lower.equals("type") && !TYPES.contains(value.asText())
                        || lower.equals("representationtype") && !REPRESENTATIONS.contains(value.asText())) {
                    tell(path + " is '" + shortened(value.asText()) + "'");
                }
            }
            case TIME -> {
                if (!value.isTextual()
                        || Times.parse(value.asText(), ZoneOffset.UTC).isEmpty()) {
                    tell(path + " is no date and time");
                }
            }
            case WHOLE -> {
                if (!value.isIntegralNumber() || lower.equals("urgency") && !inRange(value)) {
                    tell(path + " is no whole number in its range");
                }
            }
            case OBJECTS -> objects(path, value);
            case KEYED -> keyed(path, lower, value);
            case OBJECT -> {
                if (!value.isObject()) {
                    tell(path + " is no object");
                } else if (lower.equals("rightsinfo") && says(value, "linkedrights") && says(value, "encodedrights")) {
                    tell(path + " links rights and holds others");
                }
            }
            case ANY -> {
                // Extensions that many send; what they hold is theirs.
            }
        }
    }

    private static boolean inRange(JsonNode value) {
        return value.canConvertToInt() && value.intValue() >= 1 && value.intValue() <= 9;
    }

    private static boolean says(JsonNode object, String lower) {
        return object.properties().stream()
                .anyMatch(p -> p.getKey().toLowerCase(Locale.ROOT).equals(lower));
    }

    private void objects(String path, JsonNode value) {
        if (!value.isArray()) {
            tell(path + " is no list");
            return;
        }
        for (JsonNode element : value) {
            if (!element.isObject()) {
                tell(path + " holds what is no object");
                return;
            }
        }
    }

    /** Objects by name in ninjs 1, lists in 2 and 3; an association is an item again. */
    private void keyed(String path, String lower, JsonNode value) {
        if (!value.isContainerNode()) {
            tell(path + " is neither list nor object");
            return;
        }
        boolean items = lower.equals("associations");
        for (JsonNode element : value) {
            boolean asExpected = element.isObject() || lower.equals("altids") && value.isObject();
            if (!asExpected) {
                tell(path + " holds what is no object");
                return;
            }
            if (items && value.isArray()) {
                if (!element.path("name").isTextual() || !element.path("uri").isTextual()) {
                    tell(path + " has one without name or uri");
                }
            }
            if (items && element instanceof ObjectNode associated) {
                item(path + ".", associated);
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
