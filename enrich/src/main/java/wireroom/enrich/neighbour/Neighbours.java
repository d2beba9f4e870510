package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The neighbour step in memory, without Kafka: for judging and measuring it. It says what {@link NeighbourProcessor}
 * says, of the same fingerprints in the same order. Not thread-safe.
 */
public final class Neighbours {
    private final Map<String, Neighbourhood> neighbourhoods = new HashMap<>();
    private final Rule duplicates;
    private final Rule stories;
    private long gets;
    private long puts;
    private long bytes;

    /**
     * What was done to the stores.
     *
     * @param gets of single records
     * @param puts and deletions; each is a record of a changelog as well
     * @param bytes put, keys and values
     */
    public record Cost(long gets, long puts, long bytes) {}

    /**
     * @param duplicates what makes two articles copies of one another
     * @param stories what makes two articles tell one event
     */
    public Neighbours(Rule duplicates, Rule stories) {
        this.duplicates = duplicates;
        this.stories = stories;
    }

    /** Takes an article in, replaces it, or lets it go. */
    public List<NeighbourChange> accept(Fingerprint print) {
        return neighbourhoods
                .computeIfAbsent(
                        print.getLanguage(),
                        language -> new Neighbourhood(
                                language, duplicates, stories, new Maps(language), NeighbourProcessor.CAPACITY))
                .accept(print);
    }

    /** What was done to the stores so far. */
    public Cost cost() {
        return new Cost(gets, puts, bytes);
    }

    /** The stores as two maps of bytes. */
    private final class Maps implements NeighbourStore {
        private final String language;
        private final Map<String, Long> days = new HashMap<>();
        private final Map<Long, TreeMap<String, byte[]>> neighbours = new HashMap<>();

        Maps(String language) {
            this.language = language;
        }

        @Override
        public Long dayOf(String id) {
            gets++;
            return days.get(id);
        }

        @Override
        public void read(long day, Consumer<Neighbour> reader) {
            neighbours
                    .getOrDefault(day, new TreeMap<>())
                    .values()
                    .forEach(value -> reader.accept(NeighbourSerde.read(ByteBuffer.wrap(value))));
        }

        @Override
        public void write(long day, String id, Neighbour neighbour) {
            byte[] value = NeighbourSerde.write(neighbour);
            neighbours.computeIfAbsent(day, d -> new TreeMap<>()).put(id, value);
            put(NeighbourStore.key(language, day, id).length() + value.length);
        }

        @Override
        public void settle(long day, String id) {
            days.put(id, day);
            put(NeighbourStore.key(language, id).length() + Long.BYTES);
        }

        @Override
        public void delete(long day, String id) {
            neighbours.get(day).remove(id);
            put(NeighbourStore.key(language, day, id).length());
        }

        @Override
        public void forget(String id) {
            days.remove(id);
            put(NeighbourStore.key(language, id).length());
        }

        private void put(int size) {
            puts++;
            bytes += size;
        }
    }
}
