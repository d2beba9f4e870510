package wireroom.ingest.format.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShingleScoreTest {
    @Test
    void countsRunsOfFourWordsAndHowOftenTheyCome() {
        ShingleScore score = ShingleScore.of("a b c d e", "x a b c d e a b c d");
        // Expected abcd bcde; found xabc abcd bcde cdea deab eabc abcd.
        assertThat(score.precision()).isCloseTo(2.0 / 7, within(1e-9));
        assertThat(score.recall()).isEqualTo(1);
    }

    @Test
    void takesATextOfFewerWordsAsOneRun() {
        assertThat(ShingleScore.of("Ja, gut", "Ja gut!").recall()).isEqualTo(1);
        assertThat(ShingleScore.of("Ja", "Nein").precision()).isZero();
    }

    @Test
    void leavesPagesOutOfAMeanOnWhichThereIsNothingToJudge() {
        ShingleScore right = ShingleScore.of("a b c d", "a b c d");
        ShingleScore nothingFound = ShingleScore.of("a b c d", "");
        ShingleScore.Mean mean = ShingleScore.mean(List.of(right, nothingFound));
        assertThat(mean.precision()).isEqualTo(1);
        assertThat(mean.recall()).isEqualTo(0.5);
        assertThat(mean.f1()).isCloseTo(2.0 / 3, within(1e-9));
    }
}
