package wireroom.gateway;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Cuts off subscribers whose connection takes nothing any more: a blocked write has no time limit of its own. */
final class StreamWatch implements AutoCloseable {
    private final long patience;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gateway-stream-watch").daemon().factory());

    /** One open stream; used by the thread that writes it. */
    final class Stream implements AutoCloseable {
        private final Thread writer = Thread.currentThread();
        private volatile long since;
        private volatile boolean writing;

        /** Before a write. */
        void writing() {
            since = System.nanoTime();
            writing = true;
        }

        /** After a write. */
        void written() {
            writing = false;
        }

        private void look() {
            if (writing && System.nanoTime() - since > patience) {
                // Closes the channel that the thread is blocked on.
                writer.interrupt();
            }
        }

        @Override
        public void close() {
            writing = false;
            open.remove(this);
        }
    }

    /** @param patience how long one write may take */
    StreamWatch(Duration patience) {
        this.patience = patience.toNanos();
        long between = Math.max(10, patience.toMillis() / 4);
        looks.scheduleWithFixedDelay(() -> open.forEach(Stream::look), between, between, TimeUnit.MILLISECONDS);
    }

    Stream open() {
        Stream stream = new Stream();
        open.add(stream);
        return stream;
    }

    int streams() {
        return open.size();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
