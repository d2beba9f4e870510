package wireroom.enrich.neighbour;

import java.util.Arrays;

/** Weighted hashes, ascending by hash. Immutable. */
public final class Bag {
    /** Bits that are all set in the hash of a figure; one word in 32 has them as well. */
    private static final int FIGURE = 31;

    private final int[] hashes;
    private final byte[] weights;
    private final float norm;

    Bag(byte[] packed) {
        int size = packed.length / 5;
        hashes = new int[size];
        weights = new byte[size];
        long squares = 0;
        for (int i = 0, at = 0; i < size; i++, at += 5) {
            hashes[i] = (packed[at] & 0xFF) << 24
                    | (packed[at + 1] & 0xFF) << 16
                    | (packed[at + 2] & 0xFF) << 8
                    | packed[at + 3] & 0xFF;
            weights[i] = packed[at + 4];
            squares += (long) weight(i) * weight(i);
        }
        norm = (float) Math.sqrt((double) squares);
    }

    /** The hash that a bag has for a figure. */
    static int figure(int key) {
        return key | FIGURE;
    }

    /** Number of hashes. */
    public int size() {
        return hashes.length;
    }

    /** A hash. */
    public int hash(int i) {
        return hashes[i];
    }

    /** Its weight, 1..255. */
    public int weight(int i) {
        return weights[i] & 0xFF;
    }

    /** Cosine of the weights, 0..1; 0 when one is empty. */
    public float cosine(Bag other) {
        if (norm == 0 || other.norm == 0) {
            return 0;
        }
        int dot = 0;
        int i = 0;
        int j = 0;
        int[] a = hashes;
        int[] b = other.hashes;
        byte[] x = weights;
        byte[] y = other.weights;
        // Without a branch to guess wrong: which of the two goes on is as good as random.
        while (i < a.length && j < b.length) {
            int one = a[i];
            int two = b[j];
            int product = (x[i] & 0xFF) * (y[j] & 0xFF);
            dot += one == two ? product : 0;
            i += one <= two ? 1 : 0;
            j += two <= one ? 1 : 0;
        }
        return dot / (norm * other.norm);
    }

    /** The different ones among a few keys, ascending. */
    public static long[] distinct(long[] keys) {
        Arrays.sort(keys);
        int n = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i == 0 || keys[i] != keys[i - 1]) {
                keys[n++] = keys[i];
            }
        }
        return n == keys.length ? keys : Arrays.copyOf(keys, n);
    }

    /**
     * Places of the {@code limit} weightiest words, by weight; of equal ones the lower hash first. Figures are left out:
     * the round ones stand in every other article.
     *
     * @return at most {@code limit} places
     */
    public int[] weightiest(int limit) {
        boolean[] taken = new boolean[hashes.length];
        int words = 0;
        for (int i = 0; i < hashes.length; i++) {
            taken[i] = (hashes[i] & FIGURE) == FIGURE;
            words += taken[i] ? 0 : 1;
        }
        int n = Math.min(limit, words);
        int[] best = new int[n];
        for (int k = 0; k < n; k++) {
            int top = -1;
            for (int i = 0; i < hashes.length; i++) {
                if (!taken[i] && (top < 0 || weight(i) > weight(top))) {
                    top = i;
                }
            }
            taken[top] = true;
            best[k] = top;
        }
        return best;
    }
}
