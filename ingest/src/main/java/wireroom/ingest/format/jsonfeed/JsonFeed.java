package wireroom.ingest.format.jsonfeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Times;
import wireroom.model.Association;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/**
 * JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). No versions, holds, kills or embargoes: {@code id} is the identity,
 * a later {@code date_modified} orders revisions.
 */
public final class JsonFeed {
    private static final Set<String> MAPPED = Set.of(
            "id",
            "url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "banner_image",
            "external_url",
            "date_published",
            "date_modified",
            "author",
            "authors",
            "tags",
            "language",
            "attachments");

    private final Document document;
    private final String format;
    private final String language;
    private final List<String> authors;
    private final ObjectNode head;

    /** @param head the feed without its items; empty when an item came alone */
    public JsonFeed(Document document, ObjectNode head) {
        this.document = document;
        this.head = head;
        String version = head.path("version").asText("");
        this.format = version.endsWith("/1") || version.endsWith("/1.0") ? "json-feed-1.0" : "json-feed-1.1";
        this.language = Plain.line(text(head, "language"));
        this.authors = authors(head);
    }

    /** Whether an object is a feed: it says so, or has items and a name as only feeds have. */
    public static boolean isFeed(ObjectNode object) {
        return object.path("items").isArray()
                && (object.path("version").asText("").contains("jsonfeed.org")
                        || object.has("home_page_url")
                        || object.has("feed_url"));
    }

    /** Whether an object is an item of a feed that came alone, as one line of many. */
    public static boolean isItem(ObjectNode object) {
        return object.has("id")
                && !object.has("uri")
                && (object.path("content_html").isTextual()
                        || object.path("content_text").isTextual());
    }

    /** How it wants to be read. */
    public FeedHints hints() {
        List<String> hubs = new ArrayList<>();
        for (JsonNode hub : head.path("hubs")) {
            if (hub.path("type").asText("").equalsIgnoreCase("websub")
                    && hub.path("url").isTextual()) {
                hubs.add(hub.path("url").asText());
            }
        }
        return new FeedHints(
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.ofNullable(text(head, "feed_url")),
                Optional.ofNullable(text(head, "next_url")),
                Optional.empty(),
                hubs,
                head.path("expired").asBoolean(false));
    }

    /**
     * One item.
     *
     * @param place document, line and column, for refusals
     */
    public Outcome<WireItem> item(ObjectNode sent, String place, int index, byte[] raw, String charset) {
        JsonNode id = sent.path("id");
        String link = Plain.identifier(text(sent, "url"));
        // The standard asks readers to take numbers as strings, and strings only are identities.
        String uri = id.isTextual() || id.isNumber() ? Plain.identifier(id.asText()) : null;
        if (uri == null) {
            uri = link;
        }
        if (uri == null) {
            return Outcome.reject(
                    RejectCode.MISSING_FIELD, place + ": 'id' is missing or blank", "give every item its 'id'");
        }
        for (String body : List.of("content_html", "content_text")) {
            JsonNode value = sent.path(body);
            if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
                return Outcome.reject(
                        RejectCode.INVALID_FIELD,
                        place + ": '" + body + "' is not text in " + uri,
                        "give the body as a string");
            }
        }
        Map<String, String> extras = new TreeMap<>();
        WireItem.Builder item = Items.start(document, format, uri, index, raw, "application/feed+json", charset);
        Instant published = time(sent, "date_published", extras);
        Instant modified = time(sent, "date_modified", extras);
        List<String> names = authors(sent);
        List<String> writers = names.isEmpty() ? authors : names;
        String tongue = Plain.line(text(sent, "language"));
        item.setLink(link)
                .setHeadline(Plain.lineOfHtml(text(sent, "title")))
                .setSummary(Plain.lineOfHtml(text(sent, "summary")))
                .setBodyHtml(text(sent, "content_html"))
                .setBodyText(text(sent, "content_text"))
                .setFirstCreated(published)
                .setVersionCreated(modified == null ? published : modified)
                .setAuthors(writers)
                .setByline(writers.isEmpty() ? null : String.join(", ", writers))
                .setLanguage(tongue == null ? language : tongue)
                .setKeywords(tags(sent))
                .setAssociations(media(sent));
        JsonNode rights = sent.path("_rights");
        if (rights.isTextual()) {
            item.setRights(new Rights(null, Plain.line(rights.asText()), null, null));
        }
        sent.properties().forEach(p -> {
            if (!MAPPED.contains(p.getKey()) && !(p.getKey().equals("_rights") && rights.isTextual())) {
                extras.put(Plain.text(p.getKey()), Plain.text(p.getValue().toString()));
            }
        });
        boolean later = published != null && modified != null && modified.isAfter(published);
        Lifecycle.Decision decision = Lifecycle.decide(
                PubStatus.USABLE,
                null,
                Optional.empty(),
                item.getHeadline(),
                List.of(),
                later ? Optional.of("json-feed.date_modified") : Optional.empty(),
                "json-feed.item");
        return Outcome.accept(item.setAction(decision.action())
                .setActionEvidence(decision.evidence())
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(Lifecycle.free())
                .setExtras(extras)
                .build());
    }

    private Instant time(ObjectNode sent, String name, Map<String, String> extras) {
        Optional<Instant> time = Times.parse(text(sent, name), document.zone());
        if (time.isEmpty() && sent.hasNonNull(name)) {
            extras.put(name, Plain.text(sent.path(name).toString()));
        }
        return time.orElse(null);
    }

    /** 1.1 has {@code authors}, 1.0 one {@code author}. */
    private static List<String> authors(ObjectNode sent) {
        List<String> names = new ArrayList<>();
        List<JsonNode> people = new ArrayList<>();
        sent.path("authors").forEach(people::add);
        if (people.isEmpty() && sent.path("author").isObject()) {
            people.add(sent.path("author"));
        }
        for (JsonNode person : people) {
            String name = Plain.line(
                    person.isTextual() ? person.asText() : person.path("name").asText(null));
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> tags(ObjectNode sent) {
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : sent.path("tags")) {
            String line = tag.isValueNode() ? Plain.line(tag.asText()) : null;
            if (line != null && !tags.contains(line)) {
                tags.add(line);
            }
        }
        return tags;
    }

    private static List<Association> media(ObjectNode sent) {
        List<Association> media = new ArrayList<>();
        for (String picture : List.of("image", "banner_image")) {
            String url = Plain.identifier(text(sent, picture));
            if (url != null) {
                media.add(new Association(picture, null, url, null, null));
            }
        }
        String external = Plain.identifier(text(sent, "external_url"));
        if (external != null) {
            media.add(new Association("external", null, external, null, null));
        }
        for (JsonNode attachment : sent.path("attachments")) {
            if (attachment instanceof ObjectNode object) {
                media.add(new Association(
                        "attachment",
                        null,
                        Plain.identifier(text(object, "url")),
                        text(object, "mime_type"),
                        Plain.line(text(object, "title"))));
            }
        }
        return media;
    }

    private static String text(ObjectNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? Plain.text(value.asText()) : null;
    }
}
