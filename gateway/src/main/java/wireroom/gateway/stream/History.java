package wireroom.gateway.stream;

import java.io.IOException;
import java.util.function.Predicate;

/** Reads what happened before, from the log. */
public interface History {
    /** Takes an event of the past. */
    @FunctionalInterface
    interface Each {
        /** @throws IOException when the subscriber is gone: the reading ends */
        void take(WireEvent event) throws IOException;
    }

    /**
     * Reads every event from one place up to another: in each lane those with {@code from <= offset < to}, in order.
     *
     * @throws IOException when the subscriber is gone
     */
    void read(Positions from, Positions to, Each each) throws IOException, InterruptedException;

    /** Tells whether an event of the past may still be shown now. */
    Predicate<WireEvent> mayShow();
}
