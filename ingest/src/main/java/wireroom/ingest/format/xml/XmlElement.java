package wireroom.ingest.format.xml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An element of a feed with all below it, and where it stands in the document. Filled by {@link XmlFeed}, then read. */
public final class XmlElement {
    private final String namespace;
    private final String name;
    private Map<String, String> attributes = Map.of();
    private List<XmlElement> children = List.of();
    /** Its characters; most elements have one run of them. */
    private String run = "";

    private StringBuilder runs;
    final long from;
    final long innerFrom;
    long innerTo;
    long to;
    /** The outermost element of this part of the document: it has the source of all below. */
    final XmlElement outermost;
    /** Of an outermost one: its source, when it is whole. */
    String source;
    /** Of an outermost one: its verbatim bytes. */
    byte[] bytes;
    /** Of an outermost one: line and column. */
    String position;
    /** Of an outermost one: number of elements in it. */
    int elements;
    /** Of an outermost one: the first thing in it that must not be read, e.g. a reference to an unknown entity. */
    String flaw;

    XmlElement(XmlElement outermost, String namespace, String name, long from, long innerFrom) {
        this.outermost = outermost == null ? this : outermost;
        this.namespace = namespace == null ? "" : namespace;
        this.name = name;
        this.from = from;
        this.innerFrom = innerFrom;
    }

    void attribute(String namespaceOfIt, String nameOfIt, String value) {
        if (attributes.isEmpty()) {
            attributes = new LinkedHashMap<>();
        }
        attributes.put(
                namespaceOfIt == null || namespaceOfIt.isEmpty() ? nameOfIt : namespaceOfIt + "|" + nameOfIt, value);
    }

    void add(XmlElement child) {
        if (children.isEmpty()) {
            children = new ArrayList<>();
        }
        children.add(child);
    }

    void add(String characters) {
        if (runs != null) {
            runs.append(characters);
        } else if (run.isEmpty()) {
            run = characters;
        } else {
            runs = new StringBuilder(run.length() + characters.length() + 64)
                    .append(run)
                    .append(characters);
        }
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
        return Collections.unmodifiableMap(attributes);
    }

    /** Children, in the order of the document. */
    public List<XmlElement> children() {
        return Collections.unmodifiableList(children);
    }

    /** Children of a name. */
    public Stream<XmlElement> children(String namespaceAsked, String nameAsked) {
        return children.stream().filter(c -> c.is(namespaceAsked, nameAsked));
    }

    /** Children of a name as a list, for the formats whose speed counts. */
    public List<XmlElement> all(String namespaceAsked, String nameAsked) {
        List<XmlElement> all = List.of();
        for (XmlElement child : children) {
            if (child.is(namespaceAsked, nameAsked)) {
                if (all.isEmpty()) {
                    all = new ArrayList<>();
                }
                all.add(child);
            }
        }
        return all;
    }

    /** First child of a name. */
    public Optional<XmlElement> child(String namespaceAsked, String nameAsked) {
        for (XmlElement child : children) {
            if (child.is(namespaceAsked, nameAsked)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** Children of a local name in any namespace: formats whose senders leave out or misspell theirs. */
    public List<XmlElement> named(String localName) {
        return children.stream().filter(c -> c.name.equals(localName)).toList();
    }

    /** First descendant down a path of local names, in any namespace. */
    public Optional<XmlElement> at(String... localNames) {
        XmlElement found = this;
        for (String localName : localNames) {
            XmlElement next = null;
            for (XmlElement child : found.children) {
                if (child.name.equals(localName)) {
                    next = child;
                    break;
                }
            }
            if (next == null) {
                return Optional.empty();
            }
            found = next;
        }
        return Optional.of(found);
    }

    /** Whether it holds no element. */
    public boolean isLeaf() {
        return children.isEmpty();
    }

    /** Characters directly in it; not null. */
    public String text() {
        if (runs != null) {
            run = runs.toString();
            runs = null;
        }
        return run;
    }
}
