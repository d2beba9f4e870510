package wireroom.enrich.publish;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import wireroom.article.ArticleDigest;
import wireroom.model.Article;
import wireroom.model.PubStatus;
import wireroom.model.Story;
import wireroom.model.StoryEvent;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/**
 * What subscribers must be told when another edition becomes current: heads that say something else, and heads that
 * the new edition does not have. The latter are withheld, not canceled: going back must be able to bring them back.
 * What was published as canceled stays so, unless the new edition says that it was revived.
 *
 * <p>Keeps one digest per article and story in memory, never the articles.
 */
final class Difference implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String MEDIA_TOPICS = "mediatopics";
    private static final String CHANGE = "change";

    /** The last that was said of an id. */
    private record Last(
            ByteBuffer digest,
            int partition,
            long offset,
            Set<String> codes,
            boolean dead,
            boolean gone,
            boolean revived) {}

    private final Map<TopicPartition, Long> ends;
    private final Serde<Article> articles;
    private final Serde<Story> stories;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Last> publishedArticles;
    private final Map<String, Last> publishedStories;
    private final Map<String, Last> comingArticles;
    private final Map<String, Last> comingStories;
    private final String edition;

    /**
     * Reads both sides.
     *
     * @param ends where to stop in the new edition's topics
     */
    Difference(Cluster cluster, String edition, Map<TopicPartition, Long> ends) {
        this.edition = edition;
        this.ends = new HashMap<>(ends);
        articles = Topics.ARTICLES.valueSerde(cluster);
        stories = Topics.STORIES.valueSerde(cluster);
        Map<String, Object> settings = cluster.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> plain = java.util.stream.Stream.of(Topics.ARTICLES, Topics.STORIES)
                .flatMap(Session::partitions)
                .toList();
        this.ends.putAll(consumer.endOffsets(plain));
        publishedArticles = heads(Topics.ARTICLES, this::article);
        publishedStories = heads(Topics.STORIES, this::story);
        comingArticles = heads(Topics.articles(edition), this::article);
        comingStories = heads(Topics.stories(edition), this::story);
    }

    /** Codes of all media topics whose readers must be told. */
    Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        publishedArticles.values().forEach(last -> codes.addAll(last.codes()));
        comingArticles.values().forEach(last -> codes.addAll(last.codes()));
        return codes;
    }

    /** Hands over what must be published, with headers that say so. */
    void tell(Consumer<ConsumerRecord<byte[], byte[]>> publish) {
        read(Topics.articles(edition), record -> {
            String id = id(record);
            Last last = comingArticles.get(id);
            Last known = publishedArticles.get(id);
            if (isAt(record, last) && !stays(known, last)) {
                publish.accept(with(record, record.value(), last.dead() ? "kill" : "revision", union(known, last)));
            }
        });
        read(Topics.ARTICLES, record -> {
            String id = id(record);
            Last known = publishedArticles.get(id);
            if (isAt(record, known) && !comingArticles.containsKey(id) && !known.dead() && !known.gone()) {
                Article article = articles.deserializer().deserialize(record.topic(), record.value());
                byte[] value = articles.serializer().serialize(Topics.ARTICLES.name(), withheld(article));
                publish.accept(with(record, value, "revision", known.codes()));
            }
        });
        read(Topics.stories(edition), record -> {
            String id = id(record);
            Last last = comingStories.get(id);
            Last known = publishedStories.get(id);
            if (isAt(record, last) && (known == null || !known.digest().equals(last.digest()))) {
                publish.accept(record);
            }
        });
        read(Topics.STORIES, record -> {
            String id = id(record);
            Last known = publishedStories.get(id);
            if (isAt(record, known) && !comingStories.containsKey(id) && !known.gone()) {
                byte[] value = stories.serializer().serialize(Topics.STORIES.name(), dissolved(id));
                publish.accept(with(record, value, null, Set.of()));
            }
        });
    }

    private static boolean stays(Last known, Last coming) {
        return known != null
                && (known.digest().equals(coming.digest()) || known.dead() && !coming.dead() && !coming.revived());
    }

    private Map<String, Last> heads(
            Topic<?> topic, java.util.function.Function<ConsumerRecord<byte[], byte[]>, Last> of) {
        Map<String, Last> heads = new TreeMap<>();
        read(topic, record -> heads.put(id(record), of.apply(record)));
        return heads;
    }

    private void read(Topic<?> topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<TopicPartition> partitions = Session.partitions(topic).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    reader.accept(record);
                }
            }
        }
    }

    private Last article(ConsumerRecord<byte[], byte[]> record) {
        Article article = articles.deserializer().deserialize(record.topic(), record.value());
        return new Last(
                ByteBuffer.wrap(ArticleDigest.of(article)),
                record.partition(),
                record.offset(),
                Session.topics(record.headers()).collect(Collectors.toUnmodifiableSet()),
                article.getStatus() == PubStatus.CANCELED,
                article.getStatus() == PubStatus.WITHHELD,
                article.getRevived());
    }

    private Last story(ConsumerRecord<byte[], byte[]> record) {
        Story story = stories.deserializer().deserialize(record.topic(), record.value());
        return new Last(
                ByteBuffer.wrap(sha256(record.value())),
                record.partition(),
                record.offset(),
                Set.of(),
                false,
                story.getEvent() == StoryEvent.DISSOLVED,
                false);
    }

    private static Article withheld(Article article) {
        return Article.newBuilder(article)
                .setStatus(PubStatus.WITHHELD)
                .setLanguage(null)
                .setHeadline(null)
                .setByline(null)
                .setDateline(null)
                .setSlugline(null)
                .setSummary(null)
                .setBody(null)
                .setUrgency(null)
                .setKeywords(List.of())
                .setEdNotes(List.of())
                .setUsageTerms(null)
                .setLink(null)
                .setEntities(List.of())
                .setMediaTopics(List.of())
                .setDuplicateOf(null)
                .setDuplicateKind(null)
                .setStory(null)
                .build();
    }

    private static Story dissolved(String id) {
        return Story.newBuilder()
                .setId(id)
                .setEvent(StoryEvent.DISSOLVED)
                .setMembers(List.of())
                .setSources(0)
                .build();
    }

    private static ConsumerRecord<byte[], byte[]> with(
            ConsumerRecord<byte[], byte[]> record, byte[] value, String change, Set<String> codes) {
        Headers headers = new RecordHeaders(record.headers());
        if (change != null) {
            headers.remove(CHANGE).add(CHANGE, change.getBytes(StandardCharsets.UTF_8));
            headers.remove(MEDIA_TOPICS)
                    .add(MEDIA_TOPICS, String.join(",", new TreeSet<>(codes)).getBytes(StandardCharsets.UTF_8));
        }
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                TimestampType.LOG_APPEND_TIME,
                record.serializedKeySize(),
                value.length,
                record.key(),
                value,
                headers,
                Optional.empty());
    }

    private static boolean isAt(ConsumerRecord<byte[], byte[]> record, Last last) {
        return last.partition() == record.partition() && last.offset() == record.offset();
    }

    private static Set<String> union(Last known, Last coming) {
        Set<String> codes = new TreeSet<>(coming.codes());
        if (known != null) {
            codes.addAll(known.codes());
        }
        return codes;
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        articles.close();
        stories.close();
    }
}
