package wireroom.ingest.push;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Items and bytes a minute: each a bucket that holds a minute's worth and fills evenly. What a request was is known when
 * it was read, so it is let in while neither bucket is empty, and then taken out of both, below zero if need be: the
 * debt is waited off by the next one. Thread-safe.
 */
final class Quota {
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final double[] perMinute;
    private final double[] left;
    private long at;

    /** @param nanos elapsed time; a rate of 0 is no limit */
    Quota(long itemsPerMinute, long bytesPerMinute, LongSupplier nanos) {
        this.nanos = nanos;
        this.perMinute = new double[] {itemsPerMinute, bytesPerMinute};
        this.left = perMinute.clone();
        this.at = nanos.getAsLong();
    }

    /** How long until something is let in; zero when it is now. */
    synchronized Duration pause() {
        fill();
        double longest = 0;
        for (int i = 0; i < left.length; i++) {
            if (perMinute[i] > 0 && left[i] < 1) {
                longest = Math.max(longest, (1 - left[i]) / perMinute[i] * MINUTE);
            }
        }
        return Duration.ofNanos((long) Math.ceil(longest));
    }

    /** Takes out what came. */
    synchronized void take(long items, long bytes) {
        fill();
        left[0] -= items;
        left[1] -= bytes;
    }

    private void fill() {
        long now = nanos.getAsLong();
        for (int i = 0; i < left.length; i++) {
            left[i] = Math.min(perMinute[i], left[i] + perMinute[i] * ((now - at) / MINUTE));
        }
        at = now;
    }
}
