package wireroom.enrich;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Passes records on, and asks for a commit soon after those that somebody may be waiting for. A commit costs the same
 * for one record as for hundreds: what has waited long already, in a backlog or a replay, waits for the interval of
 * Streams, and shares the cost.
 */
final class CommitPace {
    /** Time between commits when nobody waits. */
    static final Duration BACKLOG = Duration.ofMillis(500);

    /** Beyond this age, by record time, a record is taken to be part of a backlog. */
    private static final long FRESH_MILLIS = 1_500;

    /** After a commit there is work for at least this many times as long as it took. */
    private static final int WORK = 2;

    private final long latency;
    private final ThreadLocal<Asked> asked = ThreadLocal.withInitial(Asked::new);

    /** A commit is of all tasks of a stream thread, so they ask for it together. */
    private static final class Asked {
        private boolean awaited;
        /** Who asked for a commit that it has not seen the end of. */
        private Object asking;

        private long since;
        private long rest;
    }

    /** @param latency longest wait of a fresh record for its commit, while commits are fast */
    CommitPace(Duration latency) {
        this.latency = latency.toMillis();
    }

    /** A node that passes everything on. */
    <V> ProcessorSupplier<String, V, String, V> node() {
        return Node::new;
    }

    private final class Node<V> implements Processor<String, V, String, V> {
        private ProcessorContext<String, V> context;

        @Override
        public void init(ProcessorContext<String, V> context) {
            this.context = context;
            context.schedule(Duration.ofMillis(Math.max(1, latency / 2)), PunctuationType.WALL_CLOCK_TIME, this::tick);
        }

        @Override
        public void process(Record<String, V> record) {
            if (context.currentSystemTimeMs() - record.timestamp() < FRESH_MILLIS) {
                asked.get().awaited = true;
            }
            context.forward(record);
        }

        private void tick(long now) {
            Asked mine = asked.get();
            if (mine.asking == this) {
                // The commit comes right after the question, so that is how long it took.
                mine.asking = null;
                mine.rest = Math.max(latency, WORK * (now - mine.since));
                mine.since = now;
            } else if (mine.awaited && mine.asking == null && now - mine.since >= mine.rest) {
                mine.awaited = false;
                mine.asking = this;
                mine.since = now;
                context.commit();
            }
        }
    }
}
