package wireroom.ingest.poll.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** When a request must be over. Monotonic: the wall clock may jump. */
final class Deadline {
    private final long nanos;

    Deadline(long nanosFromNow) {
        this.nanos = System.nanoTime() + nanosFromNow;
    }

    boolean passed() {
        return left() <= 0;
    }

    /** Nanoseconds; not positive when it has passed. */
    long left() {
        return nanos - System.nanoTime();
    }

    boolean acquire(Semaphore semaphore, int permits) {
        try {
            return semaphore.tryAcquire(permits, Math.max(0, left()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
