package wireroom.enrich.entity;

import java.util.Arrays;

/** Names found, as token ranges with a type of {@link Labels}, in the order of the text. */
final class Spans {
    private int[] entries = new int[96];
    private int size;

    void add(int first, int last, int type) {
        if (3 * size == entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        entries[3 * size] = first;
        entries[3 * size + 1] = last;
        entries[3 * size + 2] = type;
        size++;
    }

    int size() {
        return size;
    }

    /** First token. */
    int first(int i) {
        return entries[3 * i];
    }

    /** Last token, inclusive. */
    int last(int i) {
        return entries[3 * i + 1];
    }

    int type(int i) {
        return entries[3 * i + 2];
    }
}
