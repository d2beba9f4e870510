package wireroom.sink;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.Story;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;
import wireroom.registry.IncompatibleSchemaException;
import wireroom.registry.RegistryException;
import wireroom.registry.UnknownSchemaException;
import wireroom.registry.UnreadableRecordException;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Turns records of the topics that a sink reads into entries, or into refusals. */
final class Decoder implements AutoCloseable {
    private static final Pattern OF_EDITION = Pattern.compile("wireroom\\.(articles|stories|holds)\\.v1\\.(.+)");

    /** The topics that a sink reads: new editions are found by it. */
    static final Pattern TOPICS = Pattern.compile(OF_EDITION.pattern() + "|" + Pattern.quote(Topics.KILLS.name()) + "|"
            + Pattern.quote(Topics.EDITIONS.name()));

    private final Deserializer<Article> articles;
    private final Deserializer<Story> stories;
    private final Deserializer<Hold> holds;
    private final Deserializer<Kill> kills;
    private final Deserializer<Edition> editions;

    Decoder(Cluster anyPatience) {
        Map<String, String> more = new HashMap<>(anyPatience.more());
        // the loop waits by itself, and says so
        more.putIfAbsent("schema.registry.wait.ms", "1000");
        Cluster cluster = new Cluster(anyPatience.bootstrap(), anyPatience.registry(), more);
        articles = Topics.ARTICLES.valueSerde(cluster).deserializer();
        stories = Topics.STORIES.valueSerde(cluster).deserializer();
        holds = Topics.holds(Topics.FIRST_EDITION).valueSerde(cluster).deserializer();
        kills = Topics.KILLS.valueSerde(cluster).deserializer();
        editions = Topics.EDITIONS.valueSerde(cluster).deserializer();
    }

    /** @throws RegistryException when the registry does not answer or refuses us: the record may well be sound */
    Outcome<Entry> decode(ConsumerRecord<byte[], byte[]> kafka) {
        if (kafka.key() == null || kafka.value() == null) {
            return Outcome.reject(
                    RejectCode.UNREADABLE_RECORD,
                    "record without " + (kafka.key() == null ? "key" : "value"),
                    "find out which program writes to " + kafka.topic() + " besides Wireroom");
        }
        try {
            Entry entry = read(kafka);
            String key = new String(kafka.key(), StandardCharsets.UTF_8);
            return entry.id().equals(key)
                    ? Outcome.accept(entry)
                    : Outcome.reject(
                            RejectCode.UNREADABLE_RECORD,
                            "key '" + key + "' is not the id '" + entry.id() + "' of the value",
                            "find out which program writes to " + kafka.topic() + " besides Wireroom");
        } catch (UnreadableRecordException | UnknownSchemaException | IncompatibleSchemaException e) {
            return Outcome.reject(
                    RejectCode.UNREADABLE_RECORD,
                    String.valueOf(e.getMessage()),
                    "find out which program wrote it; its bytes are in this record");
        }
    }

    private Entry read(ConsumerRecord<byte[], byte[]> kafka) {
        String topic = kafka.topic();
        Entry.Place place = new Entry.Place(new TopicPartition(topic, kafka.partition()), kafka.offset());
        if (topic.equals(Topics.KILLS.name())) {
            return new Entry.OfKill(place, kills.deserialize(topic, kafka.headers(), kafka.value()));
        }
        if (topic.equals(Topics.EDITIONS.name())) {
            return new Entry.OfEdition(place, editions.deserialize(topic, kafka.headers(), kafka.value()));
        }
        Matcher parts = OF_EDITION.matcher(topic);
        if (!parts.matches()) {
            throw new IllegalStateException("subscribed to a topic without meaning here: " + topic);
        }
        String edition = parts.group(2);
        return switch (parts.group(1)) {
            case "articles" ->
                new Entry.OfArticle(place, edition, articles.deserialize(topic, kafka.headers(), kafka.value()));
            case "stories" ->
                new Entry.OfStory(place, edition, stories.deserialize(topic, kafka.headers(), kafka.value()));
            default -> new Entry.OfHold(place, edition, holds.deserialize(topic, kafka.headers(), kafka.value()));
        };
    }

    @Override
    public void close() {
        articles.close();
        stories.close();
        holds.close();
        kills.close();
        editions.close();
    }
}
