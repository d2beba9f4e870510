package wireroom.ingest.format.atom;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
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
import wireroom.model.Action;
import wireroom.model.Association;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.WireItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Atom 1.0 (RFC 4287) with its tombstones (RFC 6721), and Atom 0.3. {@code id} is compared as an exact string; {@code updated} orders
 * revisions; {@code at:deleted-entry} withdraws an entry.
 */
public final class AtomParser {
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String TOMBSTONES = "http://purl.org/atompub/tombstones/1.0";
    private static final String XML = "http://www.w3.org/XML/1998/namespace";
    /** Atom 0.3, which was never a standard and is still sent. */
    private static final String ATOM_03 = "http://purl.org/atom/ns#";

    private static final Set<String> MAPPED = Set.of(
            "id",
            "updated",
            "published",
            "title",
            "summary",
            "content",
            "author",
            "issued",
            "modified",
            "created",
            "category",
            "link",
            "rights",
            "source");

    private final Document document;
    private final XmlElement head;
    private final XmlFeed source;
    /** Namespace of its elements. */
    private final String own;

    private final String format;

    private AtomParser(Document document, XmlFeed source) {
        this.document = document;
        this.source = source;
        this.head = source.head();
        boolean old = head != null && (head.namespace().equals(ATOM_03) || isOld(head));
        this.own = old ? ATOM_03 : head == null || !head.namespace().isEmpty() ? ATOM : "";
        this.format = old ? "atom-0.3" : "atom-1.0";
    }

    private static boolean isOld(XmlElement head) {
        return "0.3".equals(head.attribute("version")) && head.namespace().isEmpty();
    }

    /** Every entry by itself; what is broken is refused with its place, the others go on. */
    public static void parse(Document document, ItemSink sink) {
        XmlFeed source = new XmlFeed(document, Set.of("entry", "deleted-entry"));
        List<XmlFeed.Part> ahead = source.ahead();
        AtomParser parser = new AtomParser(document, source);
        if (source.head() != null) {
            sink.hints(FeedHead.hints(source.head()));
        }
        ahead.forEach(part -> parser.hand(part, sink));
        for (XmlFeed.Part part = source.next(); part != null; part = source.next()) {
            parser.hand(part, sink);
        }
    }

    private void hand(XmlFeed.Part part, ItemSink sink) {
        switch (part) {
            case XmlFeed.Part.Refused refused -> sink.refusal(refused.refusal());
            case XmlFeed.Part.Item item -> {
                XmlElement entry = item.element();
                int index = item.index();
                Optional<WireItem> made =
                        entry.is(TOMBSTONES, "deleted-entry") ? tombstone(entry, index) : entry(entry, index);
                made.ifPresentOrElse(sink::item, () -> sink.refusal(refuse(entry, index)));
            }
        }
    }

    private Refusal refuse(XmlElement entry, int index) {
        String field = entry.name().equals("entry") ? "id" : "ref";
        return new Refusal(
                new Reject(
                        RejectCode.MISSING_FIELD,
                        source.place(entry) + ": '" + field + "' is missing or blank in " + entry.name(),
                        "give every " + entry.name() + " its '" + field + "'"),
                "atom.missing-" + field,
                index,
                source.bytes(entry));
    }

    private Optional<WireItem> tombstone(XmlElement entry, int index) {
        String ref = Plain.identifier(entry.attribute("ref"));
        if (ref == null) {
            return Optional.empty();
        }
        Optional<Instant> when = Times.parse(entry.attribute("when"), document.zone());
        String comment = entry.child(TOMBSTONES, "comment")
                .map(XmlElement::text)
                .map(Plain::line)
                .orElse(null);
        Map<String, String> extras = new TreeMap<>();
        if (entry.attribute("when") != null && when.isEmpty()) {
            extras.put("when", json(entry.attribute("when")));
        }
        return Optional.of(start(entry, ref, index)
                .setVersionCreated(when.orElse(null))
                .setAction(Action.DELETE)
                .setActionEvidence(Lifecycle.explicit("atom.deleted-entry"))
                .setPubStatus(PubStatus.CANCELED)
                .setEmbargo(Lifecycle.free())
                .setEdNotes(comment == null ? List.of() : List.of(new wireroom.model.EdNote("deletion", comment)))
                .setExtras(extras)
                .build());
    }

