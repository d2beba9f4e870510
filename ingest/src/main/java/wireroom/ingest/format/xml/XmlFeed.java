package wireroom.ingest.format.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jsoup.nodes.Entities;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * A feed in XML, read in parts: the head (all outside its items) and its items, one at a time. Nothing is loaded, no
 * entity is defined or expanded beyond the five of XML and the names of HTML, and depth, attributes and sizes are
 * limited. An item that is not well formed is refused with its place, and reading goes on at the next one.
 */
public final class XmlFeed {
    /** Feeds nest about 10 deep; XHTML bodies 30. */
    private static final int DEPTH = 100;
    /** Attributes cost quadratic time to check for doubles. */
    private static final int ATTRIBUTES = 200;

    private static final int ATTRIBUTE_CHARACTERS = 256 * 1024;
    /** Elements of one item, or of the head, before memory is at risk. */
    private static final int ELEMENTS = 200_000;
    /** Characters of a tag's name with its prefix. */
    private static final int LONGEST_NAME = 200;
    /** Characters that the parser takes at a time: a text that does not cross their end is one piece. */
    private static final int BUFFER = 16 * 1024;
    /** So often reading goes on after broken XML; each time costs a parser. */
    private static final int FRESH_STARTS = 10_000;

    private static final XMLInputFactory2 FACTORY = factory();

    private final Document document;
    private final Set<String> itemNames;
    private final XmlText text;
    private final int limit;
    private final Deque<XmlElement> path = new ArrayDeque<>();
    private final StringBuilder ancestors = new StringBuilder();
    private XMLStreamReader2 reader;
    /** Where the reader's characters stand in the document: its own count and this. */
    private long shift;

    private long start;
    private int starts;
    private boolean fresh = true;
    private boolean done;
    private long doctype = -1;
    private XmlElement root;
    private XmlElement open;
    private int headElements;
    private long headCharacters;
    private int index;

    /** @param itemNames local names of the elements that are items */
    public XmlFeed(Document document, Set<String> itemNames) {
        this.document = document;
        this.itemNames = itemNames;
        this.limit = document.limits().itemBytes();
        this.text = new XmlText(document.input(), document.charset(), limit);
    }

    /** What a feed is made of. */
    public sealed interface Part {

        /**
         * An item that is whole and sound.
         *
         * @param index its number among items and refusals, from 0
         */
        record Item(XmlElement element, int index) implements Part {}

        /** What is not, with line and column. */
        record Refused(Refusal refusal) implements Part {}
    }

    /** The next parts, as many as begin within the look ahead; a feed is rarely longer. */
    public List<Part> ahead() {
        List<Part> parts = new ArrayList<>();
        long until = document.limits().aheadBytes();
        while (text.end() < until || parts.isEmpty()) {
            Part part = next();
            if (part == null) {
                break;
            }
            parts.add(part);
        }
        return parts;
    }

    /** The next part; null at the end. */
    public Part next() {
        while (!done) {
            Part part = readOn();
            if (part != null) {
                return part;
            }
        }
        return null;
    }

    /** Root element without the items, as far as it was read; null when not even its start could be. */
    public XmlElement head() {
        return root;
    }

    /** Verbatim bytes of an item. */
    public byte[] bytes(XmlElement item) {
        return item.bytes;
    }

    /** Source between the tags of an element of an item, e.g. XHTML as sent; of one of the head only its text. */
    public String inner(XmlElement element) {
        XmlElement outermost = element.outermost;
        if (outermost.bytes == null) {
            return Plain.text(all(element, new StringBuilder()).toString());
        }
        int from = (int) (element.innerFrom - outermost.from);
        int to = (int) (Math.max(element.innerFrom, element.innerTo) - outermost.from);
        if (outermost.source == null) {
            outermost.source = new String(outermost.bytes, StandardCharsets.UTF_8);
        }
        return Plain.text(outermost.source.substring(from, to));
    }

    private static StringBuilder all(XmlElement element, StringBuilder into) {
        into.append(element.text());
        element.children().forEach(child -> all(child, into.append(' ')));
        return into;
    }

    /** Charset the document was decoded with. */
    public String charset() {
        return text.charset().name();
    }

    /** {@code place:line:column} of an item. */
    public String place(XmlElement item) {
        return document.place() + ":" + item.position;
    }

