package wireroom.gateway.stream;

import java.util.Arrays;

/**
 * The next offset to read of each lane. A lane is a partition of the articles (even numbers) or of the stories (odd
 * numbers); a lane that is not named stands at 0, so partitions may be added. Not thread-safe.
 */
public final class Positions {
    private long[] next;

    private Positions(long[] next) {
        this.next = next;
    }

    /** @param next by lane; copied */
    public static Positions of(long... next) {
        return new Positions(next.clone());
    }

    /** Lane of a partition of the articles. */
    public static int articles(int partition) {
        return 2 * partition;
    }

    /** Lane of a partition of the stories. */
    public static int stories(int partition) {
        return 2 * partition + 1;
    }

    public Positions copy() {
        return new Positions(next.clone());
    }

    /** Next offset of a lane. */
    public long at(int lane) {
        return lane < next.length ? next[lane] : 0;
    }

    /** Number of lanes that are named. */
    public int lanes() {
        return next.length;
    }

    /** Moves a lane forward; never back. */
    public void advance(int lane, long to) {
        if (lane >= next.length) {
            next = Arrays.copyOf(next, lane + 1);
        }
        next[lane] = Math.max(next[lane], to);
    }

    /** Moves every lane forward to where the other is. */
    public void advance(Positions other) {
        for (int lane = 0; lane < other.next.length; lane++) {
            advance(lane, other.next[lane]);
        }
    }

    /** True when no lane stands before the other's. */
    public boolean covers(Positions other) {
        for (int lane = 0; lane < Math.max(next.length, other.next.length); lane++) {
            if (at(lane) < other.at(lane)) {
                return false;
            }
        }
        return true;
    }

    /** True when all lanes stand at the same offsets. */
    public boolean same(Positions other) {
        return covers(other) && other.covers(this);
    }

    @Override
    public String toString() {
        return Arrays.toString(next);
    }
}
