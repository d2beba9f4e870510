package wireroom.ingest.format.ninjs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Times;
import wireroom.model.AltId;
import wireroom.model.Association;
import wireroom.model.Dateline;
import wireroom.model.EdNote;
import wireroom.model.Embargo;
import wireroom.model.NamedConcept;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/**
 * One ninjs object. Properties are looked up in lower case, so that the spellings of all versions are one; what is taken
 * is removed, and what remains goes to {@code extras}.
 */
public final class NinjsItem {
    private static final Pattern URGENCY = Pattern.compile("[1-9]");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern SHARE = Pattern.compile("\\d{1,3}(\\.\\d{1,18})?");

    private final Document document;
    private final String place;
    private final String format;
    private final int first;
    private final Map<String, JsonNode> left = new LinkedHashMap<>();
    private final Map<String, String> nameAsSent = new LinkedHashMap<>();
    private final Map<String, String> extras = new TreeMap<>();
    /** Departures from the standard that cost no article. */
    private final List<String> flaws = new ArrayList<>();

    /** @param place document, line and column, for refusals */
    public NinjsItem(Document document, ObjectNode object, String place) {
        this(document, object, place, "ninjs-" + generation(object), 1);
        flaws.addAll(Conformance.flaws(object));
    }

    /**
     * A dialect of it.
     *
     * @param format its name
     * @param first number of the first version
     */
    public NinjsItem(Document document, ObjectNode object, String place, String format, int first) {
        this.document = document;
        this.place = place;
        this.format = format;
        this.first = first;
        object.properties().forEach(property -> {
            String key = property.getKey().toLowerCase(Locale.ROOT);
            if (left.putIfAbsent(key, property.getValue()) == null) {
                nameAsSent.put(key, property.getKey());
            } else {
                extras.put(
                        Plain.text(property.getKey()),
                        Plain.text(property.getValue().toString()));
            }
        });
    }

    /** wire-formats.md, section 3: what it says of itself, else camel case is 3, arrays are 2, the rest is 1. */
    private static String generation(ObjectNode object) {
        for (String name : List.of("standard", "$standard")) {
            String version = object.path(name).path("version").asText("");
            if (!version.isEmpty() && "123".indexOf(version.charAt(0)) >= 0) {
                return version.substring(0, 1);
            }
        }
        for (String camel : List.of(
                "versionCreated",
                "pubStatus",
                "embargoedUntil",
                "edNote",
                "firstCreated",
                "representationType",
                "eventDetails",
                "altIds",
                "copyrightHolder",
                "usageTerms",
                "infoSources")) {
            if (object.has(camel)) {
                return "3";
            }
        }
        for (String plural :
                List.of("bodies", "headlines", "descriptions", "people", "subjects", "organisations", "by")) {
            if (object.has(plural)) {
                return "2";
            }
        }
        return object.path("associations").isArray()
                        || object.path("renditions").isArray()
                ? "2"
                : "1";
    }

