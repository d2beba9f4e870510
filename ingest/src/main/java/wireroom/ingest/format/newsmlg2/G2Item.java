package wireroom.ingest.format.newsmlg2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.ingest.profile.EmptyEmbargo;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Quirk;
import wireroom.model.Action;
import wireroom.model.AltId;
import wireroom.model.Association;
import wireroom.model.Dateline;
import wireroom.model.EdNote;
import wireroom.model.NamedConcept;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/** One news item or package. */
final class G2Item {
    private static final Set<String> ITEM_META = Set.of(
            "itemClass",
            "versionCreated",
            "firstCreated",
            "embargoed",
            "pubStatus",
            "title",
            "edNote",
            "signal",
            "link");
    private static final Set<String> RIGHTS = Set.of("copyrightHolder", "copyrightNotice", "usageTerms");
    /** Relations to an item that this one takes further. */
    private static final Set<String> FOLLOWS = Set.of(
            "previousversion", "evolvedfrom", "updateof", "replaces", "supersedes", "isrevisionof", "correctionof");

    private final Document document;
    private final Profile profile;
    private final Message message;
    private final XmlFeed source;
    private final XmlElement item;
    private final XmlElement itemMeta;
    private final XmlElement contentMeta;
    private final XmlFields fields;
    private final Schemes schemes;
    /** Names that {@code assert} gives to concepts, by qcode or URI. */
    private final Map<String, String> names = new HashMap<>();

    G2Item(Document document, Message message, XmlFeed source, XmlElement item) {
        this.document = document;
        this.profile = document.profile();
        this.message = message;
        this.source = source;
        this.item = item;
        this.itemMeta = item.at("itemMeta").orElse(item);
        this.contentMeta = item.at("contentMeta").orElse(null);
        this.fields = new XmlFields(document, source);
        this.schemes = Schemes.of(item, profile.schemes());
        for (XmlElement asserted : item.named("assert")) {
            String name = asserted.at("name").map(e -> Plain.line(e.text())).orElse(null);
            String key = code(asserted);
            if (name != null && key != null) {
                names.putIfAbsent(key, name);
            }
        }
    }

