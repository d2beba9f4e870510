package wireroom.enrich.duplicate;

/** How a later article stands to an earlier one. */
public enum Relation {
    /** The same text, but for a word here and there. */
    COPY,
    /** The earlier text told on: words changed, sentences added. */
    UPDATE,
    /** A part of the earlier text, cut. */
    EXCERPT,
    /** Made by the same form, of other facts. */
    ALIKE,
    /** Nothing in common worth telling. */
    NONE;

    /** Whether the later article would not be there without the earlier one. */
    public boolean isDuplicate() {
        return this == COPY || this == UPDATE || this == EXCERPT;
    }
}
