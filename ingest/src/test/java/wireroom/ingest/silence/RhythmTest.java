package wireroom.ingest.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a source's past says about how long its silence may be. */
class RhythmTest {
    private static final SilenceSettings SETTINGS = SilenceSettings.DEFAULT;
    /** A Monday. */
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");

    private static Instant at(int day, String time) {
        return Instant.parse(MONDAY.plus(Duration.ofDays(day)).toString().substring(0, 11) + time + ":00Z");
    }

    /** Speaks every half hour from eight to six, Monday to Friday. */
    private static Rhythm office(int days) {
        Rhythm rhythm = Rhythm.NONE;
        for (int half = 0; half < days * 48; half++) {
            ZonedDateTime time = MONDAY.plus(Duration.ofMinutes(30L * half)).atZone(ZoneOffset.UTC);
            boolean work = time.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
            if (work && time.getHour() >= 8 && time.getHour() < 18) {
                rhythm = rhythm.heard(time.toInstant(), Duration.ZERO, SETTINGS);
            }
        }
        return rhythm;
    }

    private static Duration silence(Rhythm rhythm, Instant now) {
        return Duration.between(rhythm.last(), now);
    }

    private static boolean isTooLong(Rhythm rhythm, Instant now) {
        return rhythm.patience(now, SETTINGS)
                .filter(p -> silence(rhythm, now).compareTo(p) > 0)
                .isPresent();
    }

    @Test
    void knowsNothingOfWhoHasHardlySpoken() {
        Rhythm rhythm = Rhythm.NONE;
        for (int i = 1; i < SETTINGS.enough(); i++) {
            rhythm = rhythm.heard(MONDAY.plus(Duration.ofHours(i)), Duration.ZERO, SETTINGS);
            assertThat(rhythm.patience(at(300, "12:00"), SETTINGS)).isEmpty();
        }
        rhythm = rhythm.heard(MONDAY.plus(Duration.ofHours(10)), Duration.ZERO, SETTINGS);
        assertThat(rhythm.patience(at(300, "12:00"), SETTINGS)).isPresent();
    }

    @Test
    void aBatchIsOneUtterance() {
        Rhythm rhythm = Rhythm.NONE;
        for (int i = 0; i < 100; i++) {
            rhythm = rhythm.heard(MONDAY.plusSeconds(i), Duration.ZERO, SETTINGS);
        }
        assertThat(rhythm.patience(at(300, "12:00"), SETTINGS)).isEmpty();
        assertThat(rhythm.last()).isEqualTo(MONDAY.plusSeconds(99));
    }

    @Test
    void whoNeverPausesIsMissedAfterTheLeastPatience() {
        Rhythm rhythm = Rhythm.NONE;
        for (int i = 0; i < 10 * 24 * 60; i++) {
            rhythm = rhythm.heard(MONDAY.plus(Duration.ofMinutes(i)), Duration.ZERO, SETTINGS);
        }
        assertThat(rhythm.patience(at(10, "01:00"), SETTINGS)).contains(SETTINGS.least());
    }

    @Test
    void officeHoursAreMissedInTheMorningAndNeitherAtNightNorOnSunday() {
        Rhythm untilMonday = office(15);
        // Night from Monday to Tuesday, and what comes after it when the office stays dark.
        assertThat(isTooLong(untilMonday, at(15, "03:00"))).isFalse();
        assertThat(isTooLong(untilMonday, at(15, "07:59"))).isFalse();
        assertThat(isTooLong(untilMonday, at(15, "12:30"))).isTrue();

        Rhythm untilFriday = office(12 + 7);
        assertThat(isTooLong(untilFriday, at(19, "12:00"))).as("Saturday").isFalse();
        assertThat(isTooLong(untilFriday, at(20, "23:00"))).as("Sunday").isFalse();
        assertThat(isTooLong(untilFriday, at(21, "07:00"))).as("Monday").isFalse();
        assertThat(isTooLong(untilFriday, at(21, "12:30"))).as("Monday noon").isTrue();
    }

    @Test
    void aFirstWeekendIsNoAlarm() {
        Rhythm rhythm = office(5);
        for (int hour = 0; hour < 62; hour++) {
            assertThat(isTooLong(rhythm, at(4, "18:00").plus(Duration.ofHours(hour))))
                    .as("hour " + hour)
                    .isFalse();
        }
        assertThat(isTooLong(rhythm, at(9, "12:00"))).isTrue();
    }

    @Test
    void whoSpeaksByChanceIsSeldomMissed() {
        SplittableRandom chance = new SplittableRandom(7);
        Rhythm rhythm = Rhythm.NONE;
        Instant now = MONDAY;
        int alarms = 0;
        int gaps = 2000;
        for (int i = 0; i < gaps; i++) {
            Instant next = now.plusSeconds((long) (-Math.log(1 - chance.nextDouble()) * 8 * 3600));
            // As the watch does: looks until it speaks.
            boolean raised = false;
            for (Instant look = now; rhythm.last() != null && look.isBefore(next); look = look.plusSeconds(1800)) {
                raised |= isTooLong(rhythm, look);
            }
            alarms += raised ? 1 : 0;
            rhythm = rhythm.heard(next, Duration.ZERO, SETTINGS);
            now = next;
        }
        assertThat(alarms).isLessThan(gaps / 200);
        assertThat(isTooLong(rhythm, now.plus(Duration.ofDays(5)))).isTrue();
    }

    @Test
    void anOutageIsNotLearntButASlowerPaceIs() {
        Rhythm rhythm = office(15);
        Rhythm afterOutage = rhythm.heard(at(18, "12:00"), Duration.ZERO, SETTINGS);
        assertThat(isTooLong(afterOutage, at(18, "17:30"))).as("the same day").isTrue();
        Rhythm aWeekOn = afterOutage.heard(at(21, "12:00"), Duration.ZERO, SETTINGS);
        assertThat(isTooLong(aWeekOn, at(22, "18:00")))
                .as("the same outage again")
                .isTrue();

        Rhythm slower = rhythm;
        int missed = 0;
        for (int day = 15; day < 15 + 200; day += 2) {
            missed += isTooLong(slower, at(day, "12:00")) ? 1 : 0;
            slower = slower.heard(at(day, "12:00"), Duration.ZERO, SETTINGS);
        }
        assertThat(missed).isBetween(1, 20);
        assertThat(isTooLong(slower, slower.last().plus(Duration.ofDays(2)))).isFalse();
    }

    @Test
    void aGapInWhichNobodyListenedTeachesNothing() {
        Rhythm rhythm = office(15);
        Rhythm after = rhythm.heard(at(25, "12:00"), Duration.ofDays(9), SETTINGS);
        assertThat(after.last()).isEqualTo(at(25, "12:00"));
        assertThat(after.patience(at(25, "12:00"), SETTINGS)).isEqualTo(rhythm.patience(at(25, "12:00"), SETTINGS));
    }

    @Test
    void standsInItsFieldsAsItWas() {
        Rhythm rhythm = office(15);
        Rhythm read = Rhythm.of(rhythm.fields());
        assertThat(read.fields()).isEqualTo(rhythm.fields());
        assertThat(read.patience(at(16, "12:00"), SETTINGS)).isEqualTo(rhythm.patience(at(16, "12:00"), SETTINGS));
        assertThat(rhythm.fields().values().stream().mapToInt(String::length).sum())
                .isLessThan(2000);
    }

    @Test
    void aTimeBeforeTheLastOneChangesNothing() {
        Rhythm rhythm = office(15);
        assertThat(rhythm.heard(MONDAY, Duration.ZERO, SETTINGS)).isSameAs(rhythm);
    }
}
