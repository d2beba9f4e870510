package wireroom.app.log;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import wireroom.article.ArticleDigest;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** The editions of a room: asked for, promoted, measured. */
public final class EditionLog {
    private final Cluster cluster;

    public EditionLog(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All editions that were ever asked for, by name. */
    public SortedMap<String, Edition> all() {
        return new TreeMap<>(TopicLog.last(cluster, Topics.EDITIONS));
    }

    /** The one that subscribers see; empty before enrich has started for the first time. */
    public static Optional<Edition> current(Map<String, Edition> editions) {
        return editions.values().stream()
                .filter(edition -> edition.getState() == EditionState.RUNNING)
                .max(Comparator.comparingLong(Edition::getPromotion));
    }

    /** Asks for an edition, or changes what was asked; returns when the log has it. */
    public void publish(Edition edition) {
        Map<String, Object> properties = cluster.client();
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        try (var serde = Topics.EDITIONS.valueSerde(cluster);
                KafkaProducer<String, Edition> producer =
                        new KafkaProducer<>(properties, new StringSerializer(), serde.serializer())) {
            producer.send(new ProducerRecord<>(Topics.EDITIONS.name(), edition.getName(), edition))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Kafka did not take the edition: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Count and sum of digests over the head of every article of an edition. */
    public ArticleDigest digest(String edition) {
        record Head(long emission, ByteBuffer digest) {}
        Map<String, Head> heads = new HashMap<>();
        TopicLog.read(
                cluster,
                Topics.articles(edition),
                record -> heads.merge(
                        record.key(),
                        new Head(record.value().getEmission(), ByteBuffer.wrap(ArticleDigest.of(record.value()))),
                        (old, young) -> young.emission() >= old.emission() ? young : old));
        ArticleDigest sum = new ArticleDigest();
        heads.values().forEach(head -> sum.add(head.digest().array()));
        return sum;
    }
}
