package wireroom.enrich.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Which numbers of a service have come, and which are missing in between. Pure; order and repetition do not matter. */
public final class Counts {
    /** A longer leap is a count that began anew, not so many lost items. */
    static final long LEAP = 500;

    /** A wire that skips more often than this has no usable numbers; the state must not grow with it. */
    static final int MAX_RANGES = 200;

    private Counts() {}

    /**
     * Adds a number.
     *
     * @param known null at first
     * @param receivedAt when its item was received, epoch milliseconds
     */
    public static Count add(Count known, long number, long receivedAt) {
        if (known == null) {
            return new Count(List.of(number, number), receivedAt, null);
        }
        long lastAt = Math.max(known.getLastAt(), receivedAt);
        List<Long> ranges = with(known.getRanges(), number);
        return new Count(
                ranges.size() <= 2 * MAX_RANGES
                        ? ranges
                        : ranges.subList(ranges.size() - 2 * MAX_RANGES, ranges.size()),
                lastAt,
                known.getTold());
    }

    private static List<Long> with(List<Long> ranges, long number) {
        List<Long> joined = new ArrayList<>(ranges.size() + 2);
        long first = number;
        long last = number;
        boolean placed = false;
        for (int i = 0; i < ranges.size(); i += 2) {
            long from = ranges.get(i);
            long to = ranges.get(i + 1);
            if (to + 1 < first) {
                joined.add(from);
                joined.add(to);
            } else if (last + 1 < from) {
                if (!placed) {
                    joined.add(first);
                    joined.add(last);
                    placed = true;
                }
                joined.add(from);
                joined.add(to);
            } else {
                first = Math.min(first, from);
                last = Math.max(last, to);
            }
        }
        if (!placed) {
            joined.add(first);
            joined.add(last);
        }
        return joined;
    }

    /** The missing numbers in words, such as {@code 121, 130-134}; null when there are none. */
    public static String missing(Count count) {
        StringJoiner missing = new StringJoiner(", ");
        List<Long> ranges = count.getRanges();
        for (int i = 2; i < ranges.size(); i += 2) {
            long from = ranges.get(i - 1) + 1;
            long to = ranges.get(i) - 1;
            if (to - from < LEAP) {
                missing.add(from == to ? Long.toString(from) : from + "-" + to);
            }
        }
        return missing.length() == 0 ? null : missing.toString();
    }

    /** The same, when this was said to be missing. */
    public static Count told(Count count, String missing) {
        return new Count(count.getRanges(), count.getLastAt(), missing);
    }
}
