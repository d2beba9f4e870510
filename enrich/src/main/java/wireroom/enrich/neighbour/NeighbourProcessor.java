package wireroom.enrich.neighbour;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Places articles among their neighbours of the same language. Reads fingerprints that are partitioned by language;
 * says where articles stand and what happens to stories. The result is a function of the set of fingerprints: arrival
 * order, restarts and what memory holds have no say in it.
 *
 * <p>The stores are persistent: history grows without end, memory does not. Memory is filled from them by need, so a
 * restart has nothing to rebuild.
 */
public final class NeighbourProcessor implements ProcessorSupplier<String, Fingerprint, String, NeighbourChange> {
    /** Store: language, day and article id to {@link Neighbour}. */
    public static final String NEIGHBOURS = "neighbours-by-day";
    /** Store: language and article id to the day under which the article is kept. */
    public static final String DAYS = "days-by-article";

    static final int CAPACITY = 60_000;

    private final Rule duplicates;
    private final Rule stories;

    private NeighbourProcessor(Rule duplicates, Rule stories) {
        this.duplicates = duplicates;
        this.stories = stories;
    }

    /**
     * @param duplicates what makes two articles copies of one another
     * @param stories what makes two articles tell one event
     */
    public static NeighbourProcessor of(Rule duplicates, Rule stories) {
        return new NeighbourProcessor(duplicates, stories);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                // Articles that come out of order are linked anew again and again: only the last of a commit is
                // written.
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(NEIGHBOURS), Serdes.String(), new NeighbourSerde())
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(DAYS), Serdes.String(), Serdes.Long()));
    }

    @Override
    public Processor<String, Fingerprint, String, NeighbourChange> get() {
        return new Places();
    }

    private final class Places implements Processor<String, Fingerprint, String, NeighbourChange> {
        private final Map<String, Neighbourhood> neighbourhoods = new HashMap<>();
        private ProcessorContext<String, NeighbourChange> context;
        private KeyValueStore<String, Neighbour> neighbours;
        private KeyValueStore<String, Long> days;

        @Override
        public void init(ProcessorContext<String, NeighbourChange> context) {
            this.context = context;
            neighbours = context.getStateStore(NEIGHBOURS);
            days = context.getStateStore(DAYS);
            neighbourhoods.clear();
        }

        @Override
        public void process(Record<String, Fingerprint> record) {
            Fingerprint print = record.value();
            Neighbourhood neighbourhood = neighbourhoods.computeIfAbsent(
                    print.getLanguage(),
                    language -> new Neighbourhood(language, duplicates, stories, new Kept(language), CAPACITY));
            for (NeighbourChange change : neighbourhood.accept(print)) {
                String key = switch (change) {
                    case NeighbourChange.Placed placed -> placed.placement().getId();
                    case NeighbourChange.Told told -> told.story().getId();
                };
                context.forward(record.withKey(key).withValue(change));
            }
        }

        /** The part of the stores that belongs to one language. */
        private final class Kept implements NeighbourStore {
            private final String language;

            Kept(String language) {
                this.language = language;
            }

            @Override
            public Long dayOf(String id) {
                return days.get(NeighbourStore.key(language, id));
            }

            @Override
            public void read(long day, Consumer<Neighbour> reader) {
                try (KeyValueIterator<String, Neighbour> all = neighbours.prefixScan(
                        NeighbourStore.key(language, day, ""), Serdes.String().serializer())) {
                    all.forEachRemaining(entry -> reader.accept(entry.value));
                }
            }

            @Override
            public void write(long day, String id, Neighbour neighbour) {
                neighbours.put(NeighbourStore.key(language, day, id), neighbour);
            }

            @Override
            public void settle(long day, String id) {
                days.put(NeighbourStore.key(language, id), day);
            }

            @Override
            public void delete(long day, String id) {
                neighbours.delete(NeighbourStore.key(language, day, id));
            }

            @Override
            public void forget(String id) {
                days.delete(NeighbourStore.key(language, id));
            }
        }
    }
}
