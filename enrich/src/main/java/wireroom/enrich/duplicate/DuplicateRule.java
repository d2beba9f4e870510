package wireroom.enrich.duplicate;

import java.time.Duration;
import wireroom.enrich.neighbour.Bag;
import wireroom.enrich.neighbour.Rule;
import wireroom.enrich.neighbour.Traits;

/**
 * Two articles are duplicates when their words are equal, or when enough of the shorter one stands in the longer one (the
 * containment of four-word shingles, estimated from sketches). What a form is filled in with twice has much in common
 * too: where two articles are about as long and differ in a part, their figures and weightiest words must agree as well.
 */
public final class DuplicateRule implements Rule {
    /** Containment that is enough between articles of one length. */
    static final float SAME_TEXT = 0.83f;
    /** Containment that is enough when figures and words agree. */
    static final float SAME_FACTS = 0.55f;
    /** Containment that is enough when one is much shorter: forms are about as long each time. */
    static final float PART = 0.58f;
    /** Lengths, the shorter by the longer, below which one is much shorter. */
    static final float MUCH_SHORTER = 0.7f;
    /** Smallest share of figures in common. */
    static final float FIGURES = 0.75f;
    /** The same for articles with at most four figures and a containment of 0.7: one that was edited weighs much. */
    static final float FEW_FIGURES = 0.6f;
    /** Smallest agreement of the weightiest words. */
    static final float WORDS = 0.66f;
    /** A later article of less than this length is cut. */
    static final float CUT = 0.92f;
    /** A later article of more than this length tells more. */
    static final float LONGER = 1.06f;
    /** Containment of a copy; below it words changed too much. */
    static final float COPY = 0.7f;
    /** Texts of fewer shingles are only compared for equality: a template of one line is no copy of another. */
    static final int MIN_SHINGLES = 12;

    /** Containment from which two articles that are no duplicates are made alike. */
    private static final float ALIKE = 0.3f;

    private static final int FEW = 4;
    private static final int BANDS = 26;
    /** Words whose pairs are keys: a short text and the long one that tells it on share too few slots for a band. */
    private static final int PAIRED = 4;

    private static final Duration REACH = Duration.ofDays(3);
    private static final Duration SPAN = Duration.ofDays(7);

    @Override
    public long[] keys(Traits traits) {
        if (traits.textHash() == 0) {
            return new long[0];
        }
        boolean near = traits.hasSketch() && traits.shingles() >= MIN_SHINGLES;
        if (!near) {
            return new long[] {traits.textHash()};
        }
        Bag terms = traits.terms();
        int[] words = terms.weightiest(PAIRED);
        long[] keys = new long[1 + BANDS + words.length * (words.length - 1) / 2];
        keys[0] = traits.textHash();
        for (int band = 1; band <= BANDS; band++) {
            int first = (band - 1) * 2;
            keys[band] = mix((long) band << 16 | traits.slot(first) << 8 | traits.slot(first + 1));
        }
        int n = 1 + BANDS;
        for (int i = 0; i < words.length; i++) {
            for (int j = i + 1; j < words.length; j++) {
                int one = terms.hash(words[i]);
                int two = terms.hash(words[j]);
                keys[n++] = mix((long) Math.min(one, two) << 32 | Math.max(one, two) & 0xFFFF_FFFFL);
            }
        }
        return Bag.distinct(keys);
    }

    /** 1 when the words are equal, else the containment below 1. */
    @Override
    public float weight(Traits one, Traits other) {
        if (one.textHash() != 0 && one.textHash() == other.textHash()) {
            return 1;
        }
        float containment = containment(one, other);
        return isDuplicate(one, other, containment) ? containment : 0;
    }

    /** How a later article stands to an earlier one. */
    public static Relation relation(Traits earlier, Traits later) {
        if (earlier.textHash() != 0 && earlier.textHash() == later.textHash()) {
            return Relation.COPY;
        }
        float containment = containment(earlier, later);
        if (!isDuplicate(earlier, later, containment)) {
            return containment >= ALIKE ? Relation.ALIKE : Relation.NONE;
        }
        if (later.corrects()) {
            return Relation.UPDATE;
        }
        float length = (float) later.shingles() / earlier.shingles();
        if (length < CUT) {
            return Relation.EXCERPT;
        }
        return length <= LONGER && containment >= COPY ? Relation.COPY : Relation.UPDATE;
    }

    /** About what share of the shorter text's shingles stands in the longer one, 0..0.99; 0 when one is too short. */
    private static float containment(Traits one, Traits other) {
        int shorter = Math.min(one.shingles(), other.shingles());
        if (shorter < MIN_SHINGLES) {
            return 0;
        }
        float resemblance = one.resemblance(other);
        float common = resemblance * (one.shingles() + other.shingles()) / (1 + resemblance);
        return Math.min(0.99f, common / shorter);
    }

    private static boolean isDuplicate(Traits one, Traits other, float containment) {
        if (containment < SAME_FACTS) {
            return false;
        }
        int shorter = Math.min(one.shingles(), other.shingles());
        int longer = Math.max(one.shingles(), other.shingles());
        if (shorter < MUCH_SHORTER * longer) {
            return containment >= PART;
        }
        if (containment >= SAME_TEXT) {
            return true;
        }
        float figures = one.commonFigures(other);
        boolean few = Math.min(one.figures(), other.figures()) <= FEW && containment >= COPY;
        return figures >= (few ? FEW_FIGURES : FIGURES) && one.terms().cosine(other.terms()) >= WORDS;
    }

    @Override
    public float least() {
        return 0;
    }

    @Override
    public float alone() {
        return 0;
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
    public int meetings() {
        return 1;
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
