package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How often the words and figures of an article stand in it, and how often as names, without boxing. Not thread-safe.
 */
final class Counts {
    /** Logarithms of the first numbers: few words stand more often in an article. */
    private static final float[] DAMPED = damped();

    private final int[] keys;
    private final int[] times;
    private final int[] asName;
    private final float[] rarities;

    /** @param most how many words may be added */
    Counts(int most) {
        int capacity = Integer.highestOneBit(Math.max(4, most)) * 4;
        keys = new int[capacity];
        times = new int[capacity];
        asName = new int[capacity];
        rarities = new float[capacity];
    }

    /**
     * Adds a word.
     *
     * @param hash as tokens have it
     * @param length its UTF-16 units
     * @param weight for how many it counts, 1 or more
     */
    void add(long hash, int length, int weight, boolean name, Rarity rarity) {
        int at = place(Rarity.key(hash));
        if (times[at] == 0) {
            // Asked once a word: the search in the table is the dearest part.
            rarities[at] = rarity.of(hash, length);
        }
        times[at] += weight;
        asName[at] += name ? weight : 0;
    }

    /**
     * Adds a figure, which tells an event as a name does.
     *
     * @param hash as tokens have it
     * @param weight for how many it counts, 1 or more
     * @param rarity above 0
     */
    void addFigure(long hash, int weight, float rarity) {
        int at = place(Bag.figure(Rarity.key(hash)));
        rarities[at] = Math.max(rarities[at], rarity);
        times[at] += weight;
        asName[at] += weight;
    }

    private int place(int key) {
        int mask = keys.length - 1;
        int at = key * 0x9E3779B9 >>> 8 & mask;
        while (times[at] != 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        if (times[at] == 0) {
            keys[at] = key;
        }
        return at;
    }

    /**
     * The weightiest words, packed as a {@link Bag} is: the logarithm of their times by their rarity, of equal ones the
     * lower key first.
     *
     * @param names only as often as they are names
     */
    ByteBuffer weightiest(int limit, boolean names) {
        int[] counts = names ? asName : times;
        long[] ranked = new long[limit];
        int size = 0;
        for (int at = 0; at < keys.length; at++) {
            if (counts[at] == 0 || rarities[at] <= 0) {
                continue;
            }
            int count = counts[at];
            float damped = count < DAMPED.length ? DAMPED[count] : (float) (1 + StrictMath.log(count));
            // Positive floats are ordered as their bits are; the inverted key lets the lower one win.
            long rank = (long) Float.floatToRawIntBits(damped * rarities[at]) << 32
                    | ~(keys[at] ^ Integer.MIN_VALUE) & 0xFFFF_FFFFL;
            if (size < limit) {
                ranked[size++] = rank;
                if (size == limit) {
                    heapify(ranked);
                }
            } else if (rank > ranked[0]) {
                ranked[0] = rank;
                sift(ranked, 0);
            }
        }
        return packed(ranked, size);
    }

    private static ByteBuffer packed(long[] ranked, int size) {
        long most = 0;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, ranked[i]);
        }
        float heaviest = Float.intBitsToFloat((int) (most >>> 32));
        long[] byKey = new long[size];
        for (int i = 0; i < size; i++) {
            int key = ~(int) ranked[i] ^ Integer.MIN_VALUE;
            int weight = Math.max(1, Math.round(255 * Float.intBitsToFloat((int) (ranked[i] >>> 32)) / heaviest));
            byKey[i] = (long) key << 32 | weight;
        }
        Arrays.sort(byKey);
        ByteBuffer bytes = ByteBuffer.allocate(size * 5);
        for (long entry : byKey) {
            bytes.putInt((int) (entry >> 32)).put((byte) entry);
        }
        return bytes.flip();
    }

    /** Least first, so that the least of those kept is at hand. */
    private static void heapify(long[] heap) {
        for (int i = heap.length / 2 - 1; i >= 0; i--) {
            sift(heap, i);
        }
    }

    private static void sift(long[] heap, int from) {
        long value = heap[from];
        int at = from;
        while (2 * at + 1 < heap.length) {
            int child = 2 * at + 1;
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }

    private static float[] damped() {
        float[] damped = new float[64];
        for (int i = 1; i < damped.length; i++) {
            damped[i] = (float) (1 + StrictMath.log(i));
        }
        return damped;
    }
}
