package wireroom.app.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.app.embedded.StartFailure;

/**
 * Notices parts that have ended by themselves. What can be started again is, with growing pauses; when that does not
 * help, and for all other parts, it gives up, and says so to whoever waits for {@link #gaveUp}.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /**
     * One part.
     *
     * @param title what messages call it
     * @param ended how it ended; empty while it runs
     * @param again starts it again where it was, and returns when it works; null: nothing but a new room helps
     * @param mend what to do when it is given up
     */
    record Watched(String title, Supplier<Optional<String>> ended, Runnable again, String mend) {}

    /**
     * How patient it is.
     *
     * @param look time between two looks at a part
     * @param pause before the first try; each further one waits twice as long
     * @param longest but not longer than this
     * @param tries tries in a row
     * @param steady a part that ran so long begins with all its tries again
     */
    record Pace(Duration look, Duration pause, Duration longest, int tries, Duration steady) {
        /** About half a minute of tries: longer than any passing cause, shorter than a person waits. */
        static final Pace USUAL = new Pace(
                Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(10), 6, Duration.ofMinutes(2));
    }

    private final Pace pace;
    private final Consumer<String> tell;
    private final CompletableFuture<StartFailure> gaveUp = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private Watch(Pace pace, Consumer<String> tell) {
        this.pace = pace;
        this.tell = tell;
    }

    /**
     * Watches from now on.
     *
     * @param tell gets one line for each end and each return, from several threads
     */
    static Watch over(List<Watched> parts, Pace pace, Consumer<String> tell) {
        Watch watch = new Watch(pace, tell);
        for (Watched part : parts) {
            watch.threads.add(
                    Thread.ofVirtual().name("wireroom-watch-" + part.title()).start(() -> watch.keep(part)));
        }
        return watch;
    }

    /** Completes when a part is gone for good: what the room cannot mend by itself. */
    CompletableFuture<StartFailure> gaveUp() {
        return gaveUp;
    }

    private void keep(Watched part) {
        try {
            long mendedAt = System.nanoTime() - pace.steady().toNanos();
            int tries = 0;
            while (!closed(pace.look())) {
                Optional<String> end = part.ended().get();
                if (end.isPresent()) {
                    tries = System.nanoTime() - mendedAt >= pace.steady().toNanos() ? 0 : tries;
                    tries = mend(part, end.get(), tries);
                    mendedAt = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StartFailure e) {
            LOG.error("{}; {}", e.getMessage(), e.mend());
            gaveUp.complete(e);
        } catch (RuntimeException | Error e) {
            LOG.error("{} is not watched any more", part.title(), e);
            gaveUp.complete(new StartFailure(part.title() + " cannot be watched: " + e, "start again", e));
        }
    }

    /** @return tries used up */
    private int mend(Watched part, String end, int tries) throws InterruptedException {
        if (part.again() == null) {
            throw new StartFailure(part.title() + " " + end, part.mend());
        }
        String reason = end;
        for (int used = tries; used < pace.tries(); used++) {
            say(part.title() + " " + reason + "; it is started again (try " + (used + 1) + " of " + pace.tries() + ")");
            if (closed(pause(used))) {
                return used;
            }
            try {
                part.again().run();
                say(part.title() + " is back; nothing is lost");
                return used + 1;
            } catch (StartFailure e) {
                LOG.warn("{} did not start", part.title(), e);
                reason = "did not start: " + e.getMessage();
            }
        }
        throw new StartFailure(
                part.title() + " " + reason + "; given up after " + pace.tries() + " tries", part.mend());
    }

    private Duration pause(int tries) {
        Duration pause = pace.pause().multipliedBy(1L << Math.min(tries, Integer.SIZE - 2));
        return pause.compareTo(pace.longest()) < 0 ? pause : pace.longest();
    }

    private void say(String line) {
        LOG.warn("{}", line);
        tell.accept(line);
    }

    private boolean closed(Duration within) throws InterruptedException {
        return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks away; returns when no start is under way any more. */
    @Override
    public void close() {
        closing.countDown();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
