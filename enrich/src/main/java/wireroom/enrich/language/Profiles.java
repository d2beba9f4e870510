package wireroom.enrich.language;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * For each n-gram the languages that use it and how much it speaks for them. Made by {@code ProfileDistiller}; what the
 * numbers mean is told there. Immutable.
 */
final class Profiles {
    static final int MAGIC = 0x57524C32;
    /** Steps of a weight in one nat. */
    static final float SCALE = 30f;

    private static final String RESOURCE = "profiles.bin.gz";

    private final List<String> languages;
    private final int[] hashes;
    private final int[] offsets;
    /** For each n-gram: number of languages, then language and weight of each. */
    private final byte[] weights;

    private Profiles(List<String> languages, int[] hashes, int[] offsets, byte[] weights) {
        this.languages = languages;
        this.hashes = hashes;
        this.offsets = offsets;
        this.weights = weights;
    }

    static Profiles bundled() {
        try (InputStream resource = Profiles.class.getResourceAsStream(RESOURCE);
                DataInputStream in = new DataInputStream(new GZIPInputStream(resource, 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalStateException(RESOURCE + " is not a file of language profiles");
            }
            String[] languages = in.readUTF().split(" ");
            int grams = in.readInt();
            byte[] weights = new byte[in.readInt()];
            int slots = Integer.highestOneBit(grams * 2 - 1) * 2;
            int[] hashes = new int[slots];
            int[] offsets = new int[slots];
            int at = 0;
            for (int i = 0; i < grams; i++) {
                int hash = in.readInt();
                int slot = hash & slots - 1;
                while (offsets[slot] != 0) {
                    slot = slot + 1 & slots - 1;
                }
                hashes[slot] = hash;
                offsets[slot] = at + 1;
                int count = in.readUnsignedByte();
                weights[at++] = (byte) count;
                in.readFully(weights, at, count * 2);
                at += count * 2;
            }
            return new Profiles(List.of(languages), hashes, offsets, weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> languages() {
        return languages;
    }

    /** Adds what an n-gram says to the score of each language. */
    void add(int hash, int[] scores) {
        int mask = hashes.length - 1;
        int slot = hash & mask;
        while (offsets[slot] != 0) {
            if (hashes[slot] == hash) {
                int at = offsets[slot] - 1;
                int end = at + 1 + 2 * (weights[at] & 0xFF);
                for (int i = at + 1; i < end; i += 2) {
                    scores[weights[i]] += weights[i + 1] & 0xFF;
                }
                return;
            }
            slot = slot + 1 & mask;
        }
    }
}
