package wireroom.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import wireroom.model.Cursor;
import wireroom.registry.RegistryException;
import wireroom.registry.RegistryTrouble;

class TopicReaderTest {
    private static final Topic<Cursor> TOPIC = Topics.INGEST_STATE;
    private static final TopicPartition FIRST = new TopicPartition(TOPIC.name(), 0);
    private static final TopicPartition SECOND = new TopicPartition(TOPIC.name(), 1);
    private static final Duration SOON = Duration.ofMillis(1);

    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    /** Values for which no registry answers now. */
    private final Set<String> unknown = new HashSet<>();

    private final List<String> taken = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private final Map<TopicPartition, Long> level = new HashMap<>();

    private final TopicReader.Taker<Cursor> taker = new TopicReader.Taker<>() {
        @Override
        public void take(ConsumerRecord<String, byte[]> record, Cursor value) {
            taken.add(record.key() + "=" + (value == null ? "deleted" : value.getPart()));
        }

        @Override
        public void unreadable(ConsumerRecord<String, byte[]> record, RegistryException why) {
            unreadable.add(record.key());
        }

        @Override
        public void level(TopicPartition partition, long offset) {
            level.put(partition, offset);
        }
    };

    private final TopicReader<Cursor> reader =
            new TopicReader<>(TOPIC, kafka, new Words(), partitions -> Map.of(FIRST, 3L, SECOND, 1L));

    /** A cursor whose part is the value; {@code bad} is none. */
    private final class Words implements Deserializer<Cursor> {
        @Override
        public Cursor deserialize(String topic, byte[] data) {
            throw new AssertionError("the headers are needed");
        }

        @Override
        public Cursor deserialize(String topic, Headers headers, byte[] data) {
            if (data == null) {
                return null;
            }
            String word = new String(data, StandardCharsets.UTF_8);
            if (word.equals("bad")) {
                throw RegistryTrouble.unreadable();
            }
            if (unknown.contains(word)) {
                throw RegistryTrouble.unavailable();
            }
            return Cursor.newBuilder()
                    .setSourceId("quay")
                    .setPart(word)
                    .setFields(Map.of())
                    .setAt(java.time.Instant.EPOCH)
                    .build();
        }
    }

    private void topic(int partitions) {
        List<PartitionInfo> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.add(new PartitionInfo(TOPIC.name(), p, Node.noNode(), new Node[0], new Node[0]));
            kafka.updateBeginningOffsets(Map.of(new TopicPartition(TOPIC.name(), p), 0L));
        }
        kafka.updatePartitions(TOPIC.name(), all);
    }

    private void logged(TopicPartition partition, long offset, String key, String value) {
        kafka.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                java.util.Optional.empty()));
    }

    private void opened() {
        topic(2);
        reader.ends();
    }

    @Test
    void handsOverWhatIsThereAndWhatComes() {
        opened();
        logged(FIRST, 0, "a", "1");
        logged(SECOND, 0, "b", "2");
        reader.poll(SOON, taker);
        assertThat(taken).containsExactlyInAnyOrder("a=1", "b=2");

        logged(FIRST, 1, "a", "3");
        reader.poll(SOON, taker);
        assertThat(taken).endsWith("a=3").hasSize(3);
        assertThat(level).isEqualTo(Map.of(FIRST, 2L, SECOND, 1L));
    }

    @Test
    void tellsADeletedKeyAndARecordThatNobodyCanRead() {
        opened();
        logged(FIRST, 0, "a", null);
        logged(FIRST, 1, "b", "bad");
        logged(FIRST, 2, "c", "1");
        reader.poll(SOON, taker);
        assertThat(taken).containsExactly("a=deleted", "c=1");
        assertThat(unreadable).containsExactly("b");
    }

    @Test
    void waitsForTheRegistryAtARecordAndHandsEachOverOnce() {
        opened();
        unknown.add("2");
        logged(FIRST, 0, "a", "1");
        logged(FIRST, 1, "a", "2");
        logged(FIRST, 2, "a", "3");
        assertThatThrownBy(() -> reader.poll(SOON, taker)).isInstanceOf(RegistryException.class);
        assertThat(taken).containsExactly("a=1");
        assertThat(level).containsEntry(FIRST, 1L);

        unknown.clear();
        // A mock forgets what it has handed out; a broker does not.
        logged(FIRST, 1, "a", "2");
        logged(FIRST, 2, "a", "3");
        reader.poll(SOON, taker);
        assertThat(taken).containsExactly("a=1", "a=2", "a=3");
    }

    @Test
    void isAtTheEndWhenAllPartitionsAre() {
        opened();
        Map<TopicPartition, Long> ends = reader.ends();
        logged(FIRST, 0, "a", "1");
        logged(FIRST, 1, "a", "2");
        logged(FIRST, 2, "a", "3");
        reader.poll(SOON, taker);
        assertThat(reader.isAt(ends)).isFalse();
        logged(SECOND, 0, "b", "1");
        reader.poll(SOON, taker);
        assertThat(reader.isAt(ends)).isTrue();
    }

    @Test
    void makesNoTopicThatIsNotThere() {
        assertThatThrownBy(() -> reader.poll(SOON, taker)).isInstanceOf(UnknownTopicOrPartitionException.class);
        opened();
        logged(FIRST, 0, "a", "1");
        reader.poll(SOON, taker);
        assertThat(taken).containsExactly("a=1");
    }

    @Test
    void followsUntilItIsClosedWhateverGoesWrong() throws InterruptedException {
        topic(2);
        kafka.schedulePollTask(() -> {
            throw new IllegalStateException("a bug");
        });
        kafka.schedulePollTask(() -> {
            logged(FIRST, 0, "a", "1");
            logged(FIRST, 1, "b", "bad");
            logged(FIRST, 2, "a", "2");
            logged(SECOND, 0, "c", null);
        });
        try (TopicFollower<Cursor> follower = TopicFollower.start(reader, "test", taker)) {
            follower.awaitLoaded();
        }
        assertThat(taken).containsExactlyInAnyOrder("a=1", "a=2", "c=deleted");
        assertThat(kafka.closed()).isTrue();
    }
}