    private Part readOn() {
        try {
            if (reader == null) {
                reader = (XMLStreamReader2)
                        FACTORY.createXMLStreamReader(text.from(start, fresh ? "" : ancestors.toString()));
                shift = fresh ? 0 : start - ancestors.length();
                path.clear();
                open = null;
            }
            return walk();
        } catch (Forbidden e) {
            done = true;
            return refuse(RejectCode.FORBIDDEN_XML, "xml.entities", 0, Long.MAX_VALUE, e.getMessage());
        } catch (XmlText.TooLong e) {
            return broken(e.getMessage(), true, text.end());
        } catch (XMLStreamException e) {
            return broken(e);
        } catch (RuntimeException e) {
            // Woodstox reports some flaws of the input unchecked.
            if (!e.getClass().getName().startsWith("com.ctc.wstx")) {
                throw e;
            }
            return broken(new XMLStreamException(e.getMessage(), e));
        }
    }

    private Part broken(XMLStreamException e) {
        String message = e.getMessage() == null ? "not well formed" : e.getMessage();
        int end = message.indexOf('\n');
        long offset = e.getLocation() == null ? -1 : e.getLocation().getCharacterOffset();
        return broken(
                Plain.line(end < 0 ? message : message.substring(0, end)),
                message.contains("imit"),
                offset < 0 ? start : offset + shift);
    }

    private Part broken(String what, boolean overLimit, long offset) {
        long at = Math.clamp(offset, start, text.end());
        long from = open == null ? Math.max(at, start) : open.from;
        text.keep(from);
        boolean known = root != null && !ancestors.isEmpty();
        String detail = document.place() + ":" + text.position(at) + ": " + what;
        // Never from before the flaw: what was read once is not read again.
        long next = known && starts < FRESH_STARTS ? nextItem(Math.max(at, from + 1), from) : -1;
        Part refused = refuse(
                overLimit ? RejectCode.TOO_LARGE : RejectCode.MALFORMED_XML,
                overLimit ? "xml.limit" : "xml.not-well-formed",
                from,
                next < 0 ? Long.MAX_VALUE : next,
                detail);
        reader = null;
        fresh = false;
        start = Math.max(next, 0);
        starts++;
        done = next < 0;
        return refused;
    }

    /** Where the next item begins; −1 when none does. */
    private long nextItem(long from, long keep) {
        long at = from;
        while (true) {
            while (at >= text.end() - LONGEST_NAME) {
                // So much of what is refused is kept; the search itself needs none of it.
                if (at - keep > limit) {
                    text.keep(at);
                }
                if (!text.more()) {
                    break;
                }
            }
            if (at >= text.end()) {
                return -1;
            }
            if (text.at(at) == '<' && isItem(at + 1)) {
                return at;
            }
            at++;
        }
    }

    private boolean isItem(long from) {
        long end = from;
        long name = from;
        while (end < text.end() && end - from < LONGEST_NAME) {
            char c = text.at(end);
            if (c == ':') {
                name = end + 1;
            } else if (c == '>' || c == '/' || Character.isWhitespace(c)) {
                return itemNames.contains(text.text(name, end));
            } else if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
            end++;
        }
        return false;
    }

    private Part refuse(RejectCode code, String rule, long from, long to, String detail) {
        // What is refused is kept, as far as an item may reach.
        boolean more = true;
        while (more && to > text.end() && text.end() - from <= limit) {
            more = text.more();
        }
        long first = Math.max(from, text.start());
        long last = Math.min(Math.min(to, text.end()), first + limit + 1);
        return new Part.Refused(new Refusal(
                new Reject(
                        code,
                        detail.startsWith(document.place() + ":")
                                ? detail
                                : document.place() + ":" + text.position(first) + ": " + detail,
                        switch (code) {
                            case FORBIDDEN_XML -> "send characters instead of entities of your own; DTDs are not read";
                            case TOO_LARGE ->
                                "limits: depth " + DEPTH + ", " + ATTRIBUTES + " attributes of " + ATTRIBUTE_CHARACTERS
                                        + " characters, " + ELEMENTS + " elements and " + limit
                                        + " characters in an item";
                            default -> "mend the XML at this place";
                        }),
                rule,
                index++,
                text.bytes(first, Math.max(first, last))));
    }

