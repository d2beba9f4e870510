package wireroom.ingest.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import wireroom.model.Alarm;

/** One alarm for one silence, whatever happens in between. The clock is moved by hand. */
class SilenceWatchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Silence SIX_HOURS = new Silence.AtMost(Duration.ofHours(6));

    private final List<Alarm> alarms = new ArrayList<>();
    private final Desk desk = new Desk();
    private Instant now = Instant.parse("2026-01-05T08:00:00Z");
    private SilenceWatch watch = watch();

    private final class Desk implements SilenceWatch.Desk {
        private Map<String, String> cursor = Map.of();
        private int commits;
        private boolean refusing;
        private Optional<String> trouble = Optional.empty();

        @Override
        public CompletableFuture<Void> publish(Optional<Alarm> alarm, Map<String, String> fields) {
            if (refusing) {
                return CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
            }
            alarm.ifPresent(alarms::add);
            cursor = Map.copyOf(fields);
            commits++;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Optional<String> trouble() {
            return trouble;
        }
    }

    private SilenceWatch watch() {
        return new SilenceWatch(SilenceSettings.DEFAULT, new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        });
    }

    private void add(Silence silence) {
        watch.add("northwire", "northwire", silence, desk.cursor, desk);
    }

    /** Time goes by, and the watch looks every minute. */
    private void pass(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plus(MINUTE);
            watch.look();
        }
    }

    private void heard() {
        watch.heard("northwire");
    }

    /** Every hour for ten days. */
    private void hourly() {
        for (int i = 0; i < 240; i++) {
            heard();
            pass(Duration.ofHours(1));
        }
        heard();
    }

    @Test
    void raisesOneAlarmAndTakesItBackWhenTheSourceSpeaks() {
        add(Silence.LEARNT);
        hourly();
        assertThat(alarms).isEmpty();
        Instant last = now;
        pass(Duration.ofHours(10));

        assertThat(alarms).hasSize(1);
        Alarm alarm = alarms.getFirst();
        assertThat(alarm.getKind()).isEqualTo("SOURCE_SILENT");
        assertThat(alarm.getSubject()).isEqualTo("northwire");
        assertThat(alarm.getSince()).isEqualTo(last);
        assertThat(alarm.getCleared()).isFalse();
        assertThat(alarm.getDetail())
                .isEqualTo("has brought nothing for 3 h 1 min; by its own rhythm 3 h would be long at this hour");

        heard();
        pass(Duration.ofHours(1));
        assertThat(alarms).hasSize(2);
        assertThat(alarms.getLast().getCleared()).isTrue();
        assertThat(alarms.getLast().getSince()).isEqualTo(last);
        heard();
        pass(Duration.ofHours(1));
        assertThat(alarms).hasSize(2);
    }

    @Test
    void aNewSilenceIsANewAlarm() {
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(7));
        heard();
        pass(Duration.ofHours(7));
        assertThat(alarms).extracting(Alarm::getCleared).containsExactly(false, true, false);
    }

    @Test
    void aRestartNeitherRepeatsNorForgetsAnAlarm() {
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(7));
        watch = watch();
        now = now.plus(Duration.ofHours(2));
        add(SIX_HOURS);
        pass(Duration.ofHours(20));
        assertThat(alarms).hasSize(1);
        heard();
        pass(MINUTE);
        assertThat(alarms).extracting(Alarm::getCleared).containsExactly(false, true);
    }

    @Test
    void onlyTimeInWhichItListenedCounts() {
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(4));
        // Down for a weekend; started again, the source has as long as it had left.
        watch = watch();
        now = now.plus(Duration.ofDays(2));
        add(SIX_HOURS);
        pass(Duration.ofMinutes(90));
        assertThat(alarms).isEmpty();
        pass(Duration.ofHours(2));
        assertThat(alarms).hasSize(1);
    }

    @Test
    void frequentRestartsDoNotHideASilence() {
        add(SIX_HOURS);
        heard();
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofHours(2));
            watch.save();
            watch = watch();
            now = now.plus(MINUTE);
            add(SIX_HOURS);
        }
        assertThat(alarms).hasSize(1);
    }

    @Test
    void aKillLosesAnHourAtMost() {
        add(SIX_HOURS);
        heard();
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofHours(2));
            watch = watch();
            now = now.plus(MINUTE);
            add(SIX_HOURS);
        }
        assertThat(alarms).hasSize(1);
    }

    @Test
    void aMachineThatSleptHasHeardNothing() {
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(1));
        now = now.plus(Duration.ofHours(12));
        pass(Duration.ofHours(4));
        assertThat(alarms).isEmpty();
    }

    @Test
    void whatComesAsAMachineWakesTeachesNoSilence() {
        add(Silence.LEARNT);
        hourly();
        now = now.plus(Duration.ofMinutes(170));
        heard();
        pass(Duration.ofHours(2));
        assertThat(desk.cursor.get("gaps")).contains("60").doesNotContain("170");
    }

    @Test
    void whileKafkaIsAwayNobodyIsSilent() {
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(1));
        desk.trouble = Optional.of("Kafka does not take records");
        pass(Duration.ofHours(12));
        desk.trouble = Optional.empty();
        pass(Duration.ofHours(4));
        assertThat(alarms).isEmpty();
        pass(Duration.ofHours(2));
        assertThat(alarms).hasSize(1);
    }

    @Test
    void whatIsNotCommittedIsToldAgain() {
        add(SIX_HOURS);
        heard();
        desk.refusing = true;
        pass(Duration.ofHours(7));
        assertThat(alarms).isEmpty();
        desk.refusing = false;
        pass(Duration.ofMinutes(2));
        assertThat(alarms).hasSize(1);
    }

    @Test
    void offIsNeverSilentAndTakesBackWhatWasRaised() {
        add(Silence.OFF);
        hourly();
        pass(Duration.ofDays(100));
        assertThat(alarms).isEmpty();
        assertThat(desk.commits).isZero();

        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(7));
        add(Silence.OFF);
        pass(MINUTE);
        assertThat(alarms).extracting(Alarm::getCleared).containsExactly(false, true);
        pass(Duration.ofDays(1));
        assertThat(alarms).hasSize(2);
    }

    @Test
    void whoNeverSpokeIsNotMissed() {
        add(SIX_HOURS);
        pass(Duration.ofDays(3));
        assertThat(alarms).isEmpty();
    }

    @Test
    void commitsWhatItLearntOnceAnHourAndNotAtEveryItem() {
        add(Silence.LEARNT);
        for (int i = 0; i < 24 * 60; i++) {
            heard();
            pass(MINUTE);
        }
        assertThat(desk.commits).isBetween(24, 25);
    }

    @Test
    void whatCannotBeReadIsLearntAnew() {
        desk.cursor = Map.of("last", "yesterday", "looked", "just now", "raised", "?");
        add(SIX_HOURS);
        heard();
        pass(Duration.ofHours(7));
        assertThat(alarms).hasSize(1);
    }
}
