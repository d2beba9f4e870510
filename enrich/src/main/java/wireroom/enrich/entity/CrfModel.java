package wireroom.enrich.entity;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Weights of a linear-chain conditional random field, quantised to a byte each: an open-addressed table from feature to
 * a row of 17 weights. A row is five longs of 16-bit lanes, so that a feature is added to the scores of all labels by
 * five additions; its key lies in the free lanes of the row, so that a look-up is one place in memory. Immutable,
 * thread-safe.
 */
final class CrfModel {
    /** Bits of a feature's hash that the table keeps; two features share them about once in ten million look-ups. */
    static final int KEY_BITS = 40;

    static final int LANES = 5;
    /** What a weight of 1 is in the table. */
    static final float UNIT = 24f;

    private static final int MAGIC = 0x57524346;

    /** The fifth long of a row, from the lowest bit: the last weight, a bit that says taken, the key. */
    private static final int KEY_SHIFT = 17;

    private static final long TAKEN = 1L << KEY_SHIFT - 1;
    private static final long KEY_MASK = -1L << KEY_SHIFT - 1;

    private final int slots;
    private final long[] rows;
    private final int[] transitions;

    /**
     * One bit for the first {@link #FILTER_BITS} bits of each key. Two features in three have no weights, and these half
     * megabytes stay in the cache, where the table does not.
     */
    private final long[] filter = new long[1 << FILTER_BITS - 6];

    private static final int FILTER_BITS = 22;

    private CrfModel(int slots, int[] transitions) {
        this.slots = slots;
        this.rows = new long[slots * LANES];
        this.transitions = transitions;
    }

    /** Where a key's row is looked for first. */
    private int home(long key) {
        return (int) (key * slots >>> KEY_BITS) * LANES;
    }

    private int next(int row) {
        return row + LANES == rows.length ? 0 : row + LANES;
    }

    /** Score of {@code label} right after {@code before}; only read for pairs that may follow one another. */
    int transition(int before, int label) {
        return transitions[before * Labels.COUNT + label];
    }

    /**
     * Adds the rows of the features to {@code sums}, {@link #LANES} numbers from {@code into} on. Sums may be added to one
     * another before they are {@linkplain #spread spread}.
     */
    void add(long[] features, int count, long[] sums, int into) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        for (int f = 0; f < count; f++) {
            int first = (int) (features[f] >>> 64 - FILTER_BITS);
            if ((filter[first >>> 6] & 1L << first) == 0) {
                continue;
            }
            long key = features[f] >>> 64 - KEY_BITS;
            long wanted = key << KEY_SHIFT | TAKEN;
            int row = home(key);
            long last;
            while ((last = rows[row + 4]) != 0) {
                if ((last & KEY_MASK) == wanted) {
                    a += rows[row];
                    b += rows[row + 1];
                    c += rows[row + 2];
                    d += rows[row + 3];
                    e += (short) last;
                    break;
                }
                row = next(row);
            }
        }
        sums[into] += a;
        sums[into + 1] += b;
        sums[into + 2] += c;
        sums[into + 3] += d;
        sums[into + 4] += e;
    }

    /** Turns sums into one score per label. */
    static void spread(long[] sums, int[] scores) {
        spread(sums[0], scores, 0);
        spread(sums[1], scores, 4);
        spread(sums[2], scores, 8);
        spread(sums[3], scores, 12);
        scores[16] = (short) sums[4];
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
        try (InputStream in = new GZIPInputStream(from, 1 << 16)) {
            return read(ByteBuffer.wrap(in.readAllBytes()));
        } catch (BufferUnderflowException e) {
            throw new IOException("the entity model is cut off", e);
        }
    }

    private static CrfModel read(ByteBuffer in) throws IOException {
        if (in.getInt() != MAGIC) {
            throw new IOException("not an entity model");
        }
        int count = in.getInt();
        int[] transitions = new int[Labels.COUNT * Labels.COUNT];
        for (int i = 0; i < transitions.length; i++) {
            transitions[i] = in.getShort();
        }
        // Three quarters full.
        CrfModel model = new CrfModel(count + count / 3 + 1, transitions);
        long key = 0;
        long[] row = new long[LANES];
        for (int i = 0; i < count; i++) {
            key += readVarint(in);
            Arrays.fill(row, 0);
            for (int mask = (int) readVarint(in); mask != 0; mask &= mask - 1) {
                int label = Integer.numberOfTrailingZeros(mask);
                row[label >> 2] += (long) in.get() << 16 * (label & 3);
            }
            model.put(key, row);
        }
        return model;
    }

    private void put(long key, long[] row) {
        int first = (int) (key >>> KEY_BITS - FILTER_BITS);
        filter[first >>> 6] |= 1L << first;
        int at = home(key);
        while (rows[at + 4] != 0) {
            at = next(at);
        }
        System.arraycopy(row, 0, rows, at, 4);
        rows[at + 4] = key << KEY_SHIFT | TAKEN | row[4] & 0xFFFF;
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

    private static long readVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
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
