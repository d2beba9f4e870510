package wireroom.ingest.format.nitf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.signal.Place;
import wireroom.ingest.format.signal.Signals;
import wireroom.ingest.format.signal.Words;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.ingest.profile.Code;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Quirk;
import wireroom.model.AltId;
import wireroom.model.EdNote;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.NamedConcept;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/** One {@code nitf} element: head and docdata, with the text of {@link NitfText}. */
final class NitfDocument {
    private static final String SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/";
    /** Children of {@code docdata} that a field takes; the others are kept in the extras. */
    private static final Set<String> MAPPED = Set.of(
            "correction",
            "evloc",
            "doc-id",
            "urgency",
            "date.issue",
            "date.release",
            "date.expire",
            "doc.copyright",
            "key-list",
            "identified-content",
            "ed-msg",
            "du-key",
            "doc.rights",
            // Stations on the way of the message, not of the article: they differ between two deliveries.
            "del-list");

    private final Document document;
    private final Profile profile;
    private final XmlFeed source;
    private final XmlElement nitf;
    private final XmlElement docdata;
    private final XmlFields fields;

    NitfDocument(Document document, XmlFeed source, XmlElement nitf) {
        this.document = document;
        this.profile = document.profile();
        this.source = source;
        this.nitf = nitf;
        this.docdata = nitf.at("head", "docdata").orElse(null);
        this.fields = new XmlFields(document, source);
    }

