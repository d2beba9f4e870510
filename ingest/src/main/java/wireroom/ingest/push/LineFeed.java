package wireroom.ingest.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lines of a body, read ahead on a thread of their own while earlier ones are committed: so what comes together is
 * committed together, a lone line is not held up, and a sender that is faster than Kafka has to wait.
 */
final class LineFeed implements AutoCloseable {
    private final InputStream body;
    private final byte[] chunk = new byte[64 * 1024];
    private int at;
    private int end;
    private final int longest;
    private final int most;
    private final Stalls stalls;
    private final Thread reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Pushed.Line> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private boolean discarding;
    private IOException failure;

    /**
     * Starts to read.
     *
     * @param longest of a longer line only so much is read, and one byte more
     * @param most bytes read ahead, and one line
     */
    LineFeed(InputStream body, int longest, int most, Stalls stalls) {
        this.body = body;
        this.longest = longest;
        this.most = most;
        this.stalls = stalls;
        this.reader = Thread.ofVirtual().name("push-lines").start(this::read);
    }

    private void read() {
        long number = 0;
        try {
            byte[] line = line();
            while (line != null) {
                number++;
                if (!isBlank(line)) {
                    put(new Pushed.Line(number, line));
                }
                line = line();
            }
            end(null);
        } catch (IOException e) {
            end(e);
        } catch (InterruptedException e) {
            end(new IOException("the connection was closed"));
        }
    }

    private byte[] line() throws IOException {
        Reading reading = new Reading();
        stalls.guard(reading);
        return reading.line;
    }

    /** Reads up to a line feed, which is left out; null at the end. */
    private final class Reading implements Stalls.Work {
        private byte[] line;

        @Override
        public void run() throws IOException {
            ByteArrayOutputStream collected = new ByteArrayOutputStream(512);
            boolean any = false;
            while (true) {
                if (at == end) {
                    at = 0;
                    end = Math.max(0, body.read(chunk));
                    if (end == 0) {
                        line = any ? collected.toByteArray() : null;
                        return;
                    }
                }
                any = true;
                int from = at;
                while (at < end && chunk[at] != '\n') {
                    at++;
                }
                collected.write(
                        chunk, from, Math.min(at - from, longest + 1 - Math.min(longest + 1, collected.size())));
                if (at < end) {
                    at++;
                    line = collected.toByteArray();
                    return;
                }
            }
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void put(Pushed.Line line) throws InterruptedException {
        lock.lock();
        try {
            while (!discarding && !waiting.isEmpty() && bytes + line.bytes().length > most) {
                changed.await();
            }
            if (!discarding) {
                waiting.add(line);
                bytes += line.bytes().length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(IOException why) {
        lock.lock();
        try {
            ended = true;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next lines: what is there, at least one, waiting for it; none at the end.
     *
     * @throws IOException when the body broke off, after the lines before
     */
    List<Pushed.Line> next(int mostLines, int mostBytes) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.await();
            }
            if (waiting.isEmpty() && failure != null) {
                throw failure;
            }
            List<Pushed.Line> lines = new ArrayList<>();
            long size = 0;
            while (!waiting.isEmpty()
                    && lines.size() < mostLines
                    && (lines.isEmpty() || size + waiting.peek().bytes().length <= mostBytes)) {
                lines.add(waiting.remove());
                size += lines.getLast().bytes().length;
            }
            bytes -= size;
            changed.signalAll();
            return lines;
        } finally {
            lock.unlock();
        }
    }

    /** Reads on without keeping anything, for a while, so that a client that is still sending gets the answer. */
    void discard(long millis) throws InterruptedException {
        lock.lock();
        try {
            discarding = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!reader.join(java.time.Duration.ofMillis(millis))) {
            reader.interrupt();
        }
    }

    /** Ends the reading, and with it the connection when the body is not at its end. */
    @Override
    public void close() {
        reader.interrupt();
    }
}
