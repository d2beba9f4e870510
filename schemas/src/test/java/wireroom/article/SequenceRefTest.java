package wireroom.article;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRefTest {

    @ParameterizedTest
    @CsvSource({
        "dpa 0157, dpa 157",
        "DPA 157, dpa 157",
        "dpa0157, dpa 157",
        "V9991, V 9991",
        "v9991, v 9991",
        "dpa-tns 0908, dpa-tns 908",
        "nw 7@2026-11-20, nw 7@2026-11-20",
        "nw 7@2026-13-40, nw 7"
    })
    void readsHowWiresWriteIt(String text, String canonical) {
        assertThat(SequenceRef.parse(text)).map(SequenceRef::toString).contains(canonical);
        assertThat(SequenceRef.parse(canonical)).map(SequenceRef::toString).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "157", "dpa", "dpa 157 and more", "dpa 1234567890"})
    void readsNothingElse(String text) {
        assertThat(SequenceRef.parse(text)).isEmpty();
    }

    @Test
    void aReferenceWithoutDayMeansAnyDay() {
        SequenceRef any = SequenceRef.of("dpa", 157);
        SequenceRef monday = any.on(LocalDate.of(2026, 11, 16));
        SequenceRef friday = any.on(LocalDate.of(2026, 11, 20));

        assertThat(any.matches(monday)).isTrue();
        assertThat(friday.matches(any)).isTrue();
        assertThat(friday.matches(monday)).isFalse();
        assertThat(SequenceRef.of("d", 157).matches(SequenceRef.of("D", 157))).isFalse();
    }
}
