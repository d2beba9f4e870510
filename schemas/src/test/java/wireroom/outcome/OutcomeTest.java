package wireroom.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void anAcceptedValueGoesOnAndLeavesNoRefusal() {
        Outcome<String> outcome = Outcome.accept("text");

        assertThat(outcome.accepted()).containsExactly("text");
        assertThat(outcome.rejected()).isEmpty();
    }

    @Test
    void aRefusalIsRecordedAndNothingGoesOn() {
        Outcome<String> outcome = Outcome.reject(RejectCode.EMPTY, "0 bytes", "send the article");

        assertThat(outcome.accepted()).isEmpty();
        assertThat(outcome.rejected()).containsExactly(new Reject(RejectCode.EMPTY, "0 bytes", "send the article"));
    }
}
