package wireroom.sink.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import wireroom.article.ArticleDigest;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;

/**
 * An emission as the tables of articles and of revisions hold it.
 *
 * @param text whether it may have its text
 * @param ledger whether the kill ledger binds it
 */
record ArticleRow(String edition, Article article, boolean text, boolean ledger) {
    private static final JsonFactory JSON = new JsonFactory();

    static final List<String> COLUMNS = List.of(
            "edition",
            "id",
            "emission",
            "provider",
            "uri",
            "version",
            "status",
            "said",
            "revived",
            "had_text",
            "action",
            "embargo",
            "embargo_until",
            "language",
            "headline",
            "byline",
            "dateline",
            "slugline",
            "summary",
            "body",
            "urgency",
            "keywords",
            "ed_notes",
            "usage_terms",
            "link",
            "source",
            "format",
            "first_created",
            "version_created",
            "received_at",
            "expires",
            "entities",
            "media_topics",
            "duplicate_of",
            "duplicate_kind",
            "story",
            "revisions",
            "anomalies",
            "pins",
            "digest1",
            "digest2",
            "digest3",
            "digest4");

    /** The columns that a kill empties: what was written, and what was found in it. */
    static final List<String> TEXT = List.of(
            "headline",
            "byline",
            "dateline",
            "slugline",
            "summary",
            "body",
            "keywords",
            "ed_notes",
            "link",
            "entities",
            "media_topics");

    ArticleRow withoutText() {
        return new ArticleRow(edition, article, false, ledger);
    }

    static boolean hasText(Article article) {
        return article.getHeadline() != null || article.getBody() != null || article.getSummary() != null;
    }

    /** Writes the columns in their order. */
    void write(CopyRows rows) throws SQLException {
        Article a = article;
        rows.startRow();
        rows.text(edition);
        rows.text(a.getId());
        rows.bigint(a.getEmission());
        rows.text(a.getProvider());
        rows.text(a.getUri());
        rows.text(a.getVersion());
        rows.text((ledger ? PubStatus.CANCELED : a.getStatus()).name());
        rows.text(a.getStatus().name());
        rows.bool(a.getRevived());
        rows.bool(hasText(a));
        rows.text(a.getAction().name());
        rows.text(a.getEmbargo().getKind().name());
        rows.instant(a.getEmbargo().getUntil());
        rows.text(a.getLanguage());
        rows.text(text ? a.getHeadline() : null);
        rows.text(text ? a.getByline() : null);
        rows.text(text ? a.getDateline() : null);
        rows.text(text ? a.getSlugline() : null);
        rows.text(text ? a.getSummary() : null);
        rows.text(text ? a.getBody() : null);
        rows.integer(a.getUrgency());
        rows.json(text ? strings(a.getKeywords()) : null);
        rows.json(text ? strings(a.getEdNotes()) : null);
        rows.text(a.getUsageTerms());
        rows.text(text ? a.getLink() : null);
        rows.text(a.getSource());
        rows.text(a.getFormat());
        rows.instant(a.getFirstCreated());
        rows.instant(a.getVersionCreated());
        rows.instant(a.getReceivedAt());
        rows.instant(a.getExpires());
        rows.json(text ? json(g -> entities(g, a.getEntities())) : null);
        rows.json(text ? json(g -> mediaTopics(g, a.getMediaTopics())) : null);
        rows.text(a.getDuplicateOf());
        rows.text(a.getDuplicateKind() == null ? null : a.getDuplicateKind().name());
        rows.text(a.getStory());
        rows.json(json(g -> revisions(g, a.getRevisions())));
        rows.json(strings(a.getAnomalies()));
        rows.json(json(this::pins));
        LongBuffer digest = ByteBuffer.wrap(ArticleDigest.of(a)).asLongBuffer();
        while (digest.hasRemaining()) {
            rows.bigint(digest.get());
        }
    }

    private static void entities(JsonGenerator g, List<Entity> entities) throws IOException {
        g.writeStartArray();
        for (Entity entity : entities) {
            g.writeStartObject();
            field(g, "id", entity.getId());
            field(g, "name", entity.getName());
            field(g, "type", entity.getType().name());
            g.writeNumberField("confidence", entity.getConfidence());
            field(g, "why", entity.getWhy());
            g.writeArrayFieldStart("mentions");
            for (Mention mention : entity.getMentions()) {
                g.writeStartObject();
                g.writeNumberField("start", mention.getStart());
                g.writeNumberField("end", mention.getEnd());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private static void mediaTopics(JsonGenerator g, List<MediaTopic> topics) throws IOException {
        g.writeStartArray();
        for (MediaTopic topic : topics) {
            g.writeStartObject();
            field(g, "code", topic.getCode());
            field(g, "name", topic.getName());
            g.writeNumberField("confidence", topic.getConfidence());
            field(g, "origin", topic.getOrigin().name());
            g.writeFieldName("evidence");
            strings(g, topic.getEvidence());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private static void revisions(JsonGenerator g, List<RevisionNote> notes) throws IOException {
        g.writeStartArray();
        for (RevisionNote note : notes) {
            g.writeStartObject();
            field(g, "version", note.getVersion());
            field(
                    g,
                    "versionCreated",
                    note.getVersionCreated() == null
                            ? null
                            : note.getVersionCreated().toString());
            field(g, "action", note.getAction().name());
            field(g, "pubStatus", note.getPubStatus().name());
            field(g, "sha256", note.getSha256());
            g.writeNumberField("deliveries", note.getDeliveries());
            g.writeBooleanField("head", note.getHead());
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private void pins(JsonGenerator g) throws IOException {
        g.writeStartObject();
        field(g, "code", article.getPins().getCode());
        field(g, "models", article.getPins().getModels());
        field(g, "vocabulary", article.getPins().getVocabulary());
        field(g, "settings", article.getPins().getSettings());
        g.writeNumberField("authority", article.getPins().getAuthority());
        g.writeEndObject();
    }

    static String settings(Map<String, String> settings) {
        return json(g -> {
            g.writeStartObject();
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                field(g, CopyRows.clean(setting.getKey()), setting.getValue());
            }
            g.writeEndObject();
        });
    }

    private static String strings(List<String> values) {
        return values.isEmpty() ? "[]" : json(g -> strings(g, values));
    }

    private static void strings(JsonGenerator g, List<String> values) throws IOException {
        g.writeStartArray();
        for (String value : values) {
            g.writeString(CopyRows.clean(value));
        }
        g.writeEndArray();
    }

    private static void field(JsonGenerator g, String name, String value) throws IOException {
        if (value != null) {
            g.writeStringField(name, CopyRows.clean(value));
        }
    }

    private interface Content {
        void write(JsonGenerator generator) throws IOException;
    }

    private static String json(Content content) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            content.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }
}
