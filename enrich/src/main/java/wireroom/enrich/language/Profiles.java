package wireroom.enrich.language;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * How much each n-gram and each frequent word speaks for each language, less the least it says for any: only differences
 * decide. Made by {@code LanguageTrainer}. Immutable.
 */
final class Profiles {
    static final int MAGIC = 0x57524C34;
    /** Steps of a weight in one nat. */
    static final float SCALE = 8f;
    /** Weights in one long. */
    private static final int PACKED = 8;
    /** Every other of them, with room to add. */
    private static final long LANES = 0x00FF00FF00FF00FFL;
    /** Rows that can be added before a lane of 16 bits could run over. */
    private static final int MOST = 0xFFFF / 0xFF;

    private static final String RESOURCE = "profiles.bin.gz";

    private final List<String> languages;
    /** Open addressing by the low bits of the hash: hash above, row and one below; 0 is an empty slot. */
    private final long[] slots;
    /** Longs of a row. */
    private final int width;
    /** Row after row, {@link #PACKED} weights in a long, lowest byte first. */
    private final long[] weights;

    private final int[] bias;

    private Profiles(List<String> languages, long[] slots, long[] weights, int[] bias) {
        this.languages = languages;
        this.slots = slots;
        this.width = width(languages);
        this.weights = weights;
        this.bias = bias;
    }

    private static int width(List<String> languages) {
        return (languages.size() + PACKED - 1) / PACKED;
    }

    static Profiles bundled() {
        try (InputStream resource = Profiles.class.getResourceAsStream(RESOURCE);
                DataInputStream in = new DataInputStream(new GZIPInputStream(resource, 1 << 16))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Profiles read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IllegalStateException(RESOURCE + " is not a file of language profiles");
        }
        List<String> languages = List.of(in.readUTF().split(" "));
        int size = in.readInt();
        int[] bias = new int[languages.size()];
        for (int l = 0; l < bias.length; l++) {
            bias[l] = in.readByte();
        }
        long[] slots = new long[Integer.highestOneBit(size * 2 - 1) * 2];
        for (int row = 0; row < size; row++) {
            int hash = in.readInt();
            int slot = hash & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = (long) hash << 32 | row + 1;
        }
        int width = width(languages);
        long[] weights = new long[size * width];
        byte[] column = new byte[size];
        for (int l = 0; l < bias.length; l++) {
            in.readFully(column);
            int place = l / PACKED;
            int shift = l % PACKED * Byte.SIZE;
            for (int row = 0; row < size; row++) {
                weights[row * width + place] |= (column[row] & 0xFFL) << shift;
            }
        }
        return new Profiles(languages, slots, weights, bias);
    }

    List<String> languages() {
        return languages;
    }

    /**
     * What the languages have for a text so far. Several weights are added at once, in lanes of 16 bits, because a loop
     * over single languages costs four times as much.
     */
    final class Sums {
        private final long[] lanes = new long[2 * width];
        private final int[] sums = bias.clone();
        private int added;
        private boolean any;

        /** Adds what an n-gram says for each language; nothing when it is not known. */
        void add(int hash) {
            int mask = slots.length - 1;
            int slot = hash & mask;
            long entry = slots[slot];
            while (entry != 0) {
                if ((int) (entry >>> 32) == hash) {
                    add((int) entry - 1, lanes);
                    return;
                }
                slot = slot + 1 & mask;
                entry = slots[slot];
            }
        }

        private void add(int row, long[] to) {
            int at = row * width;
            for (int i = 0; i < width; i++) {
                long packed = weights[at + i];
                to[2 * i] += packed & LANES;
                to[2 * i + 1] += packed >>> Byte.SIZE & LANES;
            }
            any = true;
            if (++added == MOST) {
                flush();
            }
        }

        private void flush() {
            for (int l = 0; l < sums.length; l++) {
                int lane = 2 * (l / PACKED) + l % 2;
                sums[l] += (int) (lanes[lane] >>> (l % PACKED & ~1) * Byte.SIZE & 0xFFFF);
            }
            Arrays.fill(lanes, 0);
            added = 0;
        }

        /** Whether anything was known. */
        boolean any() {
            return any;
        }

        /** One sum a language, in steps of 1/{@link #SCALE} nat; only their differences mean something. */
        int[] sums() {
            if (added > 0) {
                flush();
            }
            return sums;
        }
    }
}
