package wireroom.ingest.format.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An element of a feed with all below it, and where it stands in the document. Filled by {@link XmlFeed}, then read. */
public final class XmlElement {
    private final String namespace;
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    final int from;
    final int innerFrom;
    int innerTo;
    int to;
    /** The first thing in it that must not be read, e.g. a reference to an unknown entity. */
    String flaw;

    XmlElement(String namespace, String name, int from, int innerFrom) {
        this.namespace = namespace == null ? "" : namespace;
        this.name = name;
        this.from = from;
        this.innerFrom = innerFrom;
    }

    void attribute(String namespaceOfIt, String nameOfIt, String value) {
        attributes.put(
                namespaceOfIt == null || namespaceOfIt.isEmpty() ? nameOfIt : namespaceOfIt + "|" + nameOfIt, value);
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void add(String characters) {
        text.append(characters);
    }

    /** Namespace URI; empty for none. */
    public String namespace() {
        return namespace;
    }

    /** Local name. */
    public String name() {
        return name;
    }

    /** Whether it is this element; an empty namespace asks for none. */
    public boolean is(String namespaceAsked, String nameAsked) {
        return name.equals(nameAsked) && namespace.equals(namespaceAsked);
    }

    /** Attribute by local name, or by {@code namespace|name}; null when missing. */
    public String attribute(String key) {
        return attributes.get(key);
    }

    /** All attributes, in the order of the document. */
    public Map<String, String> attributes() {
        return Map.copyOf(attributes);
    }

    /** Children, in the order of the document. */
    public List<XmlElement> children() {
        return List.copyOf(children);
    }

    /** Children of a name. */
    public Stream<XmlElement> children(String namespaceAsked, String nameAsked) {
        return children.stream().filter(c -> c.is(namespaceAsked, nameAsked));
    }

    /** First child of a name. */
    public Optional<XmlElement> child(String namespaceAsked, String nameAsked) {
        return children(namespaceAsked, nameAsked).findFirst();
    }

    /** Characters directly in it; not null. */
    public String text() {
        return text.toString();
    }
}
