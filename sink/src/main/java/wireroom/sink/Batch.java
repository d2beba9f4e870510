package wireroom.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What one store transaction takes.
 *
 * @param entries in the order of the log within each partition; may be empty: then only positions move
 * @param spans the offsets that it covers, of every partition that it touches
 */
public record Batch(List<Entry> entries, Map<TopicPartition, Span> spans) {
    public Batch {
        entries = List.copyOf(entries);
        spans = Map.copyOf(spans);
    }

    /**
     * Offsets of a partition.
     *
     * @param from position in the store before
     * @param to position in the store after; more than the last offset + 1 where transaction markers follow
     * @param epoch of the owner's claim
     */
    public record Span(long from, long to, long epoch) {}

    /** Two batches that come to the same when written one after the other; needs at least two entries. */
    public List<Batch> split() {
        List<Entry> first = entries.subList(0, entries.size() / 2);
        List<Entry> second = entries.subList(entries.size() / 2, entries.size());
        Map<TopicPartition, Long> cuts = new HashMap<>();
        for (Entry entry : second) {
            cuts.putIfAbsent(entry.place().partition(), entry.place().offset());
        }
        Map<TopicPartition, Span> before = new HashMap<>();
        Map<TopicPartition, Span> after = new HashMap<>();
        spans.forEach((partition, span) -> {
            Long cut = cuts.get(partition);
            if (cut == null) {
                before.put(partition, span);
            } else {
                before.put(partition, new Span(span.from(), cut, span.epoch()));
                after.put(partition, new Span(cut, span.to(), span.epoch()));
            }
        });
        return List.of(new Batch(first, before), new Batch(second, after));
    }

    /** The same offsets without the entries. */
    Batch skipped() {
        return new Batch(new ArrayList<>(), spans);
    }
}
