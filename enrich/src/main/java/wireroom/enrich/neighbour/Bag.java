package wireroom.enrich.neighbour;

/** Weighted hashes, ascending by hash. Immutable. */
public final class Bag {
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
        while (i < a.length && j < b.length) {
            if (a[i] < b[j]) {
                i++;
            } else if (a[i] > b[j]) {
                j++;
            } else {
                dot += weight(i) * other.weight(j);
                i++;
                j++;
            }
        }
        return dot / (norm * other.norm);
    }

    /**
     * Places of the {@code limit} weightiest hashes, by weight; of equal ones the lower hash first.
     *
     * @return at most {@code limit} places
     */
    public int[] weightiest(int limit) {
        int n = Math.min(limit, hashes.length);
        int[] best = new int[n];
        boolean[] taken = new boolean[hashes.length];
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
