package wireroom.ingest.push;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts off clients that neither send nor take anything: ends the read or write of a thread that hangs in it too long. */
final class Stalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stalls.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final long most;
    private final LongSupplier nanos;
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    Stalls(Duration most, LongSupplier nanos) {
        this.most = most.toNanos();
        this.nanos = nanos;
        Thread.ofPlatform().name("push-stalls").daemon().start(this::look);
    }

    private void look() {
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                guards.forEach(Guard::cut);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What may hang. */
    interface Work {
        /** Hangs, or not. */
        void run() throws IOException;
    }

    /** Runs what may hang on this thread, and interrupts it when it does; sockets are closed by that. */
    void guard(Work work) throws IOException {
        Guard guard = new Guard(Thread.currentThread(), nanos.getAsLong());
        guards.add(guard);
        try {
            work.run();
        } finally {
            guards.remove(guard);
            guard.done();
        }
    }

    private final class Guard {
        private final Thread thread;
        private final long since;
        private boolean cut;
        private boolean done;

        Guard(Thread thread, long since) {
            this.thread = thread;
            this.since = since;
        }

        synchronized void cut() {
            if (!done && !cut && nanos.getAsLong() - since > most) {
                cut = true;
                thread.interrupt();
            }
        }

        synchronized void done() {
            done = true;
            if (cut) {
                // The interrupt was for the socket alone; what this thread does next must not be ended by it.
                LOG.debug(
                        "cut off a client after {} ns, interrupted: {}",
                        nanos.getAsLong() - since,
                        Thread.interrupted());
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
