package wireroom.gateway.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.MediaTopic;
import wireroom.model.PubStatus;

/** IPTC ninjs 3.1. An embargo without an end, which ninjs cannot say, is told as withheld. */
final class NinjsForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NinjsForm() {}

    static byte[] bytes(Article article) {
        try {
            return JSON.writeValueAsBytes(json(article));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private static ObjectNode json(Article article) {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("standard")
                .put("name", "ninjs")
                .put("version", "3.1")
                .put("schema", "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json");
        json.put("uri", article.getUri());
        json.put("type", "text");
        put(json, "version", article.getVersion());
        put(json, "firstCreated", Texts.text(article.getFirstCreated()));
        put(json, "versionCreated", Texts.text(article.getVersionCreated()));
        put(json, "embargoedUntil", Texts.text(article.getEmbargo().getUntil()));
        PubStatus status = article.getStatus() == PubStatus.USABLE && Texts.open(article)
                ? PubStatus.WITHHELD
                : article.getStatus();
        json.put("pubStatus", Texts.status(status));
        if (article.getUrgency() != null) {
            json.put("urgency", article.getUrgency());
        }
        put(json, "usageTerms", article.getUsageTerms());
        if (!article.getEdNotes().isEmpty()) {
            json.put("edNote", String.join("\n", article.getEdNotes()));
        }
        put(json, "language", article.getLanguage());
        put(json, "slugline", article.getSlugline());
        put(json, "by", article.getByline());
        put(json, "located", article.getDateline());
        put(json, "expires", Texts.text(article.getExpires()));
        if (article.getHeadline() != null) {
            json.putArray("headlines")
                    .addObject()
                    .put("role", "main")
                    .put("contentType", "text/plain")
                    .put("value", article.getHeadline());
        }
        if (article.getSummary() != null) {
            json.putArray("descriptions")
                    .addObject()
                    .put("role", "summary")
                    .put("contentType", "text/plain")
                    .put("value", article.getSummary());
        }
        if (article.getBody() != null) {
            json.put("representationType", "full");
            json.putArray("bodies")
                    .addObject()
                    .put("role", "main")
                    .put("contentType", "text/plain")
                    .put("value", article.getBody());
        }
        subjects(json, article);
        entities(json, article, "people", type -> type == EntityType.PER);
        entities(json, article, "organisations", type -> type == EntityType.ORG);
        entities(json, article, "places", type -> type == EntityType.LOC);
        altIds(json, article);
        return json;
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** ninjs has no keywords: they are subjects of their own relation. */
    private static void subjects(ObjectNode json, Article article) {
        if (article.getMediaTopics().isEmpty() && article.getKeywords().isEmpty()) {
            return;
        }
        ArrayNode subjects = json.putArray("subjects");
        for (MediaTopic topic : article.getMediaTopics()) {
            subjects.addObject()
                    .put("uri", Texts.MEDIA_TOPICS + topic.getCode().substring("medtop:".length()))
                    .put("name", topic.getName())
                    .put("rel", "about")
                    .put("confidence", Texts.percent(topic.getConfidence()));
        }
        for (String keyword : article.getKeywords()) {
            subjects.addObject().put("literal", keyword).put("name", keyword).put("rel", "keyword");
        }
    }

    private static void entities(ObjectNode json, Article article, String name, Predicate<EntityType> wanted) {
        List<Entity> found = article.getEntities().stream()
                .filter(e -> wanted.test(e.getType()))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray(name);
        for (Entity entity : found) {
            ObjectNode one = array.addObject().put("name", entity.getName());
            String uri = Texts.uri(entity);
            one.put(uri == null ? "literal" : "uri", uri == null ? entity.getId() : uri);
        }
    }

    private static void altIds(ObjectNode json, Article article) {
        ArrayNode ids = json.putArray("altIds");
        ids.addObject().put("role", "wireroom").put("value", article.getId());
        if (article.getLink() != null) {
            ids.addObject().put("role", "link").put("value", article.getLink());
        }
        if (article.getStory() != null) {
            ids.addObject().put("role", "story").put("value", article.getStory());
        }
    }
}