    private Optional<WireItem> entry(XmlElement entry, int index) {
        String id = text(entry, "id").map(Plain::identifier).orElse(null);
        if (id == null) {
            return Optional.empty();
        }
        Map<String, String> extras = new TreeMap<>();
        WireItem.Builder item = start(entry, id, index);
        Optional<Instant> published = time(entry, "published", extras)
                .or(() -> time(entry, "issued", extras))
                .or(() -> time(entry, "created", extras));
        Optional<Instant> updated = time(entry, "updated", extras).or(() -> time(entry, "modified", extras));
        item.setFirstCreated(published.orElse(null))
                .setVersionCreated(updated.or(() -> published).orElse(null))
                .setHeadline(entry.child(own, "title").map(this::line).orElse(null))
                .setSummary(entry.child(own, "summary").map(this::line).orElse(null));
        URI base = base(entry);
        content(item, entry, base);
        List<String> authors = authors(entry);
        item.setAuthors(authors).setByline(authors.isEmpty() ? null : String.join(", ", authors));
        String language = first(entry.attribute(XML + "|lang"), head == entry ? null : head.attribute(XML + "|lang"));
        item.setLanguage(Plain.line(language));
        categories(item, entry);
        links(item, entry, base);
        String rights = entry.child(own, "rights")
                .or(() -> entry.child(own, "source").flatMap(s -> s.child(own, "rights")))
                .or(() -> head.child(own, "rights"))
                .map(this::line)
                .orElse(null);
        item.setRights(rights == null ? null : new Rights(null, rights, null, null));
        entry.child(own, "source")
                .ifPresent(s -> extras.put("source", json(source.inner(s).strip())));
        for (XmlElement c : entry.children()) {
            if (!(c.namespace().equals(own) && MAPPED.contains(c.name()))) {
                extras.put(
                        (c.namespace().equals(own) ? "" : c.namespace() + "#") + c.name(),
                        json(source.inner(c).strip()));
            }
        }
        boolean later =
                published.isPresent() && updated.isPresent() && updated.get().isAfter(published.get());
        Lifecycle.Decision decision = Lifecycle.decide(
                PubStatus.USABLE,
                null,
                Optional.empty(),
                item.getHeadline(),
                List.of(),
                later ? Optional.of("atom.updated") : Optional.empty(),
                "atom.entry");
        return Optional.of(item.setAction(decision.action())
                .setActionEvidence(decision.evidence())
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(Lifecycle.free())
                .setExtras(extras)
                .build());
    }

    private WireItem.Builder start(XmlElement entry, String uri, int index) {
        return Items.start(document, format, uri, index, source.bytes(entry), "application/atom+xml", source.charset());
    }

    private void content(WireItem.Builder item, XmlElement entry, URI base) {
        Optional<XmlElement> content = entry.child(own, "content").or(() -> entry.child(own, "summary"));
        if (content.isEmpty()) {
            return;
        }
        XmlElement body = content.get();
        String src = body.attribute("src");
        if (src != null) {
            item.setAssociations(List.of(new Association(
                    "content", null, resolve(base(base, body), src), Plain.text(body.attribute("type")), null)));
            item.setPartial(true);
            return;
        }
        String type = type(body);
        switch (type) {
            case "html", "text/html" ->
                item.setBodyHtml(Plain.text("xml".equals(body.attribute("mode")) ? source.inner(body) : escaped(body)));
            case "xhtml", "application/xhtml+xml" ->
                item.setBodyHtml(
                        "escaped".equals(body.attribute("mode"))
                                ? Plain.text(body.text())
                                : source.inner(body).strip());
            default -> {
                if (!body.children().isEmpty()) {
                    item.setBodyHtml(source.inner(body).strip());
                } else if (type.equals("text") || type.startsWith("text/") || type.endsWith("xml")) {
                    item.setBodyText(Plain.text(escaped(body).strip()));
                } else {
                    // RFC 4287, section 4.1.3.3: any other type is base64, a picture as a rule; it is in the raw bytes.
                    item.setAssociations(List.of(new Association("content", null, null, Plain.text(type), null)));
                    item.setPartial(true);
                }
            }
        }
    }

