package wireroom.ingest.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.poll.http.Headers;

class CachingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120                            | PT2M",
                "Sun, 22 Nov 2026 10:05:00 GMT  | PT5M",
                "Sunday, 22-Nov-26 10:05:00 GMT | PT5M",
                "Sun Nov 22 10:05:00 2026       | PT5M",
                "315360000                      | P1D",
                "Mon, 01 Jan 2046 00:00:00 GMT  | P1D",
                "99999999999999999999999999     | P1D"
            })
    void obeysRetryAfterInBothFormsUpToADay(String value, Duration pause) {
        assertThat(Caching.retryAfter(Headers.of("Retry-After", value), NOW, DAY))
                .contains(pause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "0", "soon", "", "Sun, 22 Nov 2026 09:00:00 GMT", "1e3", "12.5"})
    void makesNothingOfARetryAfterThatSaysNothing(String value) {
        assertThat(Caching.retryAfter(Headers.of("Retry-After", value), NOW, DAY))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cache-Control | max-age=600               | PT10M",
                "Cache-Control | public, MAX-AGE=600       | PT10M",
                "Cache-Control | max-age=99999999          | P1D",
                "Expires       | Sun, 22 Nov 2026 10:30:00 GMT | PT30M"
            })
    void isFreshAsLongAsTheServerSays(String name, String value, Duration fresh) {
        assertThat(Caching.freshness(Headers.of(name, value), NOW, DAY)).contains(fresh);
    }

    @Test
    void countsExpiresByTheClockOfTheServer() {
        Headers headers =
                Headers.of("Date", "Sun, 22 Nov 2026 08:00:00 GMT", "Expires", "Sun, 22 Nov 2026 08:10:00 GMT");
        assertThat(Caching.freshness(headers, NOW, DAY)).contains(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cache-Control | no-cache, max-age=60",
                "Cache-Control | s-maxage=600",
                "Expires | 0",
                "Expires | -1"
            })
    void isNotFreshWhenTheServerSaysSo(String name, String value) {
        assertThat(Caching.freshness(Headers.of(name, value), NOW, DAY)).isEmpty();
    }

    @Test
    void waitsForTheEndOfQuietTimes() {
        QuietTimes nights = new QuietTimes(Set.of(22, 23, 0, 1), Set.of());
        assertThat(nights.after(Instant.parse("2026-11-22T22:17:00Z"))).isEqualTo("2026-11-23T02:00:00Z");
        assertThat(nights.after(NOW)).isEqualTo(NOW);

        QuietTimes weekend = new QuietTimes(Set.of(), Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
        assertThat(weekend.after(NOW)).as("a Sunday").isEqualTo("2026-11-23T00:00:00Z");
    }

    @Test
    void takesNoFeedSeriouslyThatIsAlwaysQuiet() {
        assertThat(new QuietTimes(Set.of(), Set.of(DayOfWeek.values())).after(NOW))
                .isEqualTo(NOW);
    }
}