    Outcome<WireItem> read(int index) {
        String place = source.place(nitf);
        String id = docdata == null ? null : Plain.identifier(attribute("doc-id", "id-string"));
        if (id == null) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD,
                    place + ": 'doc-id/@id-string' is missing or blank",
                    "give every document its id in head/docdata/doc-id/@id-string");
        }
        String uri = profile.family(id);
        String managed = Plain.line(docdata.attribute("management-status"));
        boolean embargoed = "embargoed".equalsIgnoreCase(managed);
        Optional<PubStatus> status =
                managed == null || embargoed ? Optional.of(PubStatus.USABLE) : Lifecycle.pubStatus(managed);
        if (status.isEmpty()) {
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ": 'management-status' is '" + managed + "' in " + id,
                    "use usable, embargoed, withheld or canceled");
        }
        WireItem.Builder item =
                Items.start(document, "nitf", uri, index, source.bytes(nitf), "text/vnd.iptc.nitf", source.charset());
        item.setPubStatus(status.get());
        String version = identity(item, id, uri);
        item.setVersionCreated(fields.time("date.issue", attribute("date.issue", "norm")));
        item.setFirstCreated(firstCreated());
        List<EdNote> notes = notes();
        item.setEdNotes(notes);
        embargo(item, embargoed, notes);
        text(item);
        tags(item);
        item.setUrgency(urgency());
        rights(item);
        vendorMeta(item);
        language(item);
        action(item, uri, version);
        docdata.children().stream()
                .filter(c -> !MAPPED.contains(c.name()))
                .forEach(c -> fields.keep("docdata/" + c.name(), c));
        fields.keep("regsrc", attribute("doc-id", "regsrc"));
        return Outcome.accept(item.setExtras(fields.extras()).build());
    }

    /** The version is that of the thread's key, never a number in the id: they count apart. */
    private String identity(WireItem.Builder item, String id, String uri) {
        List<AltId> ids = new ArrayList<>();
        if (!uri.equals(id)) {
            ids.add(new AltId("doc-id", id));
        }
        String key = Plain.identifier(attribute("du-key", "key"));
        if (key != null) {
            ids.add(new AltId("du-key", key));
        }
        item.setAltIds(ids);
        String version = Plain.identifier(attribute("du-key", "version"));
        item.setRevisionRaw(version);
        fields.keep("du-key/generation", attribute("du-key", "generation"));
        String part = Plain.line(attribute("du-key", "part"));
        item.setTakeKey(part);
        return version;
    }

    private String attribute(String element, String name) {
        return docdata.at(element).map(e -> e.attribute(name)).orElse(null);
    }

    private Instant firstCreated() {
        return nitf.at("head").stream()
                .flatMap(h -> h.named("revision-history").stream())
                .map(r -> fields.time("revision-history/norm", r.attribute("norm")))
                .filter(t -> t != null)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private List<EdNote> notes() {
        List<EdNote> notes = new ArrayList<>();
        for (XmlElement e : docdata.named("ed-msg")) {
            String info = Plain.line(e.attribute("info"));
            String text = info == null ? fields.line(e) : info;
            if (text != null) {
                notes.add(new EdNote(Plain.line(e.attribute("msg-type")), text));
            }
        }
        docdata.at("correction").map(c -> Plain.line(c.attribute("info"))).ifPresent(info -> {
            notes.add(new EdNote("correction", info));
        });
        return notes;
    }

    /**
     * Embargoed, or released after it was issued. A release that is not after the issue says when it came out, and is no
     * embargo, whenever we get to see it.
     */
    private void embargo(WireItem.Builder item, boolean embargoed, List<EdNote> notes) {
        String raw = attribute("date.release", "norm");
        Instant release = fields.time("date.release", raw);
        String rawExpiry = attribute("date.expire", "norm");
        Instant expiry = fields.time("date.expire", rawExpiry);
        Instant issued = item.getVersionCreated();
        item.setEmbargo(Lifecycle.free());
        if (release != null && (embargoed || issued == null || release.isAfter(issued))) {
            item.setEmbargo(Lifecycle.held(Optional.of(release), "nitf.date.release"));
        } else if (embargoed) {
            if (expiry != null && raw == null && profile.has(Quirk.EXPIRY_ENDS_EMBARGO)) {
                item.setEmbargo(Lifecycle.held(Optional.of(expiry), "nitf.date.expire"));
                expiry = null;
            } else {
                item.setEmbargo(said(notes, issued));
            }
        }
        item.setExpires(expiry);
    }

    /** An embargo whose end only a note tells: believed, but marked as inferred; in doubt it is open. */
    private Embargo said(List<EdNote> notes, Instant issued) {
        Words.Builder words = new Words.Builder(issued == null ? document.receivedAt() : issued, document.zone());
        notes.forEach(note -> words.add("edNotes", Place.NOTE, note.getText()));
        Embargo said = Signals.embargo(words.build());
        return said.getKind() == EmbargoKind.UNTIL ? said : Lifecycle.held(Optional.empty(), "nitf.management-status");
    }

    private void text(WireItem.Builder item) {
        NitfText text = NitfText.of(nitf, source, fields);
        String title = fields.line(nitf.at("head", "title"));
        item.setHeadline(text.headline() == null ? title : text.headline());
        item.setSubheadlines(text.subheadlines());
        item.setByline(text.byline());
        item.setAuthors(text.authors());
        item.setDateline(text.dateline());
        item.setSummary(text.summary());
        item.setBodyHtml(text.html());
        item.setBodyText(text.text());
        item.setAssociations(text.media());
        item.setType("text");
        nitf.at("body", "body.end").ifPresent(end -> {
            fields.keep("tagline", fields.line(end.at("tagline")));
            fields.keep("bibliography", fields.line(end.at("bibliography")));
        });
        nitf.at("body", "body.head").ifPresent(head -> {
            fields.keep("distributor", fields.line(head.at("distributor")));
            fields.keep("rights", fields.line(head.at("rights")));
            fields.keep("note", fields.line(head.at("note")));
            head.at("byline", "byttl").ifPresent(t -> fields.keep("byttl", fields.line(t)));
        });
    }

    private void tags(WireItem.Builder item) {
        List<Subject> subjects = new ArrayList<>();
        List<NamedConcept> genres = new ArrayList<>();
        for (XmlElement tobject : nitf.at("head").map(h -> h.named("tobject")).orElse(List.of())) {
            fields.keep("tobject.type", tobject.attribute("tobject.type"));
            for (XmlElement property : tobject.named("tobject.property")) {
                genre(genres, Plain.line(property.attribute("tobject.property.type")));
            }
            for (XmlElement s : tobject.named("tobject.subject")) {
                subject(s).ifPresent(subjects::add);
            }
        }
        List<String> keywords = new ArrayList<>();
        for (XmlElement list : docdata.named("key-list")) {
            for (XmlElement keyword : list.named("keyword")) {
                String key = Plain.line(keyword.attribute("key"));
                key = key == null ? fields.line(keyword) : key;
                if (key != null && !keywords.contains(key)) {
                    keywords.add(key);
                }
            }
        }
        List<NamedConcept> people = new ArrayList<>();
        List<NamedConcept> organisations = new ArrayList<>();
        List<NamedConcept> places = new ArrayList<>();
        List<NamedConcept> events = new ArrayList<>();
        for (XmlElement content : docdata.named("identified-content")) {
            for (XmlElement e : content.children()) {
                switch (e.name()) {
                    case "person" -> concept(people, e);
                    case "org" -> concept(organisations, e);
                    case "location", "virtloc" -> concept(places, e);
                    case "event" -> concept(events, e);
                    case "keyword" ->
                        Optional.ofNullable(Plain.line(e.attribute("key"))).ifPresent(keywords::add);
                    case "classifier" ->
                        subjects.add(new Subject(
                                Plain.line(e.attribute("type")),
                                Plain.line(e.attribute("value")),
                                null,
                                fields.line(e),
                                null,
                                null,
                                Plain.line(e.attribute("idsrc"))));
                    default -> fields.keep("identified-content/" + e.name(), e);
                }
            }
        }
        for (XmlElement e : docdata.named("evloc")) {
            String name = String.join(
                    ", ",
                    List.of("city", "county-dist", "state-prov", "iso-cc").stream()
                            .map(part -> Plain.line(e.attribute(part)))
                            .filter(part -> part != null)
                            .toList());
            String text = fields.line(e);
            if (text != null || !name.isEmpty()) {
                places.add(new NamedConcept(
                        text == null ? name : text, null, null, Plain.line(e.attribute("iso-cc")), "event"));
            }
        }
        item.setSubjects(subjects);
        item.setGenres(genres);
        item.setKeywords(keywords);
        item.setPeople(people);
        item.setOrganisations(organisations);
        item.setPlaces(places);
        item.setEvents(events);
    }

    private void genre(List<NamedConcept> genres, String code) {
        if (code != null) {
            genres.add(profile.genre(code)
                    .map(known -> new NamedConcept(known.name(), null, null, code, null))
                    .orElseGet(() -> new NamedConcept(code, null, null, null, null)));
        }
    }

    private static Optional<Subject> subject(XmlElement s) {
        String code = Plain.identifier(s.attribute("tobject.subject.refnum"));
        String name = null;
        for (String part : List.of("detail", "matter", "type")) {
            String said = Plain.line(s.attribute("tobject.subject." + part));
            name = name == null ? said : name;
        }
        if (code == null) {
            code = Plain.identifier(s.attribute("tobject.subject.code"));
        }
        if (code == null && name == null) {
            return Optional.empty();
        }
        boolean coded = code != null && code.matches("\\d{8}");
        return Optional.of(new Subject(
                coded ? SUBJECT_CODES : null, code, coded ? SUBJECT_CODES + code : null, name, null, null, null));
    }

    private void concept(List<NamedConcept> concepts, XmlElement e) {
        String name = fields.line(e);
        String scheme = Plain.line(e.attribute("idsrc"));
        String code = Plain.identifier(e.attribute("value"));
        if (name != null || code != null) {
            concepts.add(new NamedConcept(name, null, scheme, code, null));
        }
    }

    private Integer urgency() {
        String raw = Plain.line(attribute("urgency", "ed-urg"));
        if (raw != null && raw.matches("[1-9]")) {
            return Integer.valueOf(raw);
        }
        fields.keep("urgency", raw);
        return null;
    }

    private void rights(WireItem.Builder item) {
        Optional<XmlElement> copyright = docdata.at("doc.copyright");
        String holder = copyright.map(c -> Plain.line(c.attribute("holder"))).orElse(null);
        String year = copyright.map(c -> Plain.line(c.attribute("year"))).orElse(null);
        String raw = docdata.at("doc.rights")
                .map(r -> Plain.text(XmlFields.json(r).toString()))
                .orElse(null);
        String notice = year == null ? null : "© " + year + (holder == null ? "" : " " + holder);
        if (holder != null || notice != null || raw != null) {
            item.setRights(new Rights(holder, notice, null, raw));
        }
        nitf.at("head", "pubdata").ifPresent(p -> {
            String link = Plain.identifier(p.attribute("ex-ref"));
            if (link != null && link.startsWith("http")) {
                item.setLink(link);
            }
            fields.keep("pubdata", p);
        });
    }

    /** {@code head/meta}: what agencies write there is theirs; the names that several share are read. */
    private void vendorMeta(WireItem.Builder item) {
        for (XmlElement meta : nitf.at("head").map(h -> h.named("meta")).orElse(List.of())) {
            String name = Plain.line(meta.attribute("name"));
            String content = Plain.line(meta.attribute("content"));
            if (name == null || content == null) {
                continue;
            }
            switch (name.toLowerCase(Locale.ROOT)) {
                case "anpa-keyword", "slugline", "slug" -> {
                    if (item.getSlugline() == null) {
                        item.setSlugline(content);
                    } else {
                        fields.keep("meta/" + name, content);
                    }
                }
                case "anpa-wordcount", "wordcount" -> {
                    if (content.matches("\\d{1,8}")) {
                        item.setWordCount(Integer.valueOf(content));
                    }
                }
                case "aap-priority", "priority" -> item.setPriority(content);
                case "anpa-category" -> category(item, content);
                default -> fields.keep("meta/" + name, content);
            }
        }
        Optional<Integer> urgency = profile.urgency(item.getPriority());
        if (item.getUrgency() == null) {
            urgency.ifPresent(item::setUrgency);
        }
    }

    private void category(WireItem.Builder item, String code) {
        Optional<Code> known = profile.category(code);
        List<Subject> subjects = new ArrayList<>(item.getSubjects());
        subjects.add(
                new Subject("anpa-category", code, null, known.map(Code::name).orElse(null), null, null, null));
        known.map(Code::subject)
                .ifPresent(subject -> subjects.add(
                        new Subject(null, subject, null, known.get().name(), null, null, "profile")));
        item.setSubjects(subjects);
    }

    private void language(WireItem.Builder item) {
        String xml = "http://www.w3.org/XML/1998/namespace|lang";
        String language = nitf.at("body").map(b -> b.attribute(xml)).orElse(null);
        language = language == null ? nitf.attribute(xml) : language;
        language = language == null ? nitf.attribute("baselang") : language;
        item.setLanguage(Plain.line(language) == null ? profile.language().orElse(null) : Plain.line(language));
    }

    /**
     * R13, with what the document says of others: one that is canceled and tells the new status of another is a notice
     * about that other.
     */
    private void action(WireItem.Builder item, String uri, String version) {
        List<Target> targets = new ArrayList<>();
        String reference = profile.family(Plain.identifier(docdata.attribute("management-doc-idref")));
        String toldStatus = Plain.line(docdata.attribute("management-idref-status"));
        Optional<PubStatus> newStatus = toldStatus == null ? Optional.empty() : Lifecycle.pubStatus(toldStatus);
        if (toldStatus != null && newStatus.isEmpty()) {
            fields.keep("management-idref-status", toldStatus);
        }
        boolean another = reference != null && !reference.equals(uri);
        if (another) {
            targets.add(new Target(
                    reference,
                    null,
                    null,
                    newStatus
                            .map(s -> switch (s) {
                                case CANCELED -> "kills";
                                case WITHHELD -> "holds";
                                case USABLE -> "releases";
                            })
                            .orElse("supersedes"),
                    newStatus.orElse(null)));
        }
        Optional<XmlElement> correction = docdata.at("correction");
        String corrected = profile.family(
                correction.map(c -> Plain.identifier(c.attribute("id-string"))).orElse(null));
        if (corrected != null && !corrected.equals(uri)) {
            targets.add(new Target(corrected, null, null, "corrects", null));
        }
        item.setTargets(targets);
        boolean supersedes = another && newStatus.isEmpty();
        Lifecycle.Decision decision = Lifecycle.decide(
                item.getPubStatus(),
                another && newStatus.isPresent() ? "nitf.management-idref-status" : "nitf.management-status",
                correction.map(c -> "nitf.correction"),
                item.getHeadline(),
                item.getEdNotes(),
                supersedes
                        ? Optional.of("nitf.management-doc-idref")
                        : Lifecycle.isLater(version) ? Optional.of("nitf.du-key") : Optional.empty(),
                version == null ? "nitf.doc-id" : "nitf.du-key");
        item.setAction(decision.action()).setActionEvidence(decision.evidence());
    }
}
