package wireroom.enrich.story;

import java.time.Duration;
import wireroom.enrich.neighbour.Bag;
import wireroom.enrich.neighbour.Rule;
import wireroom.enrich.neighbour.Traits;

/** Two articles tell one event when their weightiest words and names agree enough. */
public final class StoryRule implements Rule {
    /** Smallest mean agreement with the nearest articles of a story. */
    static final float THRESHOLD = 0.24f;
    /** What more a single nearest article must agree. */
    static final float ALONE = 0.05f;
    /** Smallest agreement that speaks at all, for or against. */
    static final float HEARD = 0.15f;
    /** Share of the words in the agreement; the names have the rest. */
    static final float WORDS = 0.6f;

    private static final int TERM_KEYS = 10;
    private static final int NAME_KEYS = 6;
    private static final Duration REACH = Duration.ofDays(3);
    private static final Duration SPAN = Duration.ofDays(7);

    @Override
    public long[] keys(Traits traits) {
        Bag terms = traits.terms();
        Bag names = traits.names();
        int[] topTerms = terms.weightiest(TERM_KEYS);
        int[] topNames = names.weightiest(NAME_KEYS);
        long[] keys = new long[topTerms.length + topNames.length];
        for (int i = 0; i < topTerms.length; i++) {
            keys[i] = terms.hash(topTerms[i]);
        }
        for (int i = 0; i < topNames.length; i++) {
            keys[topTerms.length + i] = names.hash(topNames[i]);
        }
        return Bag.distinct(keys);
    }

    @Override
    public float weight(Traits one, Traits other) {
        float words = one.terms().cosine(other.terms());
        float agreement;
        if (one.names().size() == 0 || other.names().size() == 0) {
            agreement = words;
        } else {
            agreement = WORDS * words + (1 - WORDS) * one.names().cosine(other.names());
        }
        return agreement >= HEARD ? Math.min(1, agreement) : 0;
    }

    @Override
    public float least() {
        return THRESHOLD;
    }

    @Override
    public float alone() {
        return ALONE;
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
        return 2;
    }

    @Override
    public int links() {
        return 6;
    }
}
