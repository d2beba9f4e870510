package wireroom.enrich;

/**
 * How one edition is doing.
 *
 * @param edition its name
 * @param current whether subscribers see it
 * @param state state of its Streams application, e.g. {@code RUNNING}, {@code REBALANCING}, {@code ERROR}
 * @param lag wire items logged that it has not taken yet, and fingerprints and placements on their way; −1 while
 *     unknown
 */
public record EditionStatus(String edition, boolean current, String state, long lag) {}
