package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import wireroom.app.room.RoomAddress;
import wireroom.app.simulate.Generator;
import wireroom.article.ArticleDigest;
import wireroom.model.Article;
import wireroom.model.PubStatus;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/**
 * Holds what was fed against what each hop has: every wire once in the log, every emission once, and the store equal to
 * the log's last word on every article.
 */
final class Audit {
    private final List<Generator.Wire> fed;
    private final RoomAddress room;

    Audit(List<Generator.Wire> fed, RoomAddress room) {
        this.fed = fed;
        this.room = room;
    }

    /**
     * What differs.
     *
     * @param lost wires that are not in the log, and articles that are not in the store
     * @param doubled wires and emissions that are more than once in the log
     * @param different articles of which the store's digest is not that of the log's last emission
     * @param shownAfterKill killed articles with text in the store
     */
    record Books(int wires, int articles, int lost, int doubled, int different, int shownAfterKill) {
        void put(ObjectNode to) {
            to.put("wiresInTheLog", wires)
                    .put("articlesInTheStore", articles)
                    .put("lost", lost)
                    .put("doubled", doubled)
                    .put("different", different)
                    .put("shownAfterKill", shownAfterKill);
        }

        boolean balanced() {
            return lost == 0 && doubled == 0 && different == 0 && shownAfterKill == 0;
        }
    }

    Books books() throws Exception {
        Map<String, Integer> places = new HashMap<>();
        each(
                room.cluster(),
                Topics.WIRE_ITEMS,
                kafka -> places.merge(
                        kafka.value().getOrigin().getPlace() + "#"
                                + kafka.value().getOrigin().getIndex(),
                        1,
                        Integer::sum));
        int doubled = 0;
        for (int copies : places.values()) {
            doubled += copies - 1;
        }
        Set<String> files = fed.stream().map(Generator.Wire::file).collect(Collectors.toSet());
        Set<String> found = places.keySet().stream()
                .map(place -> place.substring(place.lastIndexOf('/') + 1, place.lastIndexOf('#')))
                .collect(Collectors.toSet());
        int lost = (int) files.stream().filter(file -> !found.contains(file)).count();

        Map<String, Article> last = new HashMap<>();
        Set<String> emissions = new HashSet<>();
        int[] twice = {0};
        each(room.cluster(), Topics.articles(Topics.FIRST_EDITION), kafka -> {
            if (!emissions.add(kafka.key() + " " + kafka.value().getEmission())) {
                twice[0]++;
            }
            last.merge(kafka.key(), kafka.value(), (a, b) -> a.getEmission() > b.getEmission() ? a : b);
        });
        doubled += twice[0];

        Map<String, ArticleDigest> stored = new HashMap<>();
        int shown = 0;
        Set<String> killed = fed.stream()
                .filter(wire -> wire.kind() == Generator.Kind.KILL)
                .map(Generator.Wire::uri)
                .collect(Collectors.toSet());
        try (Connection connection = DriverManager.getConnection(room.jdbcUrl(), room.jdbcUser(), "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, uri, digest1, digest2, digest3, digest4,"
                        + " headline is not null or body is not null from article")) {
            while (rows.next()) {
                ArticleDigest digest = new ArticleDigest();
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(32);
                for (int word = 3; word <= 6; word++) {
                    bytes.putLong(rows.getLong(word));
                }
                digest.add(bytes.array());
                stored.put(rows.getString(1), digest);
                if (killed.contains(rows.getString(2)) && rows.getBoolean(7)) {
                    shown++;
                }
            }
        }
        int different = 0;
        for (Map.Entry<String, Article> article : last.entrySet()) {
            ArticleDigest said = new ArticleDigest();
            said.add(ArticleDigest.of(article.getValue()));
            ArticleDigest digest = stored.get(article.getKey());
            if (digest == null || !digest.hex().equals(said.hex())) {
                different++;
            }
        }
        Set<String> uris = last.values().stream().map(Article::getUri).collect(Collectors.toSet());
        lost += (int) fed.stream()
                .map(Generator.Wire::uri)
                .distinct()
                .filter(uri -> !uris.contains(uri))
                .count();
        return new Books(places.size(), stored.size(), lost, doubled, different, shown);
    }

    /** How many articles the store should end with: known before anything is fed. */
    static long articles(List<Generator.Wire> fed) {
        return fed.stream().map(Generator.Wire::uri).distinct().count();
    }

    /** Killed articles among those fed. */
    static long kills(List<Generator.Wire> fed) {
        return fed.stream()
                .filter(wire -> wire.kind() == Generator.Kind.KILL)
                .map(Generator.Wire::uri)
                .distinct()
                .count();
    }

    /** Articles that the store has, and those of them that are canceled. */
    static long[] stored(RoomAddress room) throws Exception {
        try (Connection connection = DriverManager.getConnection(room.jdbcUrl(), room.jdbcUser(), "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*), count(*) filter (where status = '"
                        + PubStatus.CANCELED + "') from article")) {
            rows.next();
            return new long[] {rows.getLong(1), rows.getLong(2)};
        }
    }

    private static <V extends SpecificRecord> void each(
            Cluster cluster, Topic<V> topic, Consumer<ConsumerRecord<String, V>> use) {
        Map<String, Object> p = cluster.client();
        p.put("isolation.level", "read_committed");
        try (var serde = topic.valueSerde(cluster);
                var consumer = new KafkaConsumer<>(p, new StringDeserializer(), serde.deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(tp -> consumer.position(tp) < ends.get(tp))) {
                consumer.poll(Duration.ofMillis(100)).forEach(use);
            }
        }
    }
}
