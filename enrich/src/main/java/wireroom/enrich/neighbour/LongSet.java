package wireroom.enrich.neighbour;

/** Counts distinct longs without boxing. Not thread-safe. */
final class LongSet {
    private final long[] values;
    private boolean zero;
    private int size;

    /** @param most how many may be added */
    LongSet(int most) {
        values = new long[Integer.highestOneBit(Math.max(4, most)) * 4];
    }

    void add(long value) {
        if (value == 0) {
            size += zero ? 0 : 1;
            zero = true;
            return;
        }
        int mask = values.length - 1;
        int at = (int) (value * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (values[at] != 0) {
            if (values[at] == value) {
                return;
            }
            at = at + 1 & mask;
        }
        values[at] = value;
        size++;
    }

    int size() {
        return size;
    }
}
