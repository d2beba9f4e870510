package wireroom.ingest.format.newsml1;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.ingest.profile.Profile;
import wireroom.model.Action;
import wireroom.model.AltId;
import wireroom.model.Association;
import wireroom.model.EdNote;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/** Identity, management and envelope of one {@code NewsItem}; its text and tags are those of {@link Components}. */
final class NewsItem {
    private static final Pattern REVISION = Pattern.compile("(urn:newsml:[^:]+:[^:]+:.+):\\d{1,18}[A-Za-z]?");
    private static final Pattern CORRECTING = Pattern.compile("(?i).*(?:correct|rectif|korrekt|berichtig).*");
    private static final Set<String> MANAGEMENT = Set.of(
            "FirstCreated",
            "ThisRevisionCreated",
            "Status",
            "StatusWillChange",
            "Urgency",
            "Instruction",
            "DerivedFrom",
            "AssociatedWith");

    private final Document document;
    private final Profile profile;
    private final XmlElement envelope;
    private final XmlFeed source;
    private final XmlElement item;
    private final XmlFields fields;

    NewsItem(Document document, XmlFeed source, XmlElement item) {
        this.document = document;
        this.profile = document.profile();
        XmlElement head = source.head();
        this.envelope = head == null ? null : head.at("NewsEnvelope").orElse(null);
        this.source = source;
        this.item = item;
        this.fields = new XmlFields(document, source);
    }

