package wireroom.enrich.language;

/** Tells the language of a text. Immutable, thread-safe, deterministic. */
public final class LanguageDetector {
    /**
     * @param text the text; may be null or empty
     * @param claimed BCP 47 tag that the wire claims, or null
     * @return BCP 47 language; {@code claimed} when the text does not decide; null when nothing does
     */
    public String detect(String text, String claimed) {
        return claimed;
    }
}
