package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import wireroom.article.ArticleId;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.Entity;
import wireroom.model.Hold;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.PubStatus;

/** An article as {@code once --json} prints it: a public contract, fields in this order, null when absent. */
final class ArticleJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ArticleJson() {}

    static ObjectNode of(Article article) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", article.getId());
        json.put("uri", article.getUri());
        json.put("provider", article.getProvider());
        json.put("version", article.getVersion());
        json.put("status", article.getStatus().name());
        json.put("embargoedUntil", embargo(article.getEmbargo()));
        json.put("language", article.getLanguage());
        json.put("headline", article.getHeadline());
        json.put("byline", article.getByline());
        json.put("dateline", article.getDateline());
        json.put("body", article.getBody());
        ArrayNode entities = json.putArray("entities");
        for (Entity entity : article.getEntities()) {
            if (entity.getMentions().isEmpty()) {
                // Only its people is named: a link, and no name in the text.
                continue;
            }
            ObjectNode one = entities.addObject()
                    .put("id", entity.getId())
                    .put("name", entity.getName())
                    .put("type", entity.getType().name());
            ArrayNode mentions = one.putArray("mentions");
            for (Mention mention : entity.getMentions()) {
                mentions.addObject().put("start", mention.getStart()).put("end", mention.getEnd());
            }
        }
        ArrayNode topics = json.putArray("mediaTopics");
        for (MediaTopic topic : article.getMediaTopics()) {
            ArrayNode evidence = topics.addObject()
                    .put("code", topic.getCode())
                    .put("name", topic.getName())
                    .put("confidence", topic.getConfidence())
                    .putArray("evidence");
            topic.getEvidence().forEach(evidence::add);
        }
        json.put("duplicateOf", article.getDuplicateOf());
        json.put("story", article.getStory());
        json.putObject("pins")
                .put("code", article.getPins().getCode())
                .put("models", article.getPins().getModels())
                .put("vocabulary", article.getPins().getVocabulary())
                .put("settings", article.getPins().getSettings())
                .put("authority", article.getPins().getAuthority());
        return json;
    }

    /** That it exists and until when it is held; nothing of what it says. */
    static ObjectNode of(Hold hold) {
        ArticleId id = ArticleId.parse(hold.getId());
        ObjectNode json = JSON.createObjectNode();
        json.put("id", hold.getId());
        json.put("uri", id.uri());
        json.put("provider", id.provider());
        json.put("version", hold.getVersion());
        json.put("status", PubStatus.USABLE.name());
        json.put("embargoedUntil", embargo(hold.getEmbargo()));
        for (String field : new String[] {"language", "headline", "byline", "dateline", "body"}) {
            json.putNull(field);
        }
        json.putArray("entities");
        json.putArray("mediaTopics");
        for (String field : new String[] {"duplicateOf", "story", "pins"}) {
            json.putNull(field);
        }
        return json;
    }

    /** ISO instant, {@code open}, or null. */
    static String embargo(Embargo embargo) {
        return switch (embargo.getKind()) {
            case NONE -> null;
            case OPEN -> "open";
            case UNTIL -> embargo.getUntil().toString();
        };
    }
}
