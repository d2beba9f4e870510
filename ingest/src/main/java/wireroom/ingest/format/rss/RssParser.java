package wireroom.ingest.format.rss;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.Times;
import wireroom.ingest.format.xml.FeedHead;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.model.AltId;
import wireroom.model.Association;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.WireItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * RSS 0.9x, 1.0 (RDF) and 2.0 with the modules in use. RSS has no versions, holds, kills or embargoes: identity is {@code guid}, else
 * {@code link}, else a digest of title and description; a later date orders revisions.
 */
public final class RssParser {
    private static final String CONTENT = "http://purl.org/rss/1.0/modules/content/";
    private static final String DC = "http://purl.org/dc/elements/1.1/";
    private static final String DCTERMS = "http://purl.org/dc/terms/";
    private static final String MEDIA = "http://search.yahoo.com/mrss/";
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static final String NETSCAPE = "http://my.netscape.com/";
    private static final Set<String> OWN_NAMESPACES = Set.of(
            "",
            "http://purl.org/rss/1.0/",
            "http://backend.userland.com/rss2",
            "http://my.netscape.com/rdf/simple/0.9/",
            "http://my.netscape.com/publish/formats/rss-0.91.dtd");

    private static final Set<String> MAPPED =
            Set.of("guid", "link", "title", "description", "author", "category", "pubDate", "source", "enclosure");
    private static final Set<String> MAPPED_DC = Set.of("creator", "date", "subject", "language", "rights", "title");
    private static final Set<String> MAPPED_MEDIA = Set.of("content", "thumbnail", "keywords");

    private final Document document;
    private final XmlFeed source;
    private final String format;
    private final String language;
    private final String copyright;
    private final Set<String> doubled;

    private RssParser(Document document, XmlFeed source, Set<String> doubled) {
        this.document = document;
        this.source = source;
        this.doubled = doubled;
        this.format = "rss-" + version(source.head());
        XmlElement channel = FeedHead.channel(source.head());
        this.language = Plain.line(Optional.ofNullable(own(channel, "language")).orElse(text(channel, DC, "language")));
        this.copyright = Plain.lineOfHtml(own(channel, "copyright"));
    }

    /** Every item by itself; what is broken is refused with its place, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        XmlFeed source = new XmlFeed(document, Set.of("item"));
        List<XmlFeed.Part> ahead = source.ahead();
        Guids guids = new Guids();
        ahead.forEach(guids::add);
        RssParser parser = source.head() == null ? null : new RssParser(document, source, guids.doubled);
        if (parser != null) {
            sink.hints(FeedHead.hints(source.head()));
        }
        for (XmlFeed.Part part : ahead) {
            hand(parser, part, sink);
        }
        for (XmlFeed.Part part = source.next(); part != null; part = source.next()) {
            guids.add(part);
            hand(parser, part, sink);
        }
    }

    /** RDF is 1.0, or 0.90 in Netscape's namespace; the others say which they are. */
    private static String version(XmlElement root) {
        if (root.name().equals("RDF")) {
            return root.children().stream().anyMatch(c -> c.namespace().startsWith(NETSCAPE)) ? "0.90" : "1.0";
        }
        String version = root.attribute("version") == null
                ? ""
                : root.attribute("version").strip();
        return version.startsWith("0.9") && version.length() <= 4 ? version : "2.0";
    }

    private static void hand(RssParser parser, XmlFeed.Part part, ItemSink sink) {
        switch (part) {
            case XmlFeed.Part.Refused refused -> sink.refusal(refused.refusal());
            case XmlFeed.Part.Item item ->
                parser.item(item.element(), item.index())
                        .ifPresentOrElse(sink::item, () -> sink.refusal(parser.refuse(item.element(), item.index())));
        }
    }

    /** guids that several items of this document bear: no identity by themselves. */
    private static final class Guids {
        /** Items of a long feed whose guids are remembered; no real feed has so many. */
        private static final int REMEMBERED = 100_000;

        final Set<String> doubled = new HashSet<>();
        private final Map<String, String> linkByGuid = new HashMap<>();

        void add(XmlFeed.Part part) {
            if (!(part instanceof XmlFeed.Part.Item item) || linkByGuid.size() > REMEMBERED) {
                return;
            }
            String guid = Plain.identifier(own(item.element(), "guid"));
            String link = String.valueOf(Plain.identifier(own(item.element(), "link")));
            if (guid != null && !linkByGuid.merge(guid, link, (a, b) -> a).equals(link)) {
                doubled.add(guid);
            }
        }
    }

