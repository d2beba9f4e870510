package wireroom.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import wireroom.app.conform.ScenarioReader;

class PlanTest {
    private static final Plan.Trouble BAD = new Plan.Trouble(0.3, 0.3, 0.2);

    private static List<Object> facts(List<Sending> plan) {
        return plan.stream()
                .<Object>map(s -> List.of(s.at(), s.provider(), s.name(), s.how(), ByteBuffer.wrap(s.bytes())))
                .toList();
    }

    @Test
    void theSameSeedPlaysTheSameBytesAtTheSameTimes() {
        List<Sending> day = Plan.day(300, 7);
        assertThat(facts(Plan.troubled(day, BAD, 7))).isEqualTo(facts(Plan.troubled(Plan.day(300, 7), BAD, 7)));
        assertThat(facts(Plan.troubled(day, BAD, 8))).isNotEqualTo(facts(Plan.troubled(day, BAD, 7)));
    }

    @Test
    void aGoodWireSendsEachDocumentOnceInItsOrder() {
        List<Sending> day = Plan.day(300, 7);
        assertThat(facts(Plan.troubled(day, Plan.Trouble.NONE, 7))).isEqualTo(facts(day));
        assertThat(day).isSortedAccordingTo(java.util.Comparator.comparing(Sending::at));
    }

    @Test
    void aBadWireLosesNothing() {
        List<Sending> day = Plan.day(300, 7);
        List<Object> whole = Plan.troubled(day, BAD, 7).stream()
                .filter(s -> s.how() != Sending.How.DAMAGED)
                .<Object>map(s -> ByteBuffer.wrap(s.bytes()))
                .toList();
        assertThat(whole)
                .containsAll(day.stream()
                        .<Object>map(s -> ByteBuffer.wrap(s.bytes()))
                        .toList());
    }

    @Test
    void eachTroubleStrikesAboutAsOftenAsAsked() {
        List<Sending> plan = Plan.troubled(Plan.day(2_000, 7), BAD, 7);
        assertThat(plan.stream().filter(s -> s.how() == Sending.How.DAMAGED).count())
                .isBetween(330L, 470L);
        assertThat(plan.stream().filter(s -> s.how() == Sending.How.LATE).count())
                .isBetween(500L, 700L);
    }

    @Test
    void scenariosAreSentAtTheTimesOfTheirReceipt() {
        List<Sending> plan = Plan.of(ScenarioReader.read(Path.of("../seeds/lifecycle/ninjs1-late-older-version")));
        assertThat(plan).extracting(Sending::at).containsExactly(Duration.ZERO, Duration.ofMinutes(3));
        assertThat(plan).extracting(Sending::provider).containsOnly("meridian");
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThatThrownBy(() -> new Plan.Trouble(0, 1.5, 0)).hasMessageContaining("reorder must be a share");
    }
}
