package wireroom.app.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import wireroom.app.embedded.StartFailure;
import wireroom.app.room.Watch.Pace;
import wireroom.app.room.Watch.Watched;

/** What ends by itself comes back, or is given up in words. */
class WatchTest {
    private static final Pace HURRIED =
            new Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(4), 3, Duration.ofHours(1));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<Optional<String>> end = new AtomicReference<>(Optional.empty());
    private final AtomicInteger starts = new AtomicInteger();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Test
    void startsAPartAgainAndSaysSo() {
        try (Watch watch = over(() -> end.set(Optional.empty()))) {
            end.set(Optional.of("ended by signal 9"));

            await().atMost(PATIENCE).until(() -> lines.size() == 2);
            assertThat(lines)
                    .containsExactly(
                            "registry ended by signal 9; it is started again (try 1 of 3)",
                            "registry is back; nothing is lost");
            assertThat(watch.gaveUp()).isNotDone();
        }
    }

    @Test
    void triesAgainWhenTheStartFails() {
        try (Watch watch = over(() -> {
            if (starts.get() < 2) {
                throw new StartFailure("port 8085 is in use", "stop it");
            }
            end.set(Optional.empty());
        })) {
            end.set(Optional.of("ended"));

            await().atMost(PATIENCE).until(() -> lines.contains("registry is back; nothing is lost"));
            assertThat(lines).contains("registry did not start: port 8085 is in use; it is started again (try 2 of 3)");
            assertThat(watch.gaveUp()).isNotDone();
        }
    }

    @Test
    void givesUpAfterItsTries() {
        try (Watch watch = over(() -> {
            throw new StartFailure("no memory", "buy some");
        })) {
            end.set(Optional.of("ended"));

            await().atMost(PATIENCE).until(() -> watch.gaveUp().isDone());
            StartFailure told = watch.gaveUp().join();
            assertThat(told).hasMessage("registry did not start: no memory; given up after 3 tries");
            assertThat(told.mend()).isEqualTo("see its log");
            assertThat(starts).hasValue(3);
        }
    }

    @Test
    void givesUpOnAPartThatEndsAgainAndAgain() {
        try (Watch watch = over(() -> {})) {
            end.set(Optional.of("ended"));

            await().atMost(PATIENCE).until(() -> watch.gaveUp().isDone());
            assertThat(starts).hasValue(3);
        }
    }

    @Test
    void givesAPartThatRanForLongAllItsTriesAgain() {
        Pace forgiving = new Pace(HURRIED.look(), HURRIED.pause(), HURRIED.longest(), HURRIED.tries(), Duration.ZERO);
        try (Watch watch = Watch.over(List.of(part(() -> end.set(Optional.empty()))), forgiving, lines::add)) {
            for (int i = 1; i <= 10; i++) {
                int times = i;
                end.set(Optional.of("ended"));
                await().atMost(PATIENCE).until(() -> lines.size() == 2 * times);
            }
            assertThat(watch.gaveUp()).isNotDone();
        }
    }

    @Test
    void givesUpAtOnceOnAPartThatOnlyANewRoomBringsBack() {
        Watched part = new Watched("sink", end::get, null, "start again");
        try (Watch watch = Watch.over(List.of(part), HURRIED, lines::add)) {
            end.set(Optional.of("has stopped: out of memory"));

            await().atMost(PATIENCE).until(() -> watch.gaveUp().isDone());
            assertThat(watch.gaveUp().join()).hasMessage("sink has stopped: out of memory");
            assertThat(lines).isEmpty();
        }
    }

    @Test
    void keepsWatchingTheOthersWhileOneIsStarted() {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicReference<Optional<String>> other = new AtomicReference<>(Optional.empty());
        Watched stuck = part(() -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end.set(Optional.empty());
        });
        Watched quick = new Watched("PostgreSQL", other::get, () -> other.set(Optional.empty()), "");
        try (Watch watch = Watch.over(List.of(stuck, quick), HURRIED, lines::add)) {
            end.set(Optional.of("ended"));
            await().atMost(PATIENCE).until(() -> starts.get() == 1);
            other.set(Optional.of("ended"));

            await().atMost(PATIENCE).until(() -> lines.contains("PostgreSQL is back; nothing is lost"));
            assertThat(lines).doesNotContain("registry is back; nothing is lost");
            assertThat(watch.gaveUp()).isNotDone();
            slow.countDown();
        }
    }

    @Test
    void leavesNothingToStartOnceItIsClosed() {
        Watch watch = over(() -> {});
        watch.close();
        end.set(Optional.of("ended"));

        assertThat(starts).hasValue(0);
        assertThat(lines).isEmpty();
        assertThat(watch.gaveUp()).isNotDone();
    }

    private Watch over(Runnable again) {
        return Watch.over(List.of(part(again)), HURRIED, lines::add);
    }

    private Watched part(Runnable again) {
        return new Watched(
                "registry",
                end::get,
                () -> {
                    starts.incrementAndGet();
                    again.run();
                },
                "see its log");
    }
}
