package wireroom.enrich.neighbour;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * How rare a word is in the news of a language, from fixed tables made by {@code RarityDistiller}: a running count
 * would depend on the order of arrival. In languages without a table longer words are taken to be rarer. Immutable.
 */
final class Rarity {
    static final int MAGIC = 0x57525231;

    private static final String RESOURCE = "rarity.bin.gz";

    /** Loaded when the first word is asked for. */
    private static final class Bundled {
        private static final Map<String, Table> TABLES = bundled();
    }

    /** Null for a language without one. */
    private final Table table;

    private Rarity(Table table) {
        this.table = table;
    }

    /** The table of a language. */
    static Rarity in(String language) {
        return new Rarity(Bundled.TABLES.get(language));
    }

    /** Ascending hashes, and the rarity of each in 255ths. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read in the inner loop
    private record Table(int[] hashes, byte[] rarities) {}

    /** The part of a token's hash that tables and bags know words by. */
    static int key(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    /**
     * @param hash hash of the lower-cased word, as tokens have it
     * @param length its UTF-16 units
     * @return 0 for a word that says nothing, up to 1 for one never seen
     */
    float of(long hash, int length) {
        if (table == null) {
            return length < 4 ? 0.1f : Math.min(1, length / 9f);
        }
        int at = Arrays.binarySearch(table.hashes, key(hash));
        return at < 0 ? 1 : (table.rarities[at] & 0xFF) / 255f;
    }

    private static Map<String, Table> bundled() {
        try (InputStream resource = Rarity.class.getResourceAsStream(RESOURCE);
                DataInputStream in = new DataInputStream(new GZIPInputStream(resource, 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IllegalStateException(RESOURCE + " is not a table of rarities");
            }
            Map<String, Table> tables = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String language = in.readUTF();
                int[] hashes = new int[in.readInt()];
                for (int i = 0; i < hashes.length; i++) {
                    hashes[i] = in.readInt();
                }
                byte[] rarities = new byte[hashes.length];
                in.readFully(rarities);
                tables.put(language, new Table(hashes, rarities));
            }
            return Map.copyOf(tables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
