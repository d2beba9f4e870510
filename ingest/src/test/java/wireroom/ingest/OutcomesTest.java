package wireroom.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import wireroom.ingest.push.Pushed;

class OutcomesTest {
    private static Pushed.Result result(Pushed.Status status) {
        return new Pushed.Result(0, 0, status, "a|b", null, null);
    }

    private static List<Pushed.Status> statuses(int count, long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        List<Pushed.Status> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            statuses.add(Pushed.Status.values()[chance.nextInt(3)]);
        }
        return statuses;
    }

    private static List<Pushed.Status> told(String text, List<Pushed.Status> first) {
        Outcomes.Reader reader = new Outcomes.Reader(text);
        // Parsed again, everything that is not refused looks new, or known when this process has it.
        return first.stream()
                .map(s -> reader.next(s == Pushed.Status.REJECTED ? s : Pushed.Status.KNOWN))
                .toList();
    }

    @Test
    void tellsWhatWasToldTheFirstTime() {
        for (long seed = 0; seed < 200; seed++) {
            List<Pushed.Status> first = statuses((int) seed, seed);
            assertThat(told(Outcomes.of(first.stream().map(OutcomesTest::result).toList()), first))
                    .as("seed " + seed)
                    .isEqualTo(first);
        }
    }

    @Test
    void goesOnBehindAText() {
        for (long seed = 0; seed < 50; seed++) {
            List<Pushed.Result> first =
                    statuses(100, seed).stream().map(OutcomesTest::result).toList();
            int cut = (int) seed * 2;
            Outcomes outcomes = new Outcomes(Outcomes.of(first.subList(0, cut)));
            outcomes.addAll(first.subList(cut, first.size()));
            assertThat(outcomes.toString()).isEqualTo(Outcomes.of(first));
        }
    }

    @Test
    void staysShortAndTellsTheRestAsKnown() {
        List<Pushed.Status> first = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            first.add(i % 2 == 0 ? Pushed.Status.ACCEPTED : Pushed.Status.REJECTED);
        }
        String text = Outcomes.of(first.stream().map(OutcomesTest::result).toList());
        assertThat(text.length()).isLessThan(2_000);
        List<Pushed.Status> told = told(text, first);
        assertThat(told.subList(0, 256)).isEqualTo(first.subList(0, 256));
        assertThat(told.subList(300, 302)).containsExactly(Pushed.Status.KNOWN, Pushed.Status.REJECTED);
    }
}
