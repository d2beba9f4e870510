package wireroom.enrich.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import wireroom.model.Article;
import wireroom.model.KillAck;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** One leadership: from the fencing of whoever published before to the first failure or the loss of the lease. */
final class Session implements AutoCloseable {
    /** Which edition was published last lies with the offsets, under a partition that has no other use here. */
    private static final TopicPartition MARK = new TopicPartition(Topics.EDITIONS.name(), 0);

    private static final String GROUP = "wireroom-publisher";
    private static final String EDITION = "edition";
    private static final String MEDIA_TOPICS = "mediatopics";
    private static final String CHANGE = "change";
    private static final String KILL = "kill";
    /** Who acknowledges kills here: the plain topics, whose subscribers have been told. */
    private static final String HOLDER = "topics";

    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final short replicas;
    private final UnaryOperator<String> slugs;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Serde<Article> articles;
    private final Serde<KillAck> acks;
    private final Set<String> mediaTopics = new HashSet<>();
    private String published;

    Session(Cluster cluster, short replicas, UnaryOperator<String> slugs) {
        this.cluster = cluster;
        this.replicas = replicas;
        this.slugs = slugs;
        this.articles = Topics.ARTICLES.valueSerde(cluster);
        this.acks = Topics.KILL_ACKS.valueSerde(cluster);
        this.admin = Admin.create(cluster.client());
        Map<String, Object> reading = cluster.client();
        reading.put("group.id", GROUP);
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", "false");
        reading.put("auto.offset.reset", "earliest");
        reading.put("max.poll.records", 2000);
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> writing = cluster.client();
        writing.put("transactional.id", GROUP);
        // The one codec that every client of Kafka reads without a further package (ADR 10).
        writing.put("compression.type", "gzip");
        writing.put("compression.gzip.level", 1);
        // A commit flushes at once, and nobody sees a record before.
        writing.put("linger.ms", 100);
        writing.put("batch.size", 128 * 1024);
        // As for Streams: the first batch after a commit is often refused for a moment.
        writing.put("retry.backoff.ms", 10);
        // As for Streams: the second of two requests can overtake the first right after a commit, and is refused.
        writing.put("max.in.flight.requests.per.connection", 1);
        writing.put("max.request.size", Topics.MAX_RECORD_BYTES);
        writing.put("transaction.timeout.ms", 600_000);
        this.producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        OffsetAndMetadata mark = consumer.committed(Set.of(MARK)).get(MARK);
        published = mark == null ? null : mark.metadata();
        if (published != null) {
            takeUp(published);
        }
    }

    /** Publishes what has come in, and goes over to another edition first when asked to. */
    void publish(String wanted) {
        if (published == null) {
            inTransaction(Map.of(MARK, new OffsetAndMetadata(0, wanted)), () -> {});
            published = wanted;
            takeUp(wanted);
        } else if (!published.equals(wanted)) {
            goOver(wanted);
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
            records.forEach(record -> ensureMediaTopics(topics(record.headers())));
            inTransaction(next, () -> records.forEach(this::copy));
        }
    }

    private void takeUp(String edition) {
        List<TopicPartition> partitions = partitions(edition);
        consumer.assign(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            consumer.seek(partition, offset == null ? 0 : offset.offset());
        }
    }

    /** From one edition to another: subscribers get the difference, in one transaction, and then what comes. */
    private void goOver(String wanted) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(wanted));
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        ends.forEach((partition, end) -> next.put(partition, new OffsetAndMetadata(end)));
        next.put(MARK, new OffsetAndMetadata(0, wanted));
        try (Difference difference = new Difference(cluster, wanted, ends)) {
            ensureMediaTopics(difference.codes().stream());
            inTransaction(next, () -> difference.tell(record -> send(record, wanted)));
        }
        published = wanted;
        takeUp(wanted);
    }

    private void inTransaction(Map<TopicPartition, OffsetAndMetadata> next, Runnable sends) {
        producer.beginTransaction();
        sends.run();
        producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
        producer.commitTransaction();
    }

    private void copy(ConsumerRecord<byte[], byte[]> record) {
        send(record, published);
    }

    private void send(ConsumerRecord<byte[], byte[]> record, String edition) {
        Topic<?> topic = record.topic().startsWith(Topics.STORIES.name()) ? Topics.STORIES : Topics.ARTICLES;
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(EDITION);
        headers.add(EDITION, edition.getBytes(StandardCharsets.UTF_8));
        producer.send(
                new ProducerRecord<>(topic.name(), record.partition(), null, record.key(), record.value(), headers));
        for (String slug : slugs(record)) {
            producer.send(new ProducerRecord<>(
                    Topics.mediaTopic(slug).name(), null, null, record.key(), record.value(), headers));
        }
        Header change = headers.lastHeader(CHANGE);
        if (topic.equals(Topics.ARTICLES)
                && change != null
                && new String(change.value(), StandardCharsets.UTF_8).equals(KILL)) {
            acknowledge(
                    articles.deserializer().deserialize(record.topic(), record.value()), edition, record.timestamp());
        }
    }

    /** In the transaction that tells the kill to all subscribers: neither without the other. */
    private void acknowledge(Article killed, String edition, long at) {
        KillAck ack = KillAck.newBuilder()
                .setId(killed.getId())
                .setHolder(HOLDER)
                .setEdition(edition)
                .setAt(Instant.ofEpochMilli(Math.max(0, at)))
                .setHadText(killed.getEmission() > 1)
                .build();
        Headers headers = new RecordHeaders();
        byte[] value = acks.serializer().serialize(Topics.KILL_ACKS.name(), headers, ack);
        byte[] key = (killed.getId() + '|' + HOLDER).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.KILL_ACKS.name(), null, null, key, value, headers));
    }

    /** Outside of the transaction: waiting for a new topic would keep it open. */
    private void ensureMediaTopics(Stream<String> codes) {
        List<Topic<?>> missing = new ArrayList<>();
        codes.map(slugs)
                .filter(Objects::nonNull)
                .filter(mediaTopics::add)
                .forEach(slug -> missing.add(Topics.mediaTopic(slug)));
        if (!missing.isEmpty()) {
            TopicCreation.ensure(admin, missing, replicas);
        }
    }

    private List<String> slugs(ConsumerRecord<byte[], byte[]> record) {
        return topics(record.headers()).map(slugs).filter(Objects::nonNull).toList();
    }

    static Stream<String> topics(Headers headers) {
        Header header = headers.lastHeader(MEDIA_TOPICS);
        return header == null
                ? Stream.empty()
                : Stream.of(new String(header.value(), StandardCharsets.UTF_8).split(","))
                        .filter(code -> !code.isEmpty());
    }

    static List<TopicPartition> partitions(String edition) {
        return Stream.of(Topics.articles(edition), Topics.stories(edition))
                .flatMap(Session::partitions)
                .toList();
    }

    static Stream<TopicPartition> partitions(Topic<?> topic) {
        return java.util.stream.IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p));
    }

    @Override
    public void close() {
        consumer.close();
        // A transaction under way is aborted by closing, and in any case by whoever comes next.
        producer.close(Duration.ofSeconds(5));
        admin.close();
        articles.close();
        acks.close();
    }
}