    /** A document that defines entities: no part of it is read. */
    private static final class Forbidden extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Forbidden(String message) {
            super(message);
        }
    }

    /** Reads up to the end of the next item; null at the end of the document. */
    private Part walk() throws XMLStreamException {
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> doctype = from();
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.END_ELEMENT -> {
                    XmlElement element = path.pop();
                    element.innerTo = from();
                    element.to = to();
                    if (element == open) {
                        return close(element);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!path.isEmpty()) {
                        characters(reader.getText());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    String named = Entities.getByName(reader.getLocalName());
                    if (!named.isEmpty()) {
                        characters(named);
                    } else if (open != null && open.flaw == null) {
                        open.flaw = document.place() + ":" + position(reader.getLocation())
                                + ": reference to the unknown entity &" + reader.getLocalName() + ";";
                    }
                }
                default -> {
                    // Comments and processing instructions say nothing about the news.
                }
            }
            if (open == null) {
                text.keep(doctype >= 0 ? doctype : to());
            }
        }
        done = true;
        return null;
    }

    private void start() throws XMLStreamException {
        long from = from();
        if (doctype >= 0) {
            if (text.text(doctype, from).contains("<!ENTITY")) {
                throw new Forbidden("the DTD defines entities");
            }
            doctype = -1;
        }
        XmlElement parent = path.peek();
        boolean again = !fresh && from < start;
        boolean item = open == null && !again && itemNames.contains(reader.getLocalName());
        XmlElement element = element(open == null ? null : open, from);
        if (item) {
            open = element;
            element.position = position(reader.getLocation());
            text.keep(from);
            if (ancestors.isEmpty()) {
                path.descendingIterator().forEachRemaining(a -> ancestors.append(a.source));
            }
            root = root == null ? element : root;
        } else if (open != null) {
            parent.add(element);
        } else if (fresh) {
            // The tag is needed when a parser starts anew below it.
            element.source = text.text(from, element.innerFrom);
            if (parent == null) {
                root = element;
            } else {
                parent.add(element);
            }
        }
        int elements = open == null ? ++headElements : ++open.elements;
        if (elements > ELEMENTS) {
            throw new XMLStreamException("limit of " + ELEMENTS + " elements", reader.getLocation());
        }
        path.push(element);
    }

    private void characters(String characters) throws XMLStreamException {
        if (open == null) {
            headCharacters += characters.length();
            if (headCharacters > limit) {
                throw new XMLStreamException("limit of " + limit + " characters", reader.getLocation());
            }
        }
        path.element().add(characters);
    }

    private Part close(XmlElement element) {
        open = null;
        if (element.to - element.from > limit) {
            return refuse(
                    RejectCode.TOO_LARGE,
                    "xml.limit",
                    element.from,
                    element.to,
                    document.place() + ":" + element.position + ": " + new XmlText.TooLong(limit).getMessage());
        }
        if (element.flaw == null) {
            element.bytes = text.bytes(element.from, element.to);
            // Few parts of few formats are asked for as source: it is made when one is.
            element.source = text.isFaithful() ? null : text.text(element.from, element.to);
            text.keep(element.to);
            return new Part.Item(element, index++);
        }
        return refuse(RejectCode.FORBIDDEN_XML, "xml.unknown-entity", element.from, element.to, element.flaw);
    }

    private XmlElement element(XmlElement outermost, long from) throws XMLStreamException {
        XmlElement element = new XmlElement(outermost, reader.getNamespaceURI(), reader.getLocalName(), from, to());
        int count = reader.getAttributeCount();
        for (int i = 0; i < count; i++) {
            element.attribute(
                    reader.getAttributeNamespace(i), reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return element;
    }

    private long from() {
        return reader.getLocationInfo().getStartingCharOffset() + shift;
    }

    private long to() throws XMLStreamException {
        return reader.getLocationInfo().getEndingCharOffset() + shift;
    }

    /** Line and column of what the reader is at. */
    private String position(Location location) {
        return fresh ? location.getLineNumber() + ":" + location.getColumnNumber() : text.position(from());
    }

    private static XMLInputFactory2 factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(XMLInputFactory.RESOLVER, (javax.xml.stream.XMLResolver) (a, b, c, d) -> {
            throw new XMLStreamException("nothing outside the document is read");
        });
        factory.setProperty(WstxInputProperties.P_INPUT_BUFFER_LENGTH, BUFFER);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEPTH);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, ATTRIBUTE_CHARACTERS);
        return factory;
    }
}