    /** Its characters; Atom 0.3 may send them in base64. */
    private static String escaped(XmlElement body) {
        if ("base64".equals(body.attribute("mode"))) {
            try {
                return new String(Base64.getMimeDecoder().decode(body.text()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException asWritten) {
                return body.text();
            }
        }
        return body.text();
    }

    private List<String> authors(XmlElement entry) {
        List<XmlElement> people = entry.all(own, "author");
        if (people.isEmpty()) {
            people = entry.child(own, "source").map(s -> s.all(own, "author")).orElse(List.of());
        }
        if (people.isEmpty() && head != entry) {
            people = head.all(own, "author");
        }
        List<String> names = new ArrayList<>();
        for (XmlElement person : people) {
            String name = Plain.line(text(person, "name").orElse(null));
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private void categories(WireItem.Builder item, XmlElement entry) {
        List<Subject> subjects = new ArrayList<>();
        List<String> keywords = new ArrayList<>();
        for (XmlElement c : entry.all(own, "category")) {
            String term = Plain.line(c.attribute("term"));
            String label = Plain.line(c.attribute("label"));
            String scheme = Plain.identifier(c.attribute("scheme"));
            if (scheme != null) {
                subjects.add(new Subject(scheme, term, null, label, null, null, null));
            } else if (first(label, term) != null) {
                keywords.add(first(label, term));
            }
        }
        item.setSubjects(subjects).setKeywords(keywords);
    }

    private void links(WireItem.Builder item, XmlElement entry, URI base) {
        List<Association> associations = new ArrayList<>(item.hasAssociations() ? item.getAssociations() : List.of());
        for (XmlElement l : entry.all(own, "link")) {
            String rel = l.attribute("rel") == null ? "alternate" : l.attribute("rel");
            String href = resolve(base(base, l), l.attribute("href"));
            if (rel.equals("alternate") && item.getLink() == null && href != null) {
                item.setLink(href);
            } else {
                associations.add(new Association(
                        Plain.text(rel),
                        null,
                        href,
                        Plain.text(l.attribute("type")),
                        Plain.line(l.attribute("title"))));
            }
        }
        item.setAssociations(associations);
    }

    private static URI base(URI around, XmlElement element) {
        String own = element.attribute(XML + "|base");
        return own == null ? around : uri(resolve(around, own));
    }

    private URI base(XmlElement entry) {
        URI base = null;
        for (XmlElement e : head == entry ? List.of(entry) : List.of(head, entry)) {
            String sent = e.attribute(XML + "|base");
            if (sent != null) {
                base = uri(resolve(base, sent));
            }
        }
        return base;
    }

    private static String resolve(URI base, String reference) {
        URI relative = base == null ? null : uri(reference);
        return Plain.identifier(
                relative == null ? reference : base.resolve(relative).toString());
    }

    /** Null when it is no URI: it is then kept as written. */
    private static URI uri(String text) {
        try {
            return text == null ? null : new URI(text.strip());
        } catch (java.net.URISyntaxException asWritten) {
            return null;
        }
    }

    private String line(XmlElement construct) {
        return switch (type(construct)) {
            case "html", "text/html" -> Plain.lineOfHtml(construct.text());
            case "xhtml", "application/xhtml+xml" -> Plain.lineOfHtml(source.inner(construct));
            default ->
                "escaped".equals(construct.attribute("mode"))
                        ? Plain.lineOfHtml(construct.text())
                        : Plain.line(construct.text());
        };
    }

    private static String type(XmlElement construct) {
        return construct.attribute("type") == null
                ? "text"
                : construct.attribute("type").strip();
    }

    private Optional<Instant> time(XmlElement entry, String name, Map<String, String> extras) {
        String raw = text(entry, name).orElse(null);
        Optional<Instant> time = Times.parse(raw, document.zone());
        if (raw != null && time.isEmpty()) {
            extras.put(name, json(raw));
        }
        return time;
    }

    private Optional<String> text(XmlElement entry, String name) {
        return entry.child(own, name).map(XmlElement::text);
    }

    private static String first(String a, String b) {
        return a == null ? b : a;
    }

    private static String json(String value) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(Plain.text(value))
                .toString();
    }
}
