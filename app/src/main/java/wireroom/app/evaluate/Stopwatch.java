package wireroom.app.evaluate;

import java.util.function.LongSupplier;

/** Measures the speed of work that can be repeated: the quickest of the passes that fit into {@link #ENOUGH}. */
final class Stopwatch {
    /** A second is enough for the JVM to compile what is hot, and short enough for a command. */
    static final long ENOUGH = 1_000_000_000L;

    private Stopwatch() {}

    /**
     * Items a second.
     *
     * @param nanoTime the clock
     * @param work one pass over all items; does the same each time
     */
    static double perSecond(long items, LongSupplier nanoTime, Runnable work) {
        long begin = nanoTime.getAsLong();
        long quickest = Long.MAX_VALUE;
        long before = begin;
        do {
            work.run();
            long now = nanoTime.getAsLong();
            quickest = Math.min(quickest, now - before);
            before = now;
        } while (before - begin < ENOUGH);
        return items * 1e9 / Math.max(1, quickest);
    }
}
