package wireroom.gateway.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events of one edition, in one order for all subscribers. One thread appends. A subscriber has no queue of
 * its own, only a place in here: a slow one costs nothing and is cut off when it is overtaken.
 */
public final class Ring {
    /** How many events keep their words apart for matching. */
    private static final int WARM = 64;

    private final int maxEvents;
    private final long maxBytes;
    private final WireEvent[] events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Positions newest;
    private final Positions oldest;
    private long head;
    private long tail;
    private long bytes;
    private boolean closed;

    /**
     * A place in the ring.
     *
     * @param sequence number of the event that comes next there
     * @param positions what all events before it have covered
     */
    public record Mark(long sequence, Positions positions) {}

    /** What {@link #take} found. */
    public sealed interface Taken {
        /** Events in order; empty when the time ran out. */
        record Events(List<WireEvent> events) implements Taken {}

        /** The ring has moved on beyond the place. */
        record Overtaken() implements Taken {}

        /** The ring is closed and everything in it was taken. */
        record Closed() implements Taken {}
    }

    /**
     * @param maxEvents most events kept
     * @param maxBytes most bytes of JSON kept; the newest event stays, however large
     * @param start where the first event will come from
     */
    public Ring(int maxEvents, long maxBytes, Positions start) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.events = new WireEvent[maxEvents];
        this.newest = start.copy();
        this.oldest = start.copy();
    }

    /** Adds events. A retraction takes away the text of what is still in the ring of the same article. */
    public void append(List<WireEvent> batch) {
        lock.lock();
        try {
            for (WireEvent event : batch) {
                if (event.offset() < newest.at(event.lane())) {
                    continue;
                }
                if (event.kind() == WireEvent.Kind.KILL || event.kind() == WireEvent.Kind.HOLD) {
                    erase(event.id());
                }
                newest.advance(event.lane(), event.offset() + 1);
                event.after(newest.copy());
                events[slot(head)] = event;
                bytes += size(event);
                head++;
                if (head - tail > WARM) {
                    events[slot(head - 1 - WARM)].cool();
                }
                while (head - tail >= maxEvents || bytes > maxBytes && head - tail > 1) {
                    forgetOldest();
                }
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void erase(String article) {
        Set<String> titles = new HashSet<>();
        for (long at = tail; at < head; at++) {
            WireEvent event = events[slot(at)];
            if (event.kind() == WireEvent.Kind.ARTICLE && event.id().equals(article)) {
                WireEvent.Content content = event.content();
                if (content != null && content.title() != null) {
                    titles.add(content.title());
                }
                bytes -= size(event);
                event.erase();
            }
        }
        for (long at = tail; at < head && !titles.isEmpty(); at++) {
            WireEvent event = events[slot(at)];
            WireEvent.Content content = event.content();
            if (event.kind() == WireEvent.Kind.STORY && content != null && titles.contains(content.title())) {
                bytes -= size(event);
                event.erase();
            }
        }
    }

    private void forgetOldest() {
        WireEvent event = events[slot(tail)];
        oldest.advance(event.lane(), event.offset() + 1);
        bytes -= size(event);
        events[slot(tail)] = null;
        tail++;
    }

    /** The place of the oldest event that is kept. */
    public Mark oldest() {
        lock.lock();
        try {
            return new Mark(tail, oldest.copy());
        } finally {
            lock.unlock();
        }
    }

    /** The place behind the newest event. */
    public Mark newest() {
        lock.lock();
        try {
            return new Mark(head, newest.copy());
        } finally {
            lock.unlock();
        }
    }

    /** Events from a place on, at most {@code most}; waits for the first. */
    public Taken take(long from, int most, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (from == head && !closed && left > 0) {
                left = more.awaitNanos(left);
            }
            if (from < tail) {
                return new Taken.Overtaken();
            }
            if (from == head && closed) {
                return new Taken.Closed();
            }
            List<WireEvent> taken = new ArrayList<>();
            for (long at = from; at < head && taken.size() < most; at++) {
                taken.add(events[slot(at)]);
            }
            return new Taken.Events(taken);
        } finally {
            lock.unlock();
        }
    }

    /** No more events come; subscribers take what is left. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int slot(long sequence) {
        return (int) (sequence % maxEvents);
    }

    private static long size(WireEvent event) {
        WireEvent.Content content = event.content();
        return content == null ? 0 : content.json().length;
    }
}
