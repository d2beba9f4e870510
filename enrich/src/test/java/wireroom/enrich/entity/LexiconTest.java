package wireroom.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import wireroom.enrich.token.Tokens;

class LexiconTest {
    private static final int FULL = 0xFFFF;

    private final Lexicon lexicon = shipped();

    @Test
    void aTableGivesBackWhatWasWrittenAndNearlyNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(20261122);
        TreeMap<Integer, Integer> entries = new TreeMap<>(Integer::compareUnsigned);
        TreeMap<Long, Integer> hashes = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            long hash = random.nextLong();
            int value = 1 + random.nextInt(FULL);
            if (entries.putIfAbsent(HashTable.key(hash), value) == null) {
                hashes.put(hash, value);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HashTable.write(
                new DataOutputStream(bytes),
                entries.keySet().stream().mapToInt(Integer::intValue).toArray(),
                entries.values().stream().mapToInt(Integer::intValue).toArray());
        HashTable table = HashTable.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        hashes.forEach((hash, value) -> assertThat(table.get(hash)).isEqualTo(value));
        long wrong = random.longs(10_000).filter(hash -> table.get(hash) != 0).count();
        assertThat(wrong).isLessThan(5);
    }

    @Test
    void putsWordsOfLikeUseIntoNearClusters() {
        long monday = path("monday");
        long tuesday = path("tuesday");

        assertThat(Lexicon.prefix(monday, 8)).isEqualTo(Lexicon.prefix(tuesday, 8));
        assertThat(Lexicon.prefix(monday, 4)).isNotEqualTo(Lexicon.prefix(path("said"), 4));
        assertThat(lexicon.cluster(Tokens.hashOf("qqqwxyzq"))).isZero();
    }

    @Test
    void knowsWhichKindOfNameAWordIsUsedIn() {
        assertThat(kind("Kowalski")).isEqualTo(Labels.PER);
        assertThat(kind("Guangdong")).isEqualTo(Labels.LOC);
        assertThat(classes("KOWALSKI", true)).isEqualTo(classes("Kowalski", false));
    }

    @Test
    void marksTitlesWithTheirKindAndLength() {
        Tokens tokens = Tokens.of("Reporters asked Bill Clinton about it");
        int[] marks = new int[tokens.size()];

        lexicon.mark(tokens, 0, tokens.size(), false, marks);

        assertThat(marks[0]).isZero();
        assertThat(marks[2] >>> 4 & Lexicon.PERSON).isNotZero();
        assertThat(marks[2] & 15).isEqualTo(2 << 2 | Labels.BEGIN);
        assertThat(marks[3] & 15).isEqualTo(2 << 2 | Labels.END);
        assertThat(marks[4]).isZero();
    }

    @Test
    void tellsTitlesOfArticlesFromOtherNames() {
        assertThat(title("Bill Clinton") & Lexicon.ARTICLE).isNotZero();
        assertThat(title("Paul Johnson") & Lexicon.SHARED).isNotZero();
        assertThat(title("Paul Johnson (cricketer)") & Lexicon.ARTICLE).isNotZero();
        assertThat(title("Bill Clinton (cricketer)")).isZero();
    }

    private int title(String name) {
        Tokens tokens = Tokens.of(name);
        long state = 1;
        for (int i = 0; i < tokens.size(); i++) {
            state = Lexicon.next(state, tokens.hash(i));
        }
        return lexicon.title(state);
    }

    private int kind(String word) {
        return (classes(word, false) >>> 8 & 15) / 4;
    }

    private int classes(String word, boolean capitals) {
        Tokens tokens = Tokens.of(word);
        return lexicon.classes(tokens.hash(0), tokens.flags(0), capitals);
    }

    private long path(String word) {
        return lexicon.path(lexicon.cluster(Tokens.hashOf(word)));
    }

    private static Lexicon shipped() {
        try {
            return Lexicon.shipped();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
