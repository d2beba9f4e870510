package wireroom.enrich.duplicate;

import java.time.Duration;
import java.util.Arrays;
import wireroom.enrich.neighbour.Rule;
import wireroom.enrich.neighbour.Traits;

/**
 * Two articles are copies when their words are equal, or when their shingles say so: enough of them in common (the
 * Jaccard similarity), or nearly all of the shorter one inside the longer one (the containment), as with cuts and
 * added leads. Both are estimated from sketches.
 */
public final class DuplicateRule implements Rule {
    /** Smallest estimated Jaccard similarity of near copies. */
    static final float RESEMBLANCE = 0.5f;
    /** Smallest estimated share of the shorter text that the longer one holds. */
    static final float CONTAINMENT = 0.8f;
    /** Texts of fewer shingles are only compared for equality: a template of one line is no copy of another. */
    static final int MIN_SHINGLES = 12;

    private static final int BANDS = 32;
    private static final Duration REACH = Duration.ofDays(3);
    private static final Duration SPAN = Duration.ofDays(7);

    @Override
    public long[] keys(Traits traits) {
        if (traits.textHash() == 0) {
            return new long[0];
        }
        boolean near = traits.hasSketch() && traits.shingles() >= MIN_SHINGLES;
        long[] keys = new long[near ? BANDS + 1 : 1];
        keys[0] = traits.textHash();
        for (int band = 1; band < keys.length; band++) {
            int first = (band - 1) * 2;
            keys[band] = mix((long) band << 32 | (long) traits.slot(first) << 16 | traits.slot(first + 1));
        }
        return Arrays.stream(keys).distinct().toArray();
    }

    /** 1 when the words are equal, else the containment below 1. */
    @Override
    public float weight(Traits one, Traits other) {
        if (one.textHash() != 0 && one.textHash() == other.textHash()) {
            return 1;
        }
        int smaller = Math.min(one.shingles(), other.shingles());
        if (smaller < MIN_SHINGLES) {
            return 0;
        }
        float resemblance = one.resemblance(other);
        float common = resemblance * (one.shingles() + other.shingles()) / (1 + resemblance);
        float containment = Math.min(0.99f, common / smaller);
        return resemblance >= RESEMBLANCE || containment >= CONTAINMENT ? Math.max(containment, 0.01f) : 0;
    }

    @Override
    public Duration reach() {
        return REACH;
    }

    @Override
    public Duration span() {
        return SPAN;
    }

    @Override
    public int fan() {
        return 8;
    }

    @Override
    public int links() {
        return 4;
    }

    private static long mix(long x) {
        long h = (x ^ x >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }
}
