package wireroom.enrich.neighbour;

import java.time.Duration;

/**
 * What makes two articles neighbours. Pure, symmetric, and without any knowledge of other articles: that is why the
 * groups do not depend on the order of arrival.
 */
public interface Rule {
    /**
     * Hashes under which an article can be found: articles that share none are never compared.
     *
     * @return distinct hashes, at most 64
     */
    long[] keys(Traits traits);

    /**
     * How alike two articles are.
     *
     * @return 0 when they are no neighbours, else up to 1
     */
    float weight(Traits one, Traits other);

    /**
     * Least mean of an article's three strongest links into a group that it joins; with fewer links the mean of those.
     *
     * @return 0 when any link will do
     */
    float least();

    /**
     * What a link that speaks alone for a group must have beyond the least: one look-alike is more easily had than
     * several.
     *
     * @return from 0
     */
    float alone();

    /** Longest time between two neighbours. */
    Duration reach();

    /** Longest time between the first member of a group and any other. */
    Duration span();

    /** Earlier articles met under one key: the nearest ones. */
    int fan();

    /** Keys under which two articles must meet to be compared, when both have as many. */
    int meetings();

    /** Links kept: the strongest ones. */
    int links();
}
