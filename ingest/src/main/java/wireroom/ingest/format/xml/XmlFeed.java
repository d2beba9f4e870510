package wireroom.ingest.format.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jsoup.nodes.Entities;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * A feed in XML, read in parts: the head (all outside its items) and its items. Nothing is loaded, no entity is defined
 * or expanded beyond the five of XML and the names of HTML, and depth, attributes and sizes are limited. An item that is
 * not well formed is refused with its place, and reading goes on at the next one.
 */
public final class XmlFeed {
    /** Feeds nest about 10 deep; XHTML bodies 30. */
    private static final int DEPTH = 100;
    /** Attributes cost quadratic time to check for doubles. */
    private static final int ATTRIBUTES = 200;

    private static final int ATTRIBUTE_CHARACTERS = 256 * 1024;
    /** Elements of one document, before memory is at risk. */
    private static final int ELEMENTS = 2_000_000;
    /** So often reading goes on after broken XML; each time costs a look through the rest. */
    private static final int FRESH_STARTS = 100;

    private static final Pattern DECLARED =
            Pattern.compile("^\\s*<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{1,40})[\"']");
    private static final Pattern CHARACTER = Pattern.compile("&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,9}));");

    private static final XMLInputFactory2 FACTORY = factory();

    private final Document document;
    private final Set<String> itemNames;
    private final Decoded decoded;
    private final String text;
    private final List<XmlElement> items = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final StringBuilder ancestors = new StringBuilder();
    private XmlElement root;
    private XmlElement open;

    private XmlFeed(Document document, byte[] bytes, Set<String> itemNames) {
        this.document = document;
        this.itemNames = itemNames;
        this.decoded = Decoded.of(bytes, declared(bytes), document.charset());
        this.text = legal(decoded.text());
    }

    /**
     * What was read.
     *
     * @param head root element without the items; null when not even that could be read
     * @param items the items that are whole and sound
     * @param refusals the rest, with line and column
     */
    public record Read(XmlElement head, List<XmlElement> items, List<Refusal> refusals, XmlFeed source) {}

    /** @param itemNames local names of the elements that are items */
    public static Read read(Document document, Set<String> itemNames) {
        XmlFeed feed = new XmlFeed(document, document.input().whole(32 * 1024 * 1024), itemNames);
        feed.readAll();
        return new Read(feed.root, feed.items, feed.refusals, feed);
    }

    /** Verbatim bytes of an element. */
    public byte[] bytes(XmlElement element) {
        return decoded.slice(element.from, element.to);
    }

    /** Source between its tags, e.g. XHTML as sent. */
    public String inner(XmlElement element) {
        return Plain.text(text.substring(element.innerFrom, Math.max(element.innerFrom, element.innerTo)));
    }

    /** Charset the document was decoded with. */
    public String charset() {
        return decoded.charset().name();
    }

    /** {@code place:line:column} of an element. */
    public String place(XmlElement element) {
        return place(element.from);
    }

