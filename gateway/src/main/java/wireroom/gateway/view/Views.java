package wireroom.gateway.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import wireroom.model.Article;
import wireroom.model.Candidate;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;
import wireroom.model.Story;

/** Articles and stories as JSON. Fields are added, never renamed; a field without a value is null, never missing. */
public final class Views {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Views() {}

    /** An empty object, to be filled. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** UTF-8 on one line. */
    public static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * An article; without text when it is canceled, withheld or under embargo. Offsets count UTF-16 units of {@code
     * body}; instants are ISO 8601 in UTC.
     */
    public static ObjectNode article(Article article) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", article.getId());
        json.put("uri", article.getUri());
        json.put("provider", article.getProvider());
        json.put("version", article.getVersion());
        json.put("status", article.getStatus().name());
        json.put("embargo", article.getEmbargo().getKind().name());
        json.put("embargoedUntil", text(article.getEmbargo().getUntil()));
        json.put("action", article.getAction().name());
        json.put("actionRule", article.getActionEvidence().getRule());
        json.put("revived", article.getRevived());
        json.put("emission", article.getEmission());
        json.put("urgency", article.getUrgency());
        json.put("language", article.getLanguage());
        json.put("headline", article.getHeadline());
        json.put("byline", article.getByline());
        json.put("dateline", article.getDateline());
        json.put("slugline", article.getSlugline());
        json.put("summary", article.getSummary());
        json.put("body", article.getBody());
        ArrayNode entities = json.putArray("entities");
        for (Entity entity : article.getEntities()) {
            ObjectNode one = entities.addObject()
                    .put("id", entity.getId())
                    .put("name", entity.getName())
                    .put("type", entity.getType().name());
            ArrayNode mentions = one.putArray("mentions");
            for (Mention mention : entity.getMentions()) {
                mentions.addObject().put("start", mention.getStart()).put("end", mention.getEnd());
            }
            one.put("confidence", entity.getConfidence()).put("why", entity.getWhy());
            strings(one.putArray("identifiers"), entity.getIdentifiers());
            ArrayNode candidates = one.putArray("candidates");
            for (Candidate candidate : entity.getCandidates()) {
                candidates
                        .addObject()
                        .put("id", candidate.getId())
                        .put("name", candidate.getName())
                        .put("score", candidate.getScore());
            }
        }
        ArrayNode topics = json.putArray("mediaTopics");
        for (MediaTopic topic : article.getMediaTopics()) {
            ObjectNode one = topics.addObject()
                    .put("code", topic.getCode())
                    .put("name", topic.getName())
                    .put("confidence", topic.getConfidence())
                    .put("origin", topic.getOrigin().name());
            strings(one.putArray("evidence"), topic.getEvidence());
        }
        strings(json.putArray("keywords"), article.getKeywords());
        strings(json.putArray("edNotes"), article.getEdNotes());
        json.put("usageTerms", article.getUsageTerms());
        json.put("duplicateOf", article.getDuplicateOf());
        json.put(
                "duplicateKind",
                article.getDuplicateKind() == null
                        ? null
                        : article.getDuplicateKind().name());
        json.put("story", article.getStory());
        json.put("source", article.getSource());
        json.put("format", article.getFormat());
        json.put("link", webLink(article.getLink()));
        json.put("firstCreated", text(article.getFirstCreated()));
        json.put("versionCreated", text(article.getVersionCreated()));
        json.put("receivedAt", text(article.getReceivedAt()));
        json.put("expires", text(article.getExpires()));
        strings(json.putArray("anomalies"), article.getAnomalies());
        json.putObject("pins")
                .put("code", article.getPins().getCode())
                .put("models", article.getPins().getModels())
                .put("vocabulary", article.getPins().getVocabulary())
                .put("settings", article.getPins().getSettings())
                .put("authority", article.getPins().getAuthority());
        return json;
    }

    /** What subscribers are told when an article must not be used any more, or not for now: no text. */
    public static ObjectNode retraction(Article article) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", article.getId());
        json.put("uri", article.getUri());
        json.put("provider", article.getProvider());
        json.put("version", article.getVersion());
        json.put("status", article.getStatus().name());
        json.put("embargo", article.getEmbargo().getKind().name());
        json.put("embargoedUntil", text(article.getEmbargo().getUntil()));
        json.put("action", article.getAction().name());
        json.put("actionRule", article.getActionEvidence().getRule());
        json.put("emission", article.getEmission());
        json.put("receivedAt", text(article.getReceivedAt()));
        json.put(
                "instruction",
                article.getStatus() == PubStatus.CANCELED
                        ? "Erase every copy. This article must not be used."
                        : "Do not use for now. Wait for its release.");
        return json;
    }

    /** A text that was shown, for comparing. */
    public static ObjectNode revision(Article article) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", article.getVersion());
        json.put("emission", article.getEmission());
        json.put("action", article.getAction().name());
        json.put("versionCreated", text(article.getVersionCreated()));
        json.put("receivedAt", text(article.getReceivedAt()));
        json.put("headline", article.getHeadline());
        json.put("byline", article.getByline());
        json.put("body", article.getBody());
        return json;
    }

    /** All revisions that the wire brought, without text. */
    public static ArrayNode notes(Article article) {
        ArrayNode notes = JSON.createArrayNode();
        for (RevisionNote note : article.getRevisions()) {
            notes.addObject()
                    .put("version", note.getVersion())
                    .put("versionCreated", text(note.getVersionCreated()))
                    .put("action", note.getAction().name())
                    .put("status", note.getPubStatus().name())
                    .put("sha256", note.getSha256())
                    .put("deliveries", note.getDeliveries())
                    .put("head", note.getHead());
        }
        return notes;
    }

    /** A story after its last event. */
    public static ObjectNode story(Story story) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", story.getId());
        json.put("event", story.getEvent().name());
        json.put("title", story.getTitle());
        strings(json.putArray("members"), story.getMembers());
        json.put("article", story.getArticle());
        strings(json.putArray("others"), story.getOthers());
        strings(json.putArray("entities"), story.getEntities());
        json.put("begin", text(story.getBegin()));
        json.put("end", text(story.getEnd()));
        json.put("sources", story.getSources());
        return json;
    }

    /** True when an article carries text. */
    public static boolean hasText(Article article) {
        return article.getStatus() == PubStatus.USABLE && (article.getHeadline() != null || article.getBody() != null);
    }

    /** True when an article is held by an embargo. */
    public static boolean embargoed(Article article) {
        return article.getEmbargo().getKind() != EmbargoKind.NONE;
    }

    /** A link that a page may follow; null for any other scheme than http and https. */
    static String webLink(String link) {
        if (link == null) {
            return null;
        }
        String lower = link.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://") ? link.strip() : null;
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
