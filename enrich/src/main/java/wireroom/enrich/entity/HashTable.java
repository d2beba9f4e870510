package wireroom.enrich.entity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A table from hashes to small numbers, for word lists of a million entries: no strings, six bytes a slot. Keys are 32
 * bits, so that of three thousand words that are not in it about one is taken for one that is. Immutable, thread-safe.
 */
final class HashTable {
    private final int[] keys;
    private final short[] values;

    private HashTable(int slots) {
        this.keys = new int[slots];
        this.values = new short[slots];
    }

    /** Where a key is looked for first: in the order of the keys, so that a sorted list fills the table front to back. */
    private int home(int key) {
        return (int) ((key & 0xFFFFFFFFL) * keys.length >>> 32);
    }

    /** The number of a hash, or 0. All 64 bits count. */
    int get(long hash) {
        int key = key(hash);
        int at = home(key);
        int found;
        while ((found = keys[at]) != 0) {
            if (found == key) {
                return values[at] & 0xFFFF;
            }
            at = at + 1 == keys.length ? 0 : at + 1;
        }
        return 0;
    }

    /** What a table keeps of a hash; never 0. */
    static int key(long hash) {
        long h = (hash ^ hash >>> 31) * 0x9E3779B97F4A7C15L;
        int key = (int) (h >>> 32);
        return key == 0 ? 1 : key;
    }

    private void put(int key, int value) {
        int at = home(key);
        while (keys[at] != 0) {
            at = at + 1 == keys.length ? 0 : at + 1;
        }
        keys[at] = key;
        values[at] = (short) value;
    }

    /** Reads what {@link #write} wrote. */
    static HashTable read(DataInputStream in) throws IOException {
        int count = in.readInt();
        // Three quarters full.
        HashTable table = new HashTable(count + count / 3 + 1);
        byte[] bytes = in.readNBytes(in.readInt());
        int[] keys = new int[count];
        int at = 0;
        int key = 0;
        for (int i = 0; i < count; i++) {
            int delta = 0;
            int shift = 0;
            int b;
            do {
                b = bytes[at++];
                delta |= (b & 0x7F) << shift;
                shift += 7;
            } while (b < 0);
            key += delta;
            keys[i] = key;
        }
        byte[] low = in.readNBytes(count);
        byte[] high = in.readNBytes(count);
        for (int i = 0; i < count; i++) {
            table.put(keys[i], high[i] << 8 | low[i] & 0xFF);
        }
        return table;
    }

    /**
     * Writes a table.
     *
     * @param keys ascending as unsigned numbers, each once, none of them 0
     * @param values 1 to 65535
     */
    static void write(DataOutputStream out, int[] keys, int[] values) throws IOException {
        byte[] deltas = new byte[keys.length * 5];
        int size = 0;
        int last = 0;
        for (int key : keys) {
            int rest = key - last;
            while ((rest & ~0x7F) != 0) {
                deltas[size++] = (byte) (rest & 0x7F | 0x80);
                rest >>>= 7;
            }
            deltas[size++] = (byte) rest;
            last = key;
        }
        out.writeInt(keys.length);
        out.writeInt(size);
        out.write(deltas, 0, size);
        for (int value : values) {
            out.writeByte(value);
        }
        for (int value : values) {
            out.writeByte(value >>> 8);
        }
    }
}