    private Refusal refuse(XmlElement element, int index) {
        return new Refusal(
                new Reject(
                        RejectCode.MISSING_FIELD,
                        source.place(element) + ": the item has neither guid, link, title nor description",
                        "give every item a guid and a title"),
                "rss.empty-item",
                index,
                source.bytes(element));
    }

    private Optional<WireItem> item(XmlElement e, int index) {
        String guid = Plain.identifier(own(e, "guid"));
        String link = Plain.identifier(own(e, "link"));
        String about = Plain.identifier(e.attribute(RDF + "|about"));
        String title = Optional.ofNullable(own(e, "title")).orElse(text(e, DC, "title"));
        String description = own(e, "description");
        if (guid == null
                && link == null
                && about == null
                && Plain.line(title) == null
                && Plain.line(description) == null) {
            return Optional.empty();
        }
        if (link == null && guid != null && guid.startsWith("http") && !"false".equals(guidLinks(e))) {
            link = guid;
        }
        WireItem.Builder item = Items.start(
                document,
                format,
                uri(guid, link, about, title, description),
                index,
                source.bytes(e),
                "application/rss+xml",
                source.charset());
        List<AltId> altIds = new ArrayList<>();
        if (guid != null && doubled.contains(guid)) {
            altIds.add(new AltId("guid", guid));
        }
        item.setAltIds(altIds).setLink(link).setHeadline(Plain.lineOfHtml(title));
        body(item, e, description);
        List<String> authors = new ArrayList<>();
        e.children(DC, "creator").forEach(c -> addLine(authors, c.text()));
        String author = Plain.lineOfHtml(own(e, "author"));
        if (author != null) {
            addLine(authors, author.replaceFirst("^\\S+@\\S+\\s*\\((.*)\\)$", "$1"));
        }
        item.setAuthors(authors).setByline(authors.isEmpty() ? null : String.join(", ", authors));
        item.setLanguage(
                Optional.ofNullable(Plain.line(text(e, DC, "language"))).orElse(language));
        Map<String, String> extras = new TreeMap<>();
        times(item, e, extras);
        subjects(item, e);
        item.setAssociations(media(e));
        String rights =
                Optional.ofNullable(Plain.lineOfHtml(text(e, DC, "rights"))).orElse(copyright);
        item.setRights(rights == null ? null : new Rights(null, rights, null, null));
        extras(e, extras);
        Lifecycle.Decision decision = Lifecycle.decide(
                PubStatus.USABLE,
                null,
                Optional.empty(),
                item.getHeadline(),
                List.of(),
                isLater(item) ? Optional.of("rss.dcterms.modified") : Optional.empty(),
                "rss.item");
        return Optional.of(item.setAction(decision.action())
                .setActionEvidence(decision.evidence())
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(Lifecycle.free())
                .setExtras(extras)
                .build());
    }

    private static boolean isLater(WireItem.Builder item) {
        return item.getFirstCreated() != null
                && item.getVersionCreated() != null
                && item.getVersionCreated().isAfter(item.getFirstCreated());
    }

    private String uri(String guid, String link, String about, String title, String description) {
        if (guid != null) {
            return doubled.contains(guid) && link != null ? guid + " " + link : guid;
        }
        if (about != null) {
            return about;
        }
        return link != null ? link : "sha256:" + Items.sha256(title + "\n" + description);
    }

    private void body(WireItem.Builder item, XmlElement e, String description) {
        String encoded = text(e, CONTENT, "encoded");
        boolean alone = encoded == null || encoded.isBlank();
        String body = alone ? description : encoded;
        if (body != null && !body.isBlank()) {
            String sound = Plain.text(body);
            if (Plain.looksMarkedUp(sound)) {
                item.setBodyHtml(sound);
            } else {
                item.setBodyText(sound.strip());
            }
        }
        // A description beside a body is its summary; alone it is the text.
        item.setSummary(alone ? null : Plain.lineOfHtml(description));
    }

    private void times(WireItem.Builder item, XmlElement e, Map<String, String> extras) {
        String sent =
                first(own(e, "pubDate"), text(e, DC, "date"), text(e, DCTERMS, "created"), text(e, DCTERMS, "issued"));
        Optional<Instant> published = Times.parse(sent, document.zone());
        if (sent != null && published.isEmpty()) {
            extras.put("pubDate", json(sent));
        }
        Optional<Instant> modified = Times.parse(text(e, DCTERMS, "modified"), document.zone());
        item.setFirstCreated(published.orElse(null))
                .setVersionCreated(modified.or(() -> published).orElse(null));
    }