    Outcome<WireItem> read(int index) {
        String place = source.place(item);
        String guid = Plain.identifier(item.attribute("guid"));
        if (guid == null) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD,
                    place + ": '@guid' is missing or blank in " + item.name(),
                    "give every item its guid");
        }
        String uri = profile.family(guid);
        Optional<XmlElement> pubStatus = itemMeta.at("pubStatus");
        String written = pubStatus.map(e -> Plain.line(codeOrText(e))).orElse(null);
        Optional<PubStatus> status = written == null ? Optional.of(PubStatus.USABLE) : Lifecycle.pubStatus(written);
        if (status.isEmpty()) {
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ": 'pubStatus' is '" + written + "' in " + guid,
                    "use stat:usable, stat:withheld or stat:canceled");
        }
        boolean aPackage = item.name().equals("packageItem");
        WireItem.Builder built = Items.start(
                document,
                "newsml-g2",
                uri,
                index,
                source.bytes(item),
                "application/vnd.iptc.g2." + (aPackage ? "packageitem" : "newsitem") + "+xml",
                source.charset());
        built.setPubStatus(status.get());
        String version = Plain.identifier(item.attribute("version"));
        built.setRevisionRaw(version == null ? "1" : version);
        List<AltId> altIds = new ArrayList<>();
        if (!uri.equals(guid)) {
            altIds.add(new AltId("guid", guid));
        }
        built.setTransmittedAt(fields.time("header/sent", message.sent()));
        built.setPriority(message.priority());
        built.setType(aPackage ? "composite" : type());
        itemMeta(built);
        if (contentMeta != null) {
            contentMeta(built, altIds);
        }
        built.setAltIds(altIds);
        if (built.getHeadline() == null) {
            built.setHeadline(fields.line(itemMeta.at("title")));
        } else {
            itemMeta.at("title").ifPresent(t -> fields.keep("title", t));
        }
        List<Association> associations = new ArrayList<>();
        links(built, uri, associations);
        if (aPackage) {
            G2Package.members(item, fields, associations);
        } else {
            new G2Content(item, source, fields).read(built, associations);
        }
        built.setAssociations(associations);
        if (built.getLanguage() == null) {
            String language = Plain.line(item.attribute("http://www.w3.org/XML/1998/namespace|lang"));
            built.setLanguage(language == null ? profile.language().orElse(null) : language);
        }
        rights(built);
        action(built);
        return Outcome.accept(built.setExtras(fields.extras()).build());
    }

    /** A concept as written: qcode, URI or literal; null when it names none. */
    private static String code(XmlElement e) {
        for (String name : List.of("qcode", "uri", "literal")) {
            String value = Plain.identifier(e.attribute(name));
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String codeOrText(XmlElement e) {
        String code = code(e);
        return code == null ? e.text() : code;
    }

    /** What follows the last colon, slash or hash: how vendors and versions of the standard agree on a word. */
    static String word(String code) {
        if (code == null) {
            return "";
        }
        int cut = Math.max(Math.max(code.lastIndexOf(':'), code.lastIndexOf('/')), code.lastIndexOf('#'));
        return code.substring(cut + 1).strip().toLowerCase(Locale.ROOT);
    }

    private String type() {
        String type =
                itemMeta.at("itemClass").map(G2Item::code).map(G2Item::word).orElse("");
        return type.isEmpty() ? "text" : type;
    }

    private void itemMeta(WireItem.Builder built) {
        built.setVersionCreated(fields.time("versionCreated", itemMeta.at("versionCreated")));
        built.setFirstCreated(fields.time("firstCreated", itemMeta.at("firstCreated")));
        embargo(built);
        List<EdNote> notes = new ArrayList<>();
        for (XmlElement e : itemMeta.named("edNote")) {
            String note = fields.line(e);
            if (note != null) {
                String role = Plain.line(e.attribute("role"));
                notes.add(new EdNote(role == null ? Plain.line(e.attribute("roleuri")) : role, note));
            }
        }
        built.setEdNotes(notes);
        for (XmlElement e : itemMeta == item ? List.<XmlElement>of() : itemMeta.children()) {
            if (e.name().equals("expires") && built.getExpires() == null) {
                built.setExpires(fields.time("expires", e.text()));
            } else if (!ITEM_META.contains(e.name())) {
                fields.keep(e.name(), e);
            }
        }
    }

    /** Present but empty means that the end is not known, unless the profile says that this provider's template is. */
    private void embargo(WireItem.Builder built) {
        built.setEmbargo(Lifecycle.free());
        Optional<XmlElement> embargoed = itemMeta.at("embargoed");
        if (embargoed.isPresent()) {
            String raw = Plain.line(embargoed.get().text());
            if (raw != null) {
                built.setEmbargo(
                        Lifecycle.held(Optional.ofNullable(fields.time("embargoed", raw)), "newsml-g2.embargoed"));
            } else if (profile.emptyEmbargo() == EmptyEmbargo.OPEN) {
                built.setEmbargo(Lifecycle.held(Optional.empty(), "newsml-g2.embargoed-empty"));
            }
        }
    }

    private void contentMeta(WireItem.Builder built, List<AltId> altIds) {
        List<String> authors = new ArrayList<>();
        List<String> bylines = new ArrayList<>();
        List<String> headlines = new ArrayList<>();
        List<String> keywords = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>();
        List<NamedConcept> genres = new ArrayList<>();
        List<NamedConcept> people = new ArrayList<>();
        List<NamedConcept> organisations = new ArrayList<>();
        List<NamedConcept> places = new ArrayList<>();
        List<NamedConcept> events = new ArrayList<>();
        int main = -1;
        String city = null;
        XmlElement dateline = null;
        XmlElement description = null;
        for (XmlElement e : contentMeta.children()) {
            switch (e.name()) {
                case "urgency" -> built.setUrgency(urgency(e));
                case "contentCreated" -> built.setContentCreated(fields.time("contentCreated", e.text()));
                case "located" -> {
                    String name = name(e);
                    city = city == null ? name : city;
                    if (name != null || code(e) != null) {
                        places.add(concept(e, "located"));
                    }
                }
                case "creator" -> add(authors, name(e));
                case "contributor" -> fields.keep("contributor", e);
                case "altId" -> altId(altIds, e);
                case "language" -> {
                    String tag = Plain.line(e.attribute("tag"));
                    if (built.getLanguage() == null && tag != null) {
                        built.setLanguage(tag);
                    } else {
                        fields.keep("language", e);
                    }
                }
                case "genre" -> genres.add(concept(e, null));
                case "keyword" -> add(keywords, fields.line(e));
                case "slugline" -> {
                    if (built.getSlugline() == null) {
                        built.setSlugline(fields.line(e));
                        fields.keep("slugline/@separator", e.attribute("separator"));
                    } else {
                        fields.keep("slugline", e);
                    }
                }
                case "headline" -> {
                    String line = fields.line(e);
                    if (line != null) {
                        String role = word(e.attribute("role"));
                        main = main < 0 && (role.isEmpty() || role.equals("main")) ? headlines.size() : main;
                        headlines.add(line);
                    }
                }
                case "dateline" -> dateline = dateline == null ? e : dateline;
                case "by" -> add(bylines, fields.line(e));
                case "description" -> {
                    if (description == null || better(e, description)) {
                        keepDescription(description);
                        description = e;
                    } else {
                        keepDescription(e);
                    }
                }
                case "subject" -> subject(e, subjects, people, organisations, places, events);
                default -> fields.keep(e.name(), e);
            }
        }
        if (!headlines.isEmpty()) {
            built.setHeadline(headlines.remove(Math.max(0, main)));
        }
        built.setSubheadlines(headlines);
        built.setByline(bylines.isEmpty() ? null : String.join("; ", bylines));
        built.setAuthors(authors);
        built.setKeywords(keywords);
        built.setSubjects(subjects);
        built.setGenres(genres);
        built.setPeople(people);
        built.setOrganisations(organisations);
        built.setPlaces(places);
        built.setEvents(events);
        built.setSummary(fields.line(description));
        String text = fields.line(dateline);
        if (text != null || city != null) {
            built.setDateline(new Dateline(city, text == null ? city : text, null));
        }
    }

    private static void add(List<String> lines, String line) {
        if (line != null) {
            lines.add(line);
        }
    }

    private void keepDescription(XmlElement e) {
        if (e != null) {
            fields.keep("description", e);
        }
    }

    /** Summary before none said before caption. */
    private static boolean better(XmlElement e, XmlElement than) {
        return rank(e) > rank(than);
    }

    private static int rank(XmlElement description) {
        return switch (word(description.attribute("role"))) {
            case "summary", "abstract", "teaser", "lead", "lede" -> 2;
            case "" -> 1;
            default -> 0;
        };
    }

    private Integer urgency(XmlElement e) {
        String raw = Plain.line(e.text());
        if (raw != null && raw.matches("[1-9]")) {
            return Integer.valueOf(raw);
        }
        fields.keep("urgency", raw);
        return null;
    }

    private void altId(List<AltId> altIds, XmlElement e) {
        String value = Plain.identifier(e.text());
        if (value != null) {
            String type = Plain.line(e.attribute("type"));
            altIds.add(new AltId(type == null ? "altId" : type, value));
        }
    }

    /** Name of a concept: its own, else what an assertion says, else its literal. */
    private String name(XmlElement e) {
        String name = fields.line(e.at("name"));
        if (name == null) {
            name = names.get(code(e));
        }
        return name == null ? Plain.line(e.attribute("literal")) : name;
    }

    private String uri(XmlElement e) {
        String uri = Plain.identifier(e.attribute("uri"));
        return uri == null ? schemes.uri(Plain.identifier(e.attribute("qcode"))) : uri;
    }

    private String scheme(XmlElement e) {
        String qcode = Plain.identifier(e.attribute("qcode"));
        int colon = qcode == null ? -1 : qcode.indexOf(':');
        if (colon < 1) {
            return null;
        }
        String alias = qcode.substring(0, colon);
        String uri = schemes.scheme(alias);
        return uri == null ? alias : uri;
    }

    private NamedConcept concept(XmlElement e, String relation) {
        String rel = Plain.line(e.attribute("rel"));
        String qcode = Plain.identifier(e.attribute("qcode"));
        return new NamedConcept(
                name(e),
                uri(e),
                scheme(e),
                qcode == null ? Plain.identifier(e.attribute("literal")) : qcode,
                rel == null ? relation : rel);
    }

    private void subject(
            XmlElement e,
            List<Subject> subjects,
            List<NamedConcept> people,
            List<NamedConcept> organisations,
            List<NamedConcept> places,
            List<NamedConcept> events) {
        if (code(e) == null && name(e) == null) {
            fields.keep("subject", e);
            return;
        }
        String type = Plain.line(e.attribute("type"));
        switch (word(type == null ? e.attribute("typeuri") : type)) {
            case "person" -> people.add(concept(e, null));
            case "organisation", "organization" -> organisations.add(concept(e, null));
            case "geoarea", "poi" -> places.add(concept(e, null));
            case "event" -> events.add(concept(e, null));
            default -> {
                String qcode = Plain.identifier(e.attribute("qcode"));
                subjects.add(new Subject(
                        scheme(e),
                        qcode == null ? Plain.identifier(e.attribute("literal")) : qcode,
                        uri(e),
                        name(e),
                        share(e.attribute("relevance")),
                        share(e.attribute("confidence")),
                        creator(e)));
            }
        }
    }

    private static String creator(XmlElement e) {
        String creator = Plain.line(e.attribute("creator"));
        return creator == null ? Plain.line(e.attribute("creatoruri")) : creator;
    }

    /** 0 to 100 by the standard. */
    private static Double share(String raw) {
        String text = raw == null ? "" : raw.strip();
        return text.matches("\\d{1,2}|100") ? Integer.parseInt(text) / 100.0 : null;
    }

    private void links(WireItem.Builder built, String uri, List<Association> associations) {
        List<Target> targets = new ArrayList<>();
        for (XmlElement link : itemMeta.named("link")) {
            String relation = Plain.line(link.attribute("rel"));
            relation = relation == null ? Plain.line(link.attribute("reluri")) : relation;
            String word = word(relation);
            String id = Plain.identifier(link.attribute("residref"));
            id = profile.family(id == null ? Plain.identifier(link.attribute("guidref")) : id);
            String href = Plain.identifier(link.attribute("href"));
            if (uri.equals(id)) {
                // An earlier version of itself: the version already says so.
                continue;
            }
            if (word.equals("canonical") && href != null) {
                built.setLink(href);
            } else if (id != null && FOLLOWS.contains(word)) {
                targets.add(new Target(id, null, null, word.equals("correctionof") ? "corrects" : "follows", null));
            } else if (id != null || href != null) {
                associations.add(new Association(
                        relation == null ? "link" : relation,
                        id,
                        href,
                        Plain.line(link.attribute("contenttype")),
                        fields.line(link.at("title").or(() -> link.at("headline")))));
            }
        }
        built.setTargets(targets);
    }

    private void rights(WireItem.Builder built) {
        List<XmlElement> infos = item.named("rightsInfo");
        if (infos.isEmpty()) {
            return;
        }
        // Rights in one aspect of the item come after those in all of it.
        XmlElement first = infos.stream()
                .filter(r -> r.attribute("scope") == null && r.attribute("aspect") == null)
                .findFirst()
                .orElse(infos.getFirst());
        String holder = first.at("copyrightHolder").map(this::party).orElse(null);
        String notice = fields.line(first.at("copyrightNotice"));
        String terms = fields.line(first.at("usageTerms"));
        ArrayNode raw = JsonNodeFactory.instance.arrayNode();
        boolean more = infos.size() > 1
                || first.children().stream().anyMatch(c -> !RIGHTS.contains(c.name()))
                || !first.attributes().isEmpty();
        infos.forEach(r -> raw.add(XmlFields.json(r)));
        built.setRights(new Rights(holder, notice, terms, more ? Plain.text(raw.toString()) : null));
    }

    private String party(XmlElement e) {
        String name = name(e);
        name = name == null ? Plain.line(e.text()) : name;
        return name == null ? code(e) : name;
    }

    /** R13. A provider's own signals say more than the standard's; of two of the standard's, a correction counts. */
    private void action(WireItem.Builder built) {
        Optional<Action> vendor = Optional.empty();
        boolean correction = false;
        boolean update = false;
        for (XmlElement signal : itemMeta.named("signal")) {
            String code = code(signal);
            Optional<Action> known = profile.signal(code);
            if (known.isPresent()) {
                vendor = vendor.isPresent() ? vendor : known;
            }
            switch (standard(code)) {
                case "correction" -> correction = true;
                case "update" -> update = true;
                default -> {
                    // Kept below: content warnings and what only the vendor knows.
                }
            }
            fields.keep("signal", signal);
        }
        if (correction && profile.has(Quirk.CORRECTION_SIGNAL_ON_EVERY_VERSION)) {
            correction = false;
            update = true;
        }
        Lifecycle.Decision decision = decide(built, vendor, correction, update);
        built.setAction(decision.action()).setActionEvidence(decision.evidence());
        if (profile.has(Quirk.FIRST_CREATED_OF_VERSION)
                && decision.action() != Action.NEW
                && isSame(built.getFirstCreated(), built.getVersionCreated())) {
            built.setFirstCreated(null);
        }
    }

    private static boolean isSame(Instant a, Instant b) {
        return a != null && a.equals(b);
    }

    /** The word of a signal of IPTC's scheme; blank for a vendor's, whose words mean what the vendor wants. */
    private String standard(String code) {
        String uri = code == null ? null : code.indexOf("://") > 0 ? code : schemes.uri(code);
        return uri != null && uri.contains("cv.iptc.org/newscodes/signal") ? word(code) : "";
    }

    private static Lifecycle.Decision decide(
            WireItem.Builder built, Optional<Action> vendor, boolean correction, boolean update) {
        if (built.getPubStatus() == PubStatus.USABLE) {
            if (vendor.isPresent()) {
                return new Lifecycle.Decision(vendor.get(), Lifecycle.explicit("newsml-g2.signal"));
            }
            if (update && !correction) {
                return new Lifecycle.Decision(Action.UPDATE, Lifecycle.explicit("newsml-g2.signal"));
            }
        }
        return Lifecycle.decide(
                built.getPubStatus(),
                "newsml-g2.pubStatus",
                correction ? Optional.of("newsml-g2.signal") : Optional.empty(),
                built.getHeadline(),
                built.getEdNotes(),
                Lifecycle.isLater(built.getRevisionRaw()) ? Optional.of("newsml-g2.version") : Optional.empty(),
                "newsml-g2.version");
    }
}
