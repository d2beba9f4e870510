package wireroom.ingest.format.xml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Times;

/** Fields of one item in XML, and what no field takes. One for an item. */
public final class XmlFields {
    private final Document document;
    private final XmlFeed source;
    private final Map<String, String> extras = new TreeMap<>();

    public XmlFields(Document document, XmlFeed source) {
        this.document = document;
        this.source = source;
    }

    /** All text in an element, on one line; null when there is none, or no element. */
    public String line(XmlElement element) {
        if (element == null) {
            return null;
        }
        return Plain.line(
                element.isLeaf()
                        ? element.text()
                        : Jsoup.parseBodyFragment(source.inner(element)).text());
    }

    /** As {@link #line(XmlElement)}. */
    public String line(Optional<XmlElement> element) {
        return line(element.orElse(null));
    }

    /** A time; what cannot be read as one is kept in the extras. */
    public Instant time(String name, String raw) {
        Optional<Instant> time = Times.parse(raw, document.zone());
        if (time.isEmpty() && raw != null && !raw.isBlank()) {
            keep(name, raw);
        }
        return time.orElse(null);
    }

    /** A time in an element, as {@link #time(String, String)}. */
    public Instant time(String name, Optional<XmlElement> element) {
        return element.map(e -> time(name, e.text())).orElse(null);
    }

    /** Keeps a text that no field takes; a blank one says nothing. The first under a name stays, others are counted on. */
    public void keep(String name, String text) {
        if (text != null && !text.isBlank()) {
            put(name, TextNode.valueOf(Plain.text(text.strip())));
        }
    }

    /** Keeps an element that no field takes. */
    public void keep(String name, XmlElement element) {
        JsonNode json = json(element);
        if (!(json.isTextual() && json.asText().isEmpty())) {
            put(name, json);
        }
    }

    private void put(String name, JsonNode json) {
        String key = name;
        for (int i = 2; extras.containsKey(key); i++) {
            key = name + "#" + i;
        }
        extras.put(key, json.toString());
    }

    /** What was kept: name to JSON. */
    public Map<String, String> extras() {
        return extras;
    }

    /** Attributes as members, children as members or arrays, characters as {@code text}. */
    public static JsonNode json(XmlElement element) {
        String text = Plain.line(element.text());
        if (element.isLeaf() && element.attributes().isEmpty()) {
            return TextNode.valueOf(text == null ? "" : text);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // Sorted: the same element is the same JSON in every process.
        new TreeMap<>(element.attributes())
                .forEach((name, value) -> json.put(name.substring(name.indexOf('|') + 1), Plain.text(value)));
        for (XmlElement child : element.children()) {
            JsonNode known = json.get(child.name());
            if (known == null) {
                json.set(child.name(), json(child));
            } else if (known instanceof ArrayNode array) {
                array.add(json(child));
            } else {
                json.putArray(child.name()).add(known).add(json(child));
            }
        }
        if (text != null) {
            json.put("text", text);
        }
        return json;
    }
}