    Outcome<WireItem> read(int index) {
        String place = source.place(item);
        Optional<XmlElement> identifier = item.at("Identification", "NewsIdentifier");
        String id = identifier.map(this::family).orElse(null);
        if (id == null) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD,
                    place + ": 'NewsIdentifier' is missing or names nothing",
                    "give every item its PublicIdentifier, or ProviderId, DateId and NewsItemId");
        }
        String uri = profile.family(id);
        Optional<XmlElement> management = item.at("NewsManagement");
        String told =
                management.flatMap(m -> m.at("Status")).map(NewsItem::formal).orElse(null);
        boolean embargoed = "embargoed".equalsIgnoreCase(told);
        Optional<PubStatus> status =
                told == null || embargoed ? Optional.of(PubStatus.USABLE) : Lifecycle.pubStatus(told);
        if (status.isEmpty()) {
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ": 'Status' is '" + told + "' in " + id,
                    "use Usable, Embargoed, Withheld or Canceled");
        }
        WireItem.Builder built = Items.start(
                document, "newsml-1", uri, index, source.bytes(item), "text/vnd.iptc.newsml", source.charset());
        built.setPubStatus(status.get());
        altIds(built, identifier.get(), uri);
        Optional<XmlElement> revision = identifier.get().at("RevisionId");
        built.setRevisionRaw(revision.map(r -> Plain.identifier(r.text())).orElse(null));
        envelope(built);
        built.setEmbargo(Lifecycle.free());
        management.ifPresent(m -> management(built, m, embargoed));
        Components components = new Components(item, source, fields, profile);
        components.read(built);
        if (item.at("Update").isPresent()) {
            // Instructions that change parts of an earlier revision: the text is not in it.
            item.named("Update").forEach(u -> fields.keep("Update", u));
            built.setPartial(true);
        }
        if (built.getSlugline() == null) {
            built.setSlugline(fields.line(item.at("Identification", "NameLabel")));
        }
        if (built.getLanguage() == null) {
            String language = Plain.line(item.attribute("http://www.w3.org/XML/1998/namespace|lang"));
            built.setLanguage(language == null ? profile.language().orElse(null) : language);
        }
        action(built, revision, management);
        return Outcome.accept(built.setExtras(fields.extras()).build());
    }

    /** {@code FormalName}, where NewsML 1 keeps its values; else the text. */
    static String formal(XmlElement e) {
        String name = Plain.line(e.attribute("FormalName"));
        return name == null ? Plain.line(e.text()) : name;
    }

    private static String part(XmlElement identifier, String name) {
        return identifier.at(name).map(e -> Plain.identifier(e.text())).orElse(null);
    }

    /** The parts say it exactly; a public identifier ends in the revision. */
    private String family(XmlElement identifier) {
        String provider = part(identifier, "ProviderId");
        String date = part(identifier, "DateId");
        String name = part(identifier, "NewsItemId");
        if (provider != null && date != null && name != null) {
            return "urn:newsml:" + provider + ":" + date + ":" + name;
        }
        return withoutRevision(part(identifier, "PublicIdentifier"));
    }

    private static String withoutRevision(String id) {
        return id == null ? null : REVISION.matcher(id).replaceFirst("$1");
    }

    private void altIds(WireItem.Builder built, XmlElement identifier, String uri) {
        List<AltId> ids = new ArrayList<>();
        String open = withoutRevision(part(identifier, "PublicIdentifier"));
        if (open != null && !open.equals(uri)) {
            ids.add(new AltId("PublicIdentifier", open));
        }
        item.at("Identification")
                .ifPresent(i -> i.named("Label").forEach(label -> {
                    String text =
                            label.at("LabelText").map(t -> Plain.line(t.text())).orElse(null);
                    if (text != null) {
                        String type =
                                label.at("LabelType").map(NewsItem::formal).orElse(null);
                        ids.add(new AltId(type == null ? "Label" : type, text));
                    }
                }));
        built.setAltIds(ids);
    }

    private void envelope(WireItem.Builder built) {
        if (envelope != null) {
            built.setTransmittedAt(fields.time("NewsEnvelope/DateAndTime", envelope.at("DateAndTime")));
            built.setPriority(envelope.at("Priority").map(NewsItem::formal).orElse(null));
        }
    }

    private void management(WireItem.Builder built, XmlElement management, boolean embargoed) {
        built.setFirstCreated(fields.time("FirstCreated", management.at("FirstCreated")));
        built.setVersionCreated(fields.time("ThisRevisionCreated", management.at("ThisRevisionCreated")));
        Optional<XmlElement> change = management.at("StatusWillChange");
        Instant at = change.flatMap(c -> c.at("DateAndTime"))
                .map(e -> fields.time("StatusWillChange/DateAndTime", e.text()))
                .orElse(null);
        String future =
                change.flatMap(c -> c.at("FutureStatus")).map(NewsItem::formal).orElse(null);
        if (embargoed) {
            boolean opens = "usable".equalsIgnoreCase(future) && at != null;
            built.setEmbargo(Lifecycle.held(
                    opens ? Optional.of(at) : Optional.empty(),
                    opens ? "newsml-1.StatusWillChange" : "newsml-1.Status"));
        }
        if (!embargoed || !"usable".equalsIgnoreCase(future)) {
            change.ifPresent(c -> fields.keep("StatusWillChange", c));
        }
        management.at("Urgency").map(NewsItem::formal).ifPresent(urgency -> {
            if (urgency.matches("[1-9]")) {
                built.setUrgency(Integer.valueOf(urgency));
            } else {
                fields.keep("Urgency", urgency);
            }
        });
        List<EdNote> notes = new ArrayList<>();
        for (XmlElement instruction : management.named("Instruction")) {
            String text = fields.line(instruction);
            String name = Plain.line(instruction.attribute("FormalName"));
            if (text != null || name != null) {
                notes.add(new EdNote("instruction", text == null ? name : text));
            }
        }
        built.setEdNotes(notes);
        List<Target> targets = new ArrayList<>();
        for (XmlElement derived : management.named("DerivedFrom")) {
            String id = profile.family(withoutRevision(Plain.identifier(derived.attribute("NewsItem"))));
            if (id != null && !id.equals(built.getUri())) {
                targets.add(new Target(id, null, null, "follows", null));
            }
        }
        built.setTargets(targets);
        List<Association> associations = new ArrayList<>();
        for (XmlElement with : management.named("AssociatedWith")) {
            String id = profile.family(withoutRevision(Plain.identifier(with.attribute("NewsItem"))));
            String kind = Plain.line(with.attribute("FormalName"));
            if (id != null) {
                associations.add(
                        new Association(kind == null ? "AssociatedWith" : kind, id, null, null, fields.line(with)));
            } else {
                fields.keep("AssociatedWith", with);
            }
        }
        built.setAssociations(associations);
        management.children().stream()
                .filter(c -> !MANAGEMENT.contains(c.name()))
                .forEach(c -> fields.keep("NewsManagement/" + c.name(), c));
    }

    /** R13, with revisions that replace administrative metadata only. */
    private void action(WireItem.Builder built, Optional<XmlElement> revision, Optional<XmlElement> management) {
        String update = revision.map(r -> r.attribute("Update"))
                .map(u -> u.strip().toUpperCase(Locale.ROOT))
                .orElse("");
        String previous = revision.map(r -> Plain.identifier(r.attribute("PreviousRevision")))
                .orElse(null);
        if (built.getPubStatus() == PubStatus.USABLE && update.equals("A")) {
            built.setAction(Action.MANAGEMENT).setActionEvidence(Lifecycle.explicit("newsml-1.RevisionId/@Update"));
            return;
        }
        boolean correction = management.stream()
                .flatMap(m -> m.named("Instruction").stream())
                .map(i -> i.attribute("FormalName"))
                .anyMatch(name -> name != null && CORRECTING.matcher(name).matches());
        boolean later = Lifecycle.isLater(built.getRevisionRaw())
                || update.equals("U")
                || previous != null && previous.matches("0*[1-9]\\d{0,17}");
        Lifecycle.Decision decision = Lifecycle.decide(
                built.getPubStatus(),
                "newsml-1.Status",
                correction ? Optional.of("newsml-1.Instruction") : Optional.empty(),
                built.getHeadline(),
                built.getEdNotes(),
                later ? Optional.of("newsml-1.RevisionId") : Optional.empty(),
                "newsml-1.RevisionId");
        built.setAction(decision.action()).setActionEvidence(decision.evidence());
    }
}
