package wireroom.sink;

import java.util.Map;
import java.util.Optional;

/**
 * How a sink does, at one moment.
 *
 * @param positions next offset to store, by {@code topic-partition}; only partitions that this sink owns
 * @param lag committed records not yet stored, over the owned partitions; −1 while not known
 * @param stored records stored since the start, of every topic
 * @param rejected records sent to {@code rejects} since the start
 * @param trouble what keeps the sink from going on, in words; empty when all is well
 */
public record SinkStatus(Map<String, Long> positions, long lag, long stored, long rejected, Optional<String> trouble) {
    public SinkStatus {
        positions = Map.copyOf(positions);
    }

    /** True when every committed record of the owned partitions is in the store. */
    public boolean caughtUp() {
        return lag == 0 && trouble.isEmpty();
    }
}
