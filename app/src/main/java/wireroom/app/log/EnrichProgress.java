package wireroom.app.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * How far an edition of enrich has come. Offsets alone cannot tell: a transaction ends with a marker, so a group that
 * has read everything stays one behind for ever. Behind means that there is a committed <em>record</em> to be read.
 */
public final class EnrichProgress implements AutoCloseable {
    private final Cluster cluster;
    private final String group;
    private final Admin admin;
    private final List<String> outputs;

    public EnrichProgress(Cluster cluster, String edition) {
        this.cluster = cluster;
        this.group = "wireroom-enrich-" + edition;
        this.admin = Admin.create(cluster.client());
        this.outputs = new ArrayList<>(
                Topics.ofEdition(edition).stream().map(topic -> topic.name()).toList());
        outputs.add(Topics.REJECTS.name());
        outputs.add(Topics.KILLS.name());
    }

    /** Where {@code wire-items} ends now, by partition. */
    public Map<TopicPartition, Long> endOfWireItems() {
        return TopicLog.ends(
                admin, TopicLog.partitions(admin, List.of(Topics.WIRE_ITEMS.name())), IsolationLevel.READ_COMMITTED);
    }

    /** Wire items before {@code ends} that the edition has not taken yet. */
    public long behind(Map<TopicPartition, Long> ends) {
        return records(committed(ends.keySet()), ends);
    }

    /**
     * True when everything in the log is enriched and nothing is on its way: looked at twice, with no change between
     * the looks, because a step may hand on to the next what was not there when we asked.
     */
    public boolean done() {
        Map<TopicPartition, Long> first = settledEnds();
        return !first.isEmpty() && first.equals(settledEnds());
    }

    /** Ends of all inputs and outputs when every input is read to its end and no transaction is open; or empty. */
    private Map<TopicPartition, Long> settledEnds() {
        List<TopicPartition> inputs = TopicLog.partitions(admin, inputs());
        List<TopicPartition> all = new ArrayList<>(inputs);
        all.addAll(TopicLog.partitions(admin, outputs));
        Map<TopicPartition, Long> ends = TopicLog.ends(admin, all, IsolationLevel.READ_COMMITTED);
        // an open transaction: something is being written
        if (!ends.equals(TopicLog.ends(admin, all, IsolationLevel.READ_UNCOMMITTED))) {
            return Map.of();
        }
        Map<TopicPartition, Long> inputEnds = new HashMap<>(ends);
        inputEnds.keySet().retainAll(inputs);
        return records(committed(inputs), inputEnds) == 0 ? ends : Map.of();
    }

    /** What the edition reads: wire items and the topics between its own steps. */
    private Set<String> inputs() {
        return TopicLog.get(() -> admin.listTopics().names().get().stream()
                .filter(name -> name.equals(Topics.WIRE_ITEMS.name())
                        || name.startsWith(group + "-") && name.endsWith("-repartition"))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private Map<TopicPartition, Long> committed(java.util.Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = TopicLog.get(() -> admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get());
        return partitions.stream()
                .collect(Collectors.toMap(
                        p -> p,
                        p -> offsets.get(p) == null ? 0L : offsets.get(p).offset()));
    }

    /** Committed records from {@code starts} to {@code ends}. */
    private long records(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> open = new HashMap<>(ends);
        open.entrySet().removeIf(end -> starts.get(end.getKey()) >= end.getValue());
        if (open.isEmpty()) {
            return 0;
        }
        try (KafkaConsumer<String, byte[]> consumer = TopicLog.consumer(cluster, new ByteArrayDeserializer())) {
            consumer.assign(open.keySet());
            open.keySet().forEach(partition -> consumer.seek(partition, starts.get(partition)));
            return TopicLog.drain(consumer, open, record -> {});
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