    private static Optional<Charset> declared(byte[] bytes) {
        Matcher m = DECLARED.matcher(new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1));
        try {
            return m.find() && Charset.isSupported(m.group(1))
                    ? Optional.of(Charset.forName(m.group(1)))
                    : Optional.empty();
        } catch (IllegalArgumentException noCharset) {
            return Optional.empty();
        }
    }

    /** The text with characters that XML forbids replaced, every other one at its place. */
    private static String legal(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (!isLegal(c) || Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, '\uFFFD');
            }
        }
        String sound = out == null ? text : out.toString();
        if (!sound.contains("&#")) {
            return sound;
        }
        return CHARACTER.matcher(sound).replaceAll(m -> {
            long code = m.group(1) != null ? Long.parseLong(m.group(1), 16) : Long.parseLong(m.group(2));
            boolean fine = code < 0x10000
                    ? isLegal((char) code) && !Character.isSurrogate((char) code)
                    : code <= Character.MAX_CODE_POINT;
            return fine
                    ? Matcher.quoteReplacement(m.group())
                    : "\uFFFD" + " ".repeat(m.group().length() - 1);
        });
    }

    private static boolean isLegal(char c) {
        return c >= ' ' && c < '\uFFFE' || c == '\n' || c == '\r' || c == '\t';
    }

    private void readAll() {
        int at = 0;
        for (int start = 0; start <= FRESH_STARTS && at >= 0; start++) {
            at = readFrom(at);
        }
        if (at >= 0) {
            refuse(RejectCode.MALFORMED_XML, "xml.given-up", at, text.length(), "too many broken items, gave up here");
        }
    }

    /** Reads on from a place; returns the place to go on at after broken XML, or −1 when there is no more. */
    private int readFrom(int start) {
        open = null;
        int shift = start - ancestors.length();
        String rest = start == 0 ? text : ancestors + text.substring(start);
        boolean fresh = start == 0;
        try {
            XMLStreamReader2 reader = (XMLStreamReader2) FACTORY.createXMLStreamReader((Reader) new StringReader(rest));
            try {
                walk(reader, fresh ? 0 : shift, fresh);
            } finally {
                reader.close();
            }
            return -1;
        } catch (Forbidden e) {
            items.clear();
            refuse(RejectCode.FORBIDDEN_XML, "xml.entities", 0, text.length(), e.getMessage());
            return -1;
        } catch (XMLStreamException e) {
            return broken(e, fresh ? 0 : shift, start);
        } catch (RuntimeException e) {
            // Woodstox reports some flaws of the input unchecked.
            if (!e.getClass().getName().startsWith("com.ctc.wstx")) {
                throw e;
            }
            return broken(new XMLStreamException(e.getMessage(), e), fresh ? 0 : shift, start);
        }
    }

    private int broken(XMLStreamException e, int shift, int start) {
        long offset = e.getLocation() == null ? -1 : e.getLocation().getCharacterOffset();
        int at = Math.clamp(offset < 0 ? start : offset + shift, start, text.length());
        int from = open == null ? at : open.from;
        boolean limit = e.getMessage() != null && e.getMessage().contains("imit");
        int next = limit || root == null || ancestors.isEmpty() ? -1 : nextItem(Math.max(at, from + 1));
        int to = next < 0 ? text.length() : next;
        String what = Plain.line(e.getMessage() == null ? "not well formed" : firstLine(e.getMessage()));
        refuse(
                limit ? RejectCode.TOO_LARGE : RejectCode.MALFORMED_XML,
                limit ? "xml.limit" : "xml.not-well-formed",
                from,
                to,
                place(at) + ": " + what);
        return next;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private int nextItem(int from) {
        int best = -1;
        for (String name : itemNames) {
            Matcher m = Pattern.compile("<(?:[A-Za-z_][\\w.-]*:)?" + Pattern.quote(name) + "(?=[\\s>/])")
                    .matcher(text);
            if (from < text.length() && m.find(from) && (best < 0 || m.start() < best)) {
                best = m.start();
            }
        }
        return best;
    }

    private void refuse(RejectCode code, String rule, int from, int to, String detail) {
        refusals.add(new Refusal(
                new Reject(
                        code,
                        detail.startsWith(document.place()) ? detail : place(from) + ": " + detail,
                        switch (code) {
                            case FORBIDDEN_XML -> "send characters instead of entities of your own; DTDs are not read";
                            case TOO_LARGE ->
                                "limits: depth " + DEPTH + ", " + ATTRIBUTES + " attributes of " + ATTRIBUTE_CHARACTERS
                                        + " characters, " + ELEMENTS + " elements";
                            default -> "mend the XML at this place";
                        }),
                rule,
                items.size() + refusals.size(),
                decoded.slice(from, to)));
    }

    private String place(int offset) {
        int line = 1;
        int start = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            line++;
            start = i + 1;
        }
        return document.place() + ":" + line + ":" + (offset - start + 1);
    }

    /** A document that defines entities: no part of it is read. */
    private static final class Forbidden extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Forbidden(String message) {
            super(message);
        }
    }

    private void walk(XMLStreamReader2 reader, int shift, boolean fresh) throws XMLStreamException {
        Deque<XmlElement> path = new ArrayDeque<>();
        int doctype = -1;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD -> doctype = from(reader, shift);
                case XMLStreamConstants.START_ELEMENT -> {
                    int from = from(reader, shift);
                    if (doctype >= 0) {
                        if (text.substring(doctype, from).contains("<!ENTITY")) {
                            throw new Forbidden("the DTD defines entities");
                        }
                        doctype = -1;
                    }
                    XmlElement element = element(reader, from, to(reader, shift));
                    boolean outside = open == null;
                    if (outside && itemNames.contains(element.name()) && !(path.isEmpty() && !fresh)) {
                        open = element;
                        if (ancestors.isEmpty()) {
                            path.descendingIterator()
                                    .forEachRemaining(a -> ancestors.append(text, a.from, a.innerFrom));
                        }
                    } else if (outside && path.isEmpty() && root == null) {
                        root = element;
                    } else if (!outside || fresh) {
                        path.element().add(element);
                    }
                    path.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    XmlElement element = path.pop();
                    element.innerTo = from(reader, shift);
                    element.to = to(reader, shift);
                    if (element == open) {
                        close(element);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!path.isEmpty()) {
                        path.element().add(reader.getText());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    String named = Entities.getByName(reader.getLocalName());
                    if (!named.isEmpty()) {
                        path.element().add(named);
                    } else if (open != null && open.flaw == null) {
                        open.flaw = place(from(reader, shift)) + ": reference to the unknown entity &"
                                + reader.getLocalName() + ";";
                    }
                }
                default -> {
                    // Comments and processing instructions say nothing about the news.
                }
            }
        }
    }

    private void close(XmlElement element) {
        open = null;
        if (element.flaw == null) {
            items.add(element);
        } else {
            refuse(RejectCode.FORBIDDEN_XML, "xml.unknown-entity", element.from, element.to, element.flaw);
        }
    }

    private static XmlElement element(XMLStreamReader2 reader, int from, int innerFrom) {
        XmlElement element = new XmlElement(reader.getNamespaceURI(), reader.getLocalName(), from, innerFrom);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.attribute(
                    reader.getAttributeNamespace(i), reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return element;
    }

    private static int from(XMLStreamReader2 reader, int shift) {
        return (int) reader.getLocationInfo().getStartingCharOffset() + shift;
    }

    private static int to(XMLStreamReader2 reader, int shift) throws XMLStreamException {
        return (int) reader.getLocationInfo().getEndingCharOffset() + shift;
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
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEPTH);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, ATTRIBUTE_CHARACTERS);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, (long) ELEMENTS);
        factory.setProperty(WstxInputProperties.P_MAX_CHILDREN_PER_ELEMENT, ELEMENTS);
        return factory;
    }
}
