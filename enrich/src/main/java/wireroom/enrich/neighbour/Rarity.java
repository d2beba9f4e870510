package wireroom.enrich.neighbour;

/** How rare a word is, without looking at other articles: longer words are rarer in every alphabet. */
final class Rarity {
    private Rarity() {}

    /** @return 0 for a word that says nothing, else up to 1 */
    static float of(long hash, String language, int length) {
        return length < 4 ? 0.1f : Math.min(1, length / 9f);
    }
}