    /** The wire item it makes, or why it makes none. */
    public Outcome<WireItem> read(int index, byte[] raw, String charset) {
        String guid = text("guid");
        String uri = Plain.identifier(text("uri"));
        boolean superdesk = uri == null && guid != null;
        if (superdesk) {
            uri = Plain.identifier(guid);
        }
        if (uri == null) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD, place + ": 'uri' is missing or blank", "give every item its 'uri'");
        }
        JsonNode pubStatus = take("pubstatus");
        PubStatus status = PubStatus.USABLE;
        if (pubStatus != null && !pubStatus.isNull()) {
            Optional<PubStatus> known =
                    pubStatus.isTextual() ? Lifecycle.pubStatus(pubStatus.asText()) : Optional.empty();
            if (known.isEmpty()) {
                return Outcome.reject(
                        RejectCode.INVALID_FIELD,
                        place + ": 'pubstatus' is " + shortened(pubStatus) + " in " + uri,
                        "use usable, withheld or canceled");
            }
            status = known.get();
        }
        Optional<String> broken = brokenText();
        if (broken.isPresent()) {
            return Outcome.reject(
                    RejectCode.INVALID_FIELD,
                    place + ": '" + broken.get() + "' is not text in " + uri,
                    "give the body as a string");
        }

        WireItem.Builder item = Items.start(document, format, uri, index, raw, "application/json", charset);
        item.setPubStatus(status);
        item.setAltIds(altIds(superdesk ? null : guid));
        String version = scalar("version");
        item.setRevisionRaw(Plain.identifier(version));
        item.setVersionCreated(time("versioncreated"));
        item.setFirstCreated(time("firstcreated"));
        item.setContentCreated(time("contentcreated"));
        item.setExpires(time("expires"));
        item.setEmbargo(embargo());
        item.setType(orElse(text("type"), "text"));
        item.setPartial(partial());
        item.setLanguage(Plain.line(text("language")));
        headlines(item);
        item.setSlugline(Plain.line(text("slugline")));
        List<String> authors = names("authors");
        item.setAuthors(authors);
        item.setByline(byline());
        String located = Plain.line(text("located"));
        item.setDateline(located == null ? null : new Dateline(located, located, null));
        bodies(item);
        descriptions(item);
        List<EdNote> notes = notes();
        item.setEdNotes(notes);
        item.setUrgency(urgency());
        item.setPriority(scalar("priority"));
        item.setGenres(concepts("genre", "genres"));
        List<String> keywords = new ArrayList<>(names("keywords"));
        item.setSubjects(subjects(keywords));
        item.setPeople(concepts("person", "people"));
        item.setOrganisations(concepts("organisation", "organisations"));
        item.setPlaces(concepts("place", "places"));
        item.setEvents(concepts("event", "events"));
        item.setKeywords(keywords);
        List<Association> associations = new ArrayList<>();
        associations(associations, take("associations"), "associations");
        associations(associations, take("renditions"), "renditions");
        item.setAssociations(associations);
        item.setRights(rights());
        item.setWordCount(count());
        String evolvedFrom = Plain.identifier(text("evolvedfrom"));
        item.setTargets(
                evolvedFrom == null ? List.of() : List.of(new Target(evolvedFrom, null, null, "follows", null)));
        item.setLink(link());
        Lifecycle.Decision decision = Lifecycle.decide(
                status,
                "ninjs.pubstatus",
                signal(),
                item.getHeadline(),
                notes,
                isLater(version) ? Optional.of("ninjs.version") : Optional.empty(),
                version == null ? "ninjs.uri" : "ninjs.version");
        item.setAction(decision.action());
        item.setActionEvidence(decision.evidence());
        if (!flaws.isEmpty()) {
            extras.put(
                    "nonconforming",
                    Plain.text(JsonNodeFactory.instance
                            .arrayNode()
                            .addAll(flaws.stream().map(TextNode::valueOf).toList())
                            .toString()));
        }
        left.forEach((key, value) -> extras.put(Plain.text(nameAsSent.get(key)), Plain.text(value.toString())));
        return Outcome.accept(item.setExtras(extras).build());
    }

    private boolean isLater(String version) {
        return Lifecycle.isLater(version) || first == 0 && "1".equals(version);
    }

    /** A body that is not a string: text is there and we could not read it, so the item must not pass as empty. */
    private Optional<String> brokenText() {
        for (Map.Entry<String, JsonNode> e : left.entrySet()) {
            if ((e.getKey().startsWith("body_") || e.getKey().equals("headline"))
                    && !e.getValue().isTextual()
                    && !e.getValue().isNull()) {
                return Optional.of(e.getKey());
            }
        }
        return Optional.empty();
    }

    private JsonNode take(String key) {
        return left.remove(key);
    }

    /** Takes a string; another type stays behind for {@code extras}. */
    private String text(String key) {
        JsonNode value = left.get(key);
        if (value == null || !value.isTextual()) {
            return null;
        }
        left.remove(key);
        return Plain.text(value.asText());
    }

    /** Takes a string or a number as text: the standard wants strings, dialects send numbers. */
    private String scalar(String key) {
        JsonNode value = left.get(key);
        if (value == null || !(value.isTextual() || value.isNumber())) {
            return null;
        }
        left.remove(key);
        return Plain.text(value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText());
    }

    private Instant time(String key) {
        JsonNode value = left.get(key);
        Optional<Instant> time =
                value == null || !value.isTextual() ? Optional.empty() : Times.parse(value.asText(), document.zone());
        // What is no time stays behind: the claim is kept in extras.
        time.ifPresent(t -> left.remove(key));
        return time.orElse(null);
    }

    private Embargo embargo() {
        for (String key : List.of("embargoeduntil", "embargoed")) {
            JsonNode value = left.get(key);
            if (value == null || value.isNull()) {
                left.remove(key);
                continue;
            }
            Optional<Instant> until =
                    value.isTextual() ? Times.parse(value.asText(), document.zone()) : Optional.empty();
            if (until.isPresent()) {
                left.remove(key);
            }
            // An embargo whose end we cannot read is still an embargo.
            if (!(value.isBoolean() && !value.booleanValue())) {
                return Lifecycle.held(until, "ninjs." + nameAsSent.get(key));
            }
        }
        return Lifecycle.free();
    }

    private boolean partial() {
        JsonNode value = left.get("representationtype");
        String type = value == null ? "" : value.asText();
        return switch (type) {
            case "incomplete", "partial", "associated" -> {
                left.remove("representationtype");
                yield true;
            }
            case "complete", "full" -> {
                left.remove("representationtype");
                yield false;
            }
            default -> false;
        };
    }

    private List<AltId> altIds(String guid) {
        List<AltId> ids = new ArrayList<>();
        if (guid != null) {
            ids.add(new AltId("guid", guid));
        }
        JsonNode sent = left.get("altids");
        if (sent == null) {
            return ids;
        }
        if (sent.isObject()) {
            sent.properties().forEach(p -> {
                if (p.getValue().isValueNode()) {
                    ids.add(new AltId(
                            Plain.text(p.getKey()), Plain.text(p.getValue().asText())));
                }
            });
            left.remove("altids");
        } else if (sent.isArray() && all(sent, id -> id.path("value").isTextual())) {
            sent.forEach(id -> ids.add(new AltId(
                    orElse(field(id, "role"), "altid"),
                    Plain.text(id.path("value").asText()))));
            left.remove("altids");
        }
        return ids;
    }

    private void headlines(WireItem.Builder item) {
        List<String> more = new ArrayList<>();
        String headline = Plain.lineOfHtml(text("headline"));
        List<String> named = new ArrayList<>();
        for (Map.Entry<String, JsonNode> e : left.entrySet()) {
            if (e.getKey().startsWith("headline_") && e.getValue().isTextual()) {
                named.add(e.getKey());
            }
        }
        for (String key : named) {
            addLine(more, text(key));
        }
        JsonNode list = left.get("headlines");
        if (list != null && list.isArray() && all(list, h -> h.path("value").isTextual())) {
            left.remove("headlines");
            int main = 0;
            for (int i = list.size() - 1; i >= 0; i--) {
                main = "main".equals(field(list.get(i), "role")) ? i : main;
            }
            for (int i = 0; i < list.size(); i++) {
                String line = line(list.get(i));
                if (i == main && headline == null) {
                    headline = line;
                } else if (line != null && !more.contains(line)) {
                    more.add(line);
                }
            }
        }
        if (headline == null && !more.isEmpty()) {
            headline = more.removeFirst();
        }
        if (headline == null) {
            headline = Plain.lineOfHtml(text("title"));
        }
        item.setHeadline(headline);
        item.setSubheadlines(more);
    }

    /** A value on one line; told to be plain text, it may hold what looks like a tag. */
    private static String line(JsonNode valued) {
        String value = valued.path("value").asText();
        String type = orElse(field(valued, "contenttype"), field(valued, "contentType"));
        return "text/plain".equals(type) ? Plain.line(value) : Plain.lineOfHtml(value);
    }

    private static void addLine(List<String> lines, String raw) {
        String line = Plain.lineOfHtml(raw);
        if (line != null && !lines.contains(line)) {
            lines.add(line);
        }
    }

    private String byline() {
        String byline = Plain.lineOfHtml(text("byline"));
        String by = Plain.lineOfHtml(text("by"));
        return byline == null ? by : byline;
    }

    private void bodies(WireItem.Builder item) {
        String html = orElse(text("body_html"), text("body_xhtml"));
        String plain = text("body_text");
        for (String key :
                left.keySet().stream().filter(k -> k.startsWith("body_")).toList()) {
            String value = left.get(key).asText();
            boolean markup = Plain.looksMarkedUp(value);
            if (markup && html == null) {
                html = text(key);
            } else if (!markup && plain == null) {
                plain = text(key);
            }
        }
        JsonNode list = left.get("bodies");
        if (list != null && list.isArray()) {
            com.fasterxml.jackson.databind.node.ArrayNode others =
                    com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
            for (JsonNode body : list) {
                String value = Plain.text(body.path("value").asText(null));
                String type = orElse(field(body, "contenttype"), field(body, "contentType"));
                boolean markup = type == null
                        ? value != null && Plain.looksMarkedUp(value)
                        : type.contains("html") || type.contains("xml");
                if (value != null && markup && html == null) {
                    html = value;
                } else if (value != null && !markup && plain == null) {
                    plain = value;
                } else {
                    others.add(body);
                }
            }
            left.remove("bodies");
            if (!others.isEmpty()) {
                extras.put("bodies", Plain.text(others.toString()));
            }
        }
        item.setBodyHtml(html);
        item.setBodyText(plain);
    }

    private void descriptions(WireItem.Builder item) {
        String summary = orElse(Plain.lineOfHtml(text("description_text")), null);
        if (summary == null) {
            String html = orElse(text("description_html"), text("description_xhtml"));
            summary = Plain.lineOfHtml(html);
        }
        JsonNode list = left.get("descriptions");
        if (summary == null && list != null && list.isArray()) {
            com.fasterxml.jackson.databind.node.ArrayNode others =
                    com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
            for (JsonNode description : list) {
                String value = description.path("value").asText(null);
                if (summary == null && value != null) {
                    summary = line(description);
                } else {
                    others.add(description);
                }
            }
            left.remove("descriptions");
            if (!others.isEmpty()) {
                extras.put("descriptions", Plain.text(others.toString()));
            }
        }
        item.setSummary(summary);
    }

    private List<EdNote> notes() {
        String note = Plain.line(text("ednote"));
        return note == null ? List.of() : List.of(new EdNote(null, note));
    }

    private Integer urgency() {
        JsonNode value = left.get("urgency");
        if (value == null || !URGENCY.matcher(value.asText().strip()).matches()) {
            return null;
        }
        left.remove("urgency");
        return Integer.valueOf(value.asText().strip());
    }

    private Integer count() {
        JsonNode value = left.get("wordcount");
        if (value == null || !COUNT.matcher(value.asText()).matches()) {
            return null;
        }
        left.remove("wordcount");
        return Integer.valueOf(value.asText());
    }

    private List<NamedConcept> concepts(String singular, String plural) {
        List<NamedConcept> concepts = new ArrayList<>();
        for (String key : List.of(singular, plural)) {
            for (JsonNode c : each(key)) {
                concepts.add(new NamedConcept(
                        c.isTextual() ? Plain.line(c.asText()) : Plain.line(field(c, "name")),
                        field(c, "uri"),
                        field(c, "scheme"),
                        orElse(field(c, "code"), field(c, "literal")),
                        field(c, "rel")));
            }
        }
        return concepts;
    }

    /** ninjs 2 and 3 have no keywords: writers keep them as subjects of that relation. */
    private List<Subject> subjects(List<String> keywords) {
        List<Subject> subjects = new ArrayList<>();
        for (String key : List.of("subject", "subjects")) {
            for (JsonNode s : each(key)) {
                if ("keyword".equals(field(s, "rel")) && field(s, "name") != null) {
                    keywords.add(Plain.line(field(s, "name")));
                    continue;
                }
                subjects.add(new Subject(
                        field(s, "scheme"),
                        orElse(field(s, "code"), field(s, "literal")),
                        field(s, "uri"),
                        s.isTextual() ? Plain.line(s.asText()) : Plain.line(field(s, "name")),
                        share(s.path("relevance")),
                        share(s.path("confidence")),
                        field(s, "creator")));
            }
        }
        return subjects;
    }

    /**
     * Takes the elements of a list, or one object that dialects send without the list. What they hold beyond our fields
     * (geometry, contacts) is kept in {@code extras}.
     */
    private List<JsonNode> each(String key) {
        JsonNode value = left.get(key);
        if (value == null || !(value.isArray() || value.isObject())) {
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(elements::add);
        } else {
            elements.add(value);
        }
        for (JsonNode element : elements) {
            if (!element.isObject() && !element.isTextual()) {
                return List.of();
            }
        }
        boolean subject = key.startsWith("subject");
        boolean simple = true;
        for (JsonNode element : elements) {
            simple = simple && isSimple(element, subject);
        }
        if (simple) {
            left.remove(key);
        }
        return elements;
    }

    /** Whether our fields hold all that it says. */
    private static boolean isSimple(JsonNode element, boolean subject) {
        for (Map.Entry<String, JsonNode> p : element.properties()) {
            boolean known = switch (p.getKey()) {
                case "name", "uri", "scheme", "code" -> true;
                case "rel" ->
                    !subject
                            || List.of("about", "keyword").contains(p.getValue().asText());
                case "creator", "relevance", "confidence" -> subject;
                case "literal" -> !element.has("code");
                default -> false;
            };
            if (!known || p.getValue().isContainerNode()) {
                return false;
            }
        }
        return true;
    }

    /** Relevance and confidence: 0..1 by some, 0..100 by others. */
    private static Double share(JsonNode value) {
        if (!(value.isNumber() || value.isTextual())
                || !SHARE.matcher(value.asText()).matches()) {
            return null;
        }
        double number = new BigDecimal(value.asText()).doubleValue();
        if (number > 100) {
            return null;
        }
        return number <= 1 ? number : number / 100;
    }

    private void associations(List<Association> associations, JsonNode sent, String key) {
        if (sent == null) {
            return;
        }
        if (sent.isObject()) {
            sent.properties().forEach(p -> associations.add(association(Plain.text(p.getKey()), p.getValue())));
        } else if (sent.isArray()) {
            int number = 0;
            for (JsonNode a : sent) {
                associations.add(association(orElse(field(a, "name"), key + "-" + number), a));
                number++;
            }
        }
        // Whole items can be associated, with text and rights of their own: all of it is kept.
        extras.put(key, Plain.text(sent.toString()));
    }

    private static Association association(String name, JsonNode a) {
        String headline = orElse(field(a, "headline"), field(a, "title"));
        JsonNode first = a.path("headlines").path(0);
        return new Association(
                name,
                field(a, "uri"),
                field(a, "href"),
                orElse(
                        orElse(field(a, "type"), field(a, "mimetype")),
                        orElse(field(a, "contenttype"), field(a, "contentType"))),
                Plain.line(headline == null ? field(first, "value") : headline));
    }

    private Rights rights() {
        String holder = Plain.line(text("copyrightholder"));
        String notice = Plain.line(text("copyrightnotice"));
        String terms = Plain.line(text("usageterms"));
        JsonNode info = take("rightsinfo");
        String raw = info == null || info.isNull() ? null : Plain.text(info.toString());
        return holder == null && notice == null && terms == null && raw == null
                ? null
                : new Rights(holder, notice, terms, raw);
    }

    private String link() {
        for (String key : List.of("link", "href", "url")) {
            JsonNode value = left.get(key);
            if (value != null && value.isTextual() && value.asText().startsWith("http")) {
                return text(key);
            }
        }
        return null;
    }

    /** Superdesk's extension: {@code signal} holds qcodes or objects with them. */
    private Optional<String> signal() {
        JsonNode signal = left.get("signal");
        if (signal == null) {
            return Optional.empty();
        }
        String all = signal.toString().toLowerCase(Locale.ROOT);
        return all.contains("sig:correction") || all.contains("\"correction\"")
                ? Optional.of("ninjs.signal")
                : Optional.empty();
    }

    /** Takes names; a list that says more than names also stays behind for {@code extras}. */
    private List<String> names(String key) {
        JsonNode list = left.get(key);
        if (list != null && (list.isTextual() || list.isArray() && all(list, JsonNode::isTextual))) {
            left.remove(key);
        }
        List<String> names = new ArrayList<>();
        if (list != null && list.isArray()) {
            for (JsonNode element : list) {
                String name = Plain.line(element.isTextual() ? element.asText() : field(element, "name"));
                if (name != null) {
                    names.add(name);
                }
            }
        } else if (list != null && list.isTextual()) {
            for (String part : list.asText().split("[,;]")) {
                String name = Plain.line(part);
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String field(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isValueNode() && !value.isNull() ? Plain.text(value.asText()) : null;
    }

    private static boolean all(JsonNode list, java.util.function.Predicate<JsonNode> test) {
        for (JsonNode element : list) {
            if (!test.test(element)) {
                return false;
            }
        }
        return true;
    }

    private static <T> T orElse(T first, T second) {
        return first == null ? second : first;
    }

    private static String shortened(JsonNode value) {
        String text = Plain.line(value.toString());
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
