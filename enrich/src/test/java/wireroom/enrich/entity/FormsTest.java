package wireroom.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import wireroom.enrich.token.Tokens;

class FormsTest {
    private static final String TEXT = """
        PARIS, March 3 - Angela Merkel's "coalition" won't meet O’Neill's U.S.-led team at 10:30.

        GERMANY BEATS FRANCE IN PARIS
        Łódź and Århus: McDonald, Mcdonald and MCDONALD said so; 東京 did not. 😀 \uD800 x
        """;

    private final Lexicon lexicon;
    private final CrfModel model;

    FormsTest() throws IOException {
        Resources resources = new Resources();
        lexicon = Lexicon.read(resources);
        model = CrfModel.read(resources.stream("news.en.crf"));
    }

    @Test
    void sumsOfFormsAreTheSumsOfAllFeatures() {
        Tokens tokens = Tokens.of(TEXT);
        Forms kept = new Forms(lexicon, model);
        // Twice: made, then found.
        for (int time = 0; time < 2; time++) {
            assertThat(sums(tokens, kept)).isDeepEqualTo(allFeatures(tokens));
        }
    }

    @Test
    void whatWasReadBeforeChangesNothing() {
        Tokens tokens = Tokens.of(TEXT);
        Forms kept = new Forms(lexicon, model);
        long[][] first = sums(tokens, kept);
        SplittableRandom random = new SplittableRandom(20261127);
        StringBuilder others = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            others.append((char) ('A' + random.nextInt(26)))
                    .append(Long.toString(random.nextLong(1L << 30), 36))
                    .append(' ');
        }
        sums(Tokens.of(others.toString()), kept);

        assertThat(sums(tokens, kept)).isDeepEqualTo(first);
    }

    @Test
    void formsThatDifferInCapitalsOnlyAreKeptApart() {
        Tokens tokens = Tokens.of("McDonald Mcdonald MCDONALD McDonald MCDonald");
        Forms kept = new Forms(lexicon, model);

        Form form = kept.of(tokens, 0, false);

        assertThat(kept.of(tokens, 3, false)).isSameAs(form);
        assertThat(kept.of(tokens, 1, false).shape).isNotEqualTo(form.shape);
        assertThat(kept.of(tokens, 2, false).shape).isNotEqualTo(form.shape);
        assertThat(kept.of(tokens, 4, false).shape).isNotEqualTo(form.shape);
        assertThat(kept.of(tokens, 3, true)).isNotSameAs(form);
    }

    private long[][] sums(Tokens tokens, Forms forms) {
        Features features = new Features(tokens, new byte[tokens.size()], lexicon, forms);
        long[] buffer = new long[Features.MOST];
        long[][] sums = new long[tokens.size()][CrfModel.LANES];
        each(tokens, features, i -> features.sum(i, model, buffer, sums[i]));
        return sums;
    }

    private long[][] allFeatures(Tokens tokens) {
        Features features = new Features(tokens, new byte[tokens.size()], lexicon, new Forms(lexicon, null));
        long[] buffer = new long[Features.MOST];
        long[][] sums = new long[tokens.size()][CrfModel.LANES];
        each(tokens, features, i -> model.add(buffer, features.of(i, buffer), sums[i], 0));
        return sums;
    }

    private static void each(Tokens tokens, Features features, IntConsumer token) {
        for (int from = 0; from < tokens.size(); ) {
            int to = Recogniser.endOfSentence(tokens, from);
            features.sentence(from, to, Recogniser.capitals(tokens, from, to));
            for (int i = from; i < to; i++) {
                token.accept(i);
            }
            from = to;
        }
    }
}
