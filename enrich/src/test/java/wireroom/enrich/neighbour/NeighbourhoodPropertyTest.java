package wireroom.enrich.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Story;
import wireroom.model.StoryEvent;

/**
 * The groups are a function of the set of articles. Rules with small fans, few links and short reach make every cap
 * bite; each seed is another history.
 */
class NeighbourhoodPropertyTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int ROUNDS = 12;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void placesArticlesTheSameInAnyOrderOfArrivalsUpdatesAndWithdrawals(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<List<Fingerprint>> histories = histories(random, 4 + random.nextInt(60), 1 + random.nextInt(12));
            Room first = new Room(Integer.MAX_VALUE);
            interleave(histories, random).forEach(first::accept);
            Room second = new Room(1 + random.nextInt(20));
            interleave(histories, random).forEach(second::accept);
            Room straight = new Room(Integer.MAX_VALUE);
            histories.stream()
                    .map(history -> history.get(history.size() - 1))
                    .sorted((a, b) -> a.getFirstCreated().compareTo(b.getFirstCreated()))
                    .forEach(straight::accept);

            assertThat(first.placements).as("seed %d round %d", seed, round).isEqualTo(straight.placements);
            assertThat(second.placements).as("seed %d round %d", seed, round).isEqualTo(straight.placements);
            assertThat(second.stored()).isEqualTo(straight.stored());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void writesOfOtherArticlesOnlyWhatIsNotKeptAlready(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Room room = new Room(Integer.MAX_VALUE);
            for (Fingerprint print : interleave(histories(random, 40, 6), random)) {
                room.store.idle.clear();
                room.accept(print);
                room.store.idle.remove(print.getId());
                assertThat(room.store.idle).as("seed %d round %d", seed, round).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void goesOnAfterARestartAsIfNothingHappened(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Fingerprint> prints = interleave(histories(random, 40, 6), random);
            Room steady = new Room(Integer.MAX_VALUE);
            Room shaken = new Room(Integer.MAX_VALUE);
            for (Fingerprint print : prints) {
                List<NeighbourChange> expected = steady.accept(print);
                if (random.nextInt(5) == 0) {
                    shaken.restart();
                }
                assertThat(shaken.accept(print)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void tellsStoriesThatAddUpToThePlacements(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Room room = new Room(Integer.MAX_VALUE);
            for (Fingerprint print : interleave(histories(random, 30, 5), random)) {
                room.accept(print);
                Map<String, TreeSet<String>> expected = new TreeMap<>();
                room.placements
                        .values()
                        .forEach(placement -> expected.computeIfAbsent(placement.getStory(), story -> new TreeSet<>())
                                .add(placement.getId()));
                assertThat(room.stories).as("seed %d round %d", seed, round).isEqualTo(expected);
            }
        }
    }

    /** A consumer of what the neighbourhood says: it keeps the last word on every article and story. */
    private static final class Room {
        private final int capacity;
        private final MemoryStore store = new MemoryStore();
        private final Map<String, Placement> placements = new TreeMap<>();
        private final Map<String, TreeSet<String>> stories = new TreeMap<>();
        private Neighbourhood neighbourhood;

        Room(int capacity) {
            this.capacity = capacity;
            restart();
        }

        void restart() {
            neighbourhood =
                    new Neighbourhood("en", new SharedWords(4, 2, 1), new SharedWords(3, 3, 2), store, capacity);
        }

        List<NeighbourChange> accept(Fingerprint print) {
            List<NeighbourChange> changes = neighbourhood.accept(print);
            if (!print.getPresent()) {
                placements.remove(print.getId());
            }
            for (NeighbourChange change : changes) {
                switch (change) {
                    case NeighbourChange.Placed placed ->
                        placements.put(placed.placement().getId(), placed.placement());
                    case NeighbourChange.Told told -> tell(told.story());
                }
            }
            return changes;
        }

        private void tell(Story story) {
            if (story.getEvent() == StoryEvent.DISSOLVED) {
                assertThat(story.getMembers()).isEmpty();
                assertThat(stories.remove(story.getId()))
                        .as("dissolved %s", story)
                        .isNotNull();
            } else {
                if (story.getEvent() == StoryEvent.BORN) {
                    assertThat(stories).doesNotContainKey(story.getId());
                }
                stories.put(story.getId(), new TreeSet<>(story.getMembers()));
            }
        }

        @SuppressWarnings("NonApiType") // sorted, so that two of them print alike
        Map<Long, TreeMap<String, Neighbour>> stored() {
            Map<Long, TreeMap<String, Neighbour>> stored = new TreeMap<>(store.neighbours);
            stored.values().removeIf(Map::isEmpty);
            return stored;
        }
    }

    /** For each article the fingerprints that come of it, in this order; the last one counts. */
    private static List<List<Fingerprint>> histories(Random random, int articles, int days) {
        List<List<Fingerprint>> histories = new ArrayList<>();
        for (int i = 0; i < articles; i++) {
            String id = "wire|" + Character.toString('a' + random.nextInt(26)) + i;
            List<Fingerprint> history = new ArrayList<>();
            int versions = 1 + random.nextInt(3);
            for (int version = 0; version < versions; version++) {
                history.add(random.nextInt(6) == 0 ? FingerprintStep.withdrawn(id, "en") : print(id, random, days));
            }
            histories.add(history);
        }
        return histories;
    }

    private static List<Fingerprint> interleave(List<List<Fingerprint>> histories, Random random) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < histories.size(); i++) {
            turns.addAll(Collections.nCopies(histories.get(i).size(), i));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[histories.size()];
        List<Fingerprint> prints = new ArrayList<>();
        turns.forEach(turn -> prints.add(histories.get(turn).get(next[turn]++)));
        return prints;
    }

    private static Fingerprint print(String id, Random random, int days) {
        Instant time = Instant.parse("2026-03-01T00:00:00Z").plus(HOUR.multipliedBy(random.nextInt(days * 24)));
        TreeSet<Integer> words = new TreeSet<>();
        int size = 1 + random.nextInt(4);
        while (words.size() < size) {
            words.add(random.nextInt(9));
        }
        ByteBuffer terms = ByteBuffer.allocate(words.size() * 5);
        words.forEach(word -> terms.putInt(word).put((byte) 1));
        return Fingerprint.newBuilder()
                .setId(id)
                .setLanguage("en")
                .setPresent(true)
                .setFirstCreated(time)
                .setEventTime(time.plus(HOUR))
                .setTextHash(words.hashCode() + 1L)
                .setTerms(terms.flip())
                .build();
    }

    /** Neighbours share half of their words. */
    private record SharedWords(int fan, int links, int meetings) implements Rule {
        @Override
        public long[] keys(Traits traits) {
            long[] keys = new long[traits.terms().size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = traits.terms().hash(i);
            }
            return keys;
        }

        @Override
        public float weight(Traits one, Traits other) {
            float cosine = one.terms().cosine(other.terms());
            return cosine >= 0.5f ? Math.min(1, cosine) : 0;
        }

        @Override
        public float least() {
            return 0.6f;
        }

        @Override
        public float alone() {
            return 0.1f;
        }

        @Override
        public Duration reach() {
            return Duration.ofHours(30);
        }

        @Override
        public Duration span() {
            return Duration.ofHours(70);
        }
    }
}
