package wireroom.enrich.neighbour;

/** Long keys to objects without boxing: one article brings about fifty keys. Not thread-safe. */
final class LongMap<V> {
    private long[] keys = new long[1024];
    private Object[] values = new Object[1024];
    private int size;

    /** @return the value, or null */
    V get(long key) {
        return value(find(key));
    }

    void put(long key, V value) {
        int at = find(key);
        if (values[at] == null) {
            if (++size * 5L > values.length * 3L) {
                grow();
                at = find(key);
            }
            keys[at] = key;
        }
        values[at] = value;
    }

    void remove(long key) {
        int hole = find(key);
        if (values[hole] == null) {
            return;
        }
        size--;
        int mask = values.length - 1;
        // Moves later entries of the run back, so that no entry is cut off from its home.
        for (int at = hole + 1 & mask; values[at] != null; at = at + 1 & mask) {
            int home = home(keys[at]);
            if ((at - home & mask) >= (at - hole & mask)) {
                keys[hole] = keys[at];
                values[hole] = values[at];
                hole = at;
            }
        }
        values[hole] = null;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only put() stores values
    private V value(int at) {
        return (V) values[at];
    }

    private int find(long key) {
        int mask = values.length - 1;
        int at = home(key);
        while (values[at] != null && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private int home(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32) & values.length - 1;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