    private static void subjects(WireItem.Builder item, XmlElement e) {
        List<Subject> subjects = new ArrayList<>();
        List<String> keywords = new ArrayList<>();
        for (XmlElement c : e.children()) {
            if (c.name().equals("category")
                    && OWN_NAMESPACES.contains(c.namespace())
                    && c.attribute("domain") != null) {
                subjects.add(new Subject(
                        Plain.text(c.attribute("domain")), null, null, Plain.line(c.text()), null, null, null));
            } else if (c.name().equals("category") && OWN_NAMESPACES.contains(c.namespace()) || c.is(DC, "subject")) {
                addLine(keywords, c.text());
            } else if (c.is(MEDIA, "keywords")) {
                for (String word : c.text().split(",")) {
                    addLine(keywords, word);
                }
            }
        }
        item.setSubjects(subjects).setKeywords(keywords);
    }

    private static List<Association> media(XmlElement e) {
        List<Association> media = new ArrayList<>();
        for (XmlElement c : e.children()) {
            if (c.name().equals("enclosure") && OWN_NAMESPACES.contains(c.namespace())) {
                media.add(new Association(
                        "enclosure", null, Plain.text(c.attribute("url")), Plain.text(c.attribute("type")), null));
            } else if (c.is(MEDIA, "content") || c.is(MEDIA, "thumbnail")) {
                add(media, c);
            } else if (c.is(MEDIA, "group")) {
                c.children(MEDIA, "content").forEach(m -> add(media, m));
                c.children(MEDIA, "thumbnail").forEach(m -> add(media, m));
            } else if (c.name().equals("source")
                    && OWN_NAMESPACES.contains(c.namespace())
                    && c.attribute("url") != null) {
                media.add(new Association(
                        "source", null, Plain.text(c.attribute("url")), null, Plain.lineOfHtml(c.text())));
            }
        }
        return media;
    }

    private static void add(List<Association> media, XmlElement c) {
        String title = first(text(c, MEDIA, "title"), text(c, MEDIA, "description"), null, null);
        String type = c.attribute("type") == null ? c.attribute("medium") : c.attribute("type");
        media.add(new Association(
                "media:" + c.name(), null, Plain.text(c.attribute("url")), Plain.text(type), Plain.lineOfHtml(title)));
    }

    /** Elements that have no field of ours. */
    private static void extras(XmlElement e, Map<String, String> extras) {
        for (XmlElement c : e.children()) {
            boolean mapped = OWN_NAMESPACES.contains(c.namespace()) && MAPPED.contains(c.name())
                    || c.namespace().equals(DC) && MAPPED_DC.contains(c.name())
                    || c.is(CONTENT, "encoded")
                    || c.namespace().equals(MEDIA) && MAPPED_MEDIA.contains(c.name());
            if (!mapped) {
                StringBuilder value = new StringBuilder(c.text().strip());
                c.attributes().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(a -> value.append(value.isEmpty() ? "" : " ")
                                .append(a.getKey())
                                .append('=')
                                .append(a.getValue()));
                String name = c.namespace().isEmpty() ? c.name() : c.namespace() + c.name();
                extras.merge(name, json(value.toString()), (a, b) -> a + "," + b);
            }
        }
        extras.replaceAll(
                (name, value) -> value.startsWith("\"") && value.contains("\",\"") ? "[" + value + "]" : value);
    }

    private static String guidLinks(XmlElement e) {
        for (XmlElement c : e.children()) {
            if (c.name().equals("guid")) {
                return c.attribute("isPermaLink");
            }
        }
        return null;
    }

    private static void addLine(List<String> lines, String raw) {
        String line = Plain.lineOfHtml(raw);
        if (line != null && !lines.contains(line)) {
            lines.add(line);
        }
    }

    private static String first(String a, String b, String c, String d) {
        return a != null ? a : b != null ? b : c != null ? c : d;
    }

    private static String own(XmlElement e, String name) {
        for (XmlElement c : e.children()) {
            if (c.name().equals(name) && OWN_NAMESPACES.contains(c.namespace())) {
                return c.text();
            }
        }
        return null;
    }

    private static String text(XmlElement e, String namespace, String name) {
        return e.child(namespace, name).map(XmlElement::text).orElse(null);
    }

    private static String json(String value) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(Plain.text(value))
                .toString();
    }
}
