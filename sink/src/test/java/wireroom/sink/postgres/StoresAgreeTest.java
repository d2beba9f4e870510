package wireroom.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static wireroom.sink.Facts.ARTICLES;
import static wireroom.sink.Facts.ARTICLES_2;
import static wireroom.sink.Facts.EDITIONS;
import static wireroom.sink.Facts.HOLDS;
import static wireroom.sink.Facts.KILLS;
import static wireroom.sink.Facts.STORIES;
import static wireroom.sink.Facts.article;
import static wireroom.sink.Facts.canceled;
import static wireroom.sink.Facts.hold;
import static wireroom.sink.Facts.id;
import static wireroom.sink.Facts.kill;
import static wireroom.sink.Facts.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Article;
import wireroom.model.EmbargoKind;
import wireroom.model.StoryEvent;
import wireroom.sink.ArticleStore;
import wireroom.sink.ArticleStore.Written;
import wireroom.sink.Batch;
import wireroom.sink.Entry;
import wireroom.sink.Facts.Log;
import wireroom.sink.Facts.Owner;
import wireroom.sink.memory.MemoryStore;

/**
 * Random logs, cut into random batches that take the partitions in any interleaving, with repetitions, zombies and
 * rewinds. A failure names its seed: add it to the list to see it again.
 */
class StoresAgreeTest {
    private static final List<String> NAMES = List.of("quake", "flood", "storm");
    private static final TopicPartition[] PARTITIONS = {ARTICLES, ARTICLES_2, STORIES, HOLDS, KILLS, EDITIONS};

    /** What a store holds, but for acknowledgements, which tell of the way and not of the end. */
    private static List<Object> contents(ArticleStore store) {
        List<Object> contents = new ArrayList<>();
        for (String edition : List.of("e1", "e2")) {
            contents.add(store.digest(edition));
            contents.add(store.held(edition));
            for (String name : NAMES) {
                contents.add(store.article(edition, id(name)));
                contents.add(store.revisions(edition, id(name)));
                contents.add(store.story(edition, id(name)));
            }
        }
        contents.add(store.currentEdition());
        return contents;
    }

    private static Log randomLog(Random random) {
        Log log = new Log();
        TreeMap<String, Long> emissions = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(10)) {
                case 0 -> log.kill(kill(name, random.nextInt(12)));
                case 1 -> log.hold(hold(name, random.nextBoolean() ? EmbargoKind.NONE : EmbargoKind.OPEN));
                case 2, 3 ->
                    log.story(story(
                            name, StoryEvent.JOINED, "title " + i, name, NAMES.get(random.nextInt(NAMES.size()))));
                default -> {
                    boolean second = random.nextInt(3) == 0;
                    long emission = emissions.merge(name + second, 1L, Long::sum);
                    Article emitted = random.nextInt(4) == 0
                            ? canceled(name, emission)
                            : article(name, emission)
                                    .setRevived(random.nextInt(3) == 0)
                                    .build();
                    if (second) {
                        log.article2(emitted);
                    } else {
                        log.article(emitted);
                    }
                }
            }
        }
        return log;
    }

    /** The next entries of each partition, a random number of each, as a consumer might hand them over. */
    private static List<Entry> randomBatch(List<Entry> log, Owner owner, Random random) {
        List<Entry> batch = new ArrayList<>();
        for (TopicPartition partition : PARTITIONS) {
            log.stream()
                    .filter(e -> e.place().partition().equals(partition))
                    .filter(e -> e.place().offset() >= owner.position(partition))
                    .limit(random.nextInt(6))
                    .forEach(batch::add);
        }
        return batch;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181, 6765, 10946})
    void postgresHoldsWhatTheReferenceHolds(long seed) {
        Random random = new Random(seed);
        List<Entry> log = randomLog(random).entries();
        try (ArticleStore memory = new MemoryStore();
                ArticleStore oneByOne = new MemoryStore();
                ArticleStore postgres = Database.store()) {
            Owner inMemory = new Owner(memory).claims(PARTITIONS);
            Owner inPostgres = new Owner(postgres).claims(PARTITIONS);
            int rewinds = 0;
            while (memory.positions().values().stream().mapToLong(p -> p).sum() < log.size()) {
                Batch batch = inMemory.batch(randomBatch(log, inMemory, random));
                if (batch.spans().isEmpty()) {
                    continue;
                }
                assertThat(inMemory.write(batch)).isEqualTo(new Written.Stored());
                Batch same = inPostgres.batch(batch.entries());
                assertThat(inPostgres.write(same)).isEqualTo(new Written.Stored());
                assertThat(postgres.write(same)).isEqualTo(new Written.AlreadyStored());
                assertThat(contents(postgres)).as("seed %d", seed).isEqualTo(contents(memory));
                assertThat(postgres.unacknowledged()).as("seed %d", seed).isEqualTo(memory.unacknowledged());
                if (rewinds < 2 && random.nextInt(8) == 0) {
                    rewinds++;
                    memory.rewind();
                    postgres.rewind();
                    assertThat(postgres.write(same)).isInstanceOf(Written.Fenced.class);
                    inMemory.claims(PARTITIONS);
                    inPostgres.claims(PARTITIONS);
                }
            }
            // the end depends on the log alone: not on the batches, the interleaving or the rewinds
            Owner plain = new Owner(oneByOne).claims(PARTITIONS);
            log.forEach(entry -> plain.write(List.of(entry)));
            assertThat(contents(postgres)).as("seed %d", seed).isEqualTo(contents(oneByOne));
        }
    }
}
