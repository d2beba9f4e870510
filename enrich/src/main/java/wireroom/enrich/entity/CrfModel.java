package wireroom.enrich.entity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Weights of a linear-chain conditional random field, quantised to a byte each: an open-addressed table from feature to
 * a row of 17 weights. A row is five longs of four 16-bit lanes, so that a feature is added to the scores of all labels
 * by five additions. Immutable, thread-safe.
 */
final class CrfModel {
    /** Bits of a feature's hash that the table keeps; two features share them about once in ten million look-ups. */
    static final int KEY_BITS = 40;

    static final int LANES = 5;
    /** What a weight of 1 is in the table. */
    static final float UNIT = 24f;

    private static final int MAGIC = 0x57524346;

    private final int bits;
    /** A slot is the row + 1 in the upper half and the check of its key in the lower: one look at memory, not two. */
    private final long[] slots;

    private final long[] weights;
    private final int[] transitions;

    /**
     * One bit for the first {@link #FILTER_BITS} bits of each key. Two features in three have no weights, and these half
     * megabytes stay in the cache, where the table does not.
     */
    private final long[] filter = new long[1 << FILTER_BITS - 6];

    private static final int FILTER_BITS = 22;

    private CrfModel(int bits, long[] slots, long[] weights, int[] transitions) {
        this.bits = bits;
        this.slots = slots;
        this.weights = weights;
        this.transitions = transitions;
    }

    /** Score of {@code label} right after {@code before}; only read for pairs that may follow one another. */
    int transition(int before, int label) {
        return transitions[before * Labels.COUNT + label];
    }

    /** Adds up the rows of the features into {@code scores}, one score per label. */
    void score(long[] features, int count, int[] scores) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        int mask = slots.length - 1;
        for (int f = 0; f < count; f++) {
            int first = (int) (features[f] >>> 64 - FILTER_BITS);
            if ((filter[first >>> 6] & 1L << first) == 0) {
                continue;
            }
            long key = features[f] >>> 64 - KEY_BITS;
            int check = (int) key;
            int at = (int) (key >>> KEY_BITS - bits);
            long slot;
            while ((slot = slots[at]) != 0) {
                if ((int) slot == check) {
                    int row = ((int) (slot >>> 32) - 1) * LANES;
                    a += weights[row];
                    b += weights[row + 1];
                    c += weights[row + 2];
                    d += weights[row + 3];
                    e += weights[row + 4];
                    break;
                }
                at = at + 1 & mask;
            }
        }
        spread(a, scores, 0);
        spread(b, scores, 4);
        spread(c, scores, 8);
        spread(d, scores, 12);
        scores[16] = (short) e;
    }

    private void fill(long[] keys) {
        for (long key : keys) {
            int first = (int) (key >>> KEY_BITS - FILTER_BITS);
            filter[first >>> 6] |= 1L << first;
        }
    }

    private static void spread(long sum, int[] scores, int at) {
        long rest = sum;
        for (int k = 0; k < 4; k++) {
            short lane = (short) rest;
            scores[at + k] = lane;
            // Exact: a negative lane borrowed one from the next.
            rest = rest - lane >> 16;
        }
    }

    static CrfModel read(InputStream from) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(from, 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not an entity model");
            }
            int count = in.readInt();
            int[] transitions = new int[Labels.COUNT * Labels.COUNT];
            for (int i = 0; i < transitions.length; i++) {
                transitions[i] = in.readShort();
            }
            // Between half and three quarters full: small enough to stay in the cache.
            int bits = Math.max(10, 32 - Integer.numberOfLeadingZeros(count + count / 3));
            long[] slots = new long[1 << bits];
            long[] weights = new long[count * LANES];
            long[] keys = new long[count];
            long key = 0;
            for (int row = 0; row < count; row++) {
                key += readVarint(in);
                keys[row] = key;
                int mask = (int) readVarint(in);
                long lanes = 0;
                for (int label = 0; label < Labels.COUNT; label++) {
                    if ((mask & 1 << label) != 0) {
                        lanes += (long) in.readByte() << 16 * (label & 3);
                    }
                    if ((label & 3) == 3 || label == Labels.COUNT - 1) {
                        weights[row * LANES + (label >> 2)] = lanes;
                        lanes = 0;
                    }
                }
                int at = (int) (key >>> KEY_BITS - bits);
                while (slots[at] != 0) {
                    at = at + 1 & slots.length - 1;
                }
                slots[at] = row + 1L << 32 | key & 0xFFFFFFFFL;
            }
            CrfModel model = new CrfModel(bits, slots, weights, transitions);
            model.fill(keys);
            return model;
        }
    }

    /**
     * Writes a model.
     *
     * @param keys the {@link #KEY_BITS} upper bits of the features, ascending
     * @param weights per key 17 quantised weights
     */
    static void write(OutputStream to, long[] keys, byte[][] weights, short[] transitions) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to, 1 << 16))) {
            out.writeInt(MAGIC);
            out.writeInt(keys.length);
            for (short transition : transitions) {
                out.writeShort(transition);
            }
            long last = 0;
            for (int row = 0; row < keys.length; row++) {
                writeVarint(out, keys[row] - last);
                last = keys[row];
                int mask = 0;
                for (int label = 0; label < Labels.COUNT; label++) {
                    mask |= weights[row][label] != 0 ? 1 << label : 0;
                }
                writeVarint(out, mask);
                for (int label = 0; label < Labels.COUNT; label++) {
                    if (weights[row][label] != 0) {
                        out.writeByte(weights[row][label]);
                    }
                }
            }
        }
    }

    private static long readVarint(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.readUnsignedByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
    }

    private static void writeVarint(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while (rest >= 0x80) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }
}
