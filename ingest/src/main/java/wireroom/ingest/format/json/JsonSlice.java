package wireroom.ingest.format.json;

/** What {@link JsonSlices} cuts out of a document. Lines and columns count from 1, columns in bytes. */
public sealed interface JsonSlice {

    /** Line of its first byte. */
    int line();

    /** Column of its first byte. */
    int column();

    /**
     * A value.
     *
     * @param bytes all of it, nothing around it
     * @param whole false when the document ended inside it
     * @param list index of the bracket that opens a member {@code items} of it, or of a member of it; −1 without one
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Value(byte[] bytes, int line, int column, boolean whole, int list) implements JsonSlice {}

    /**
     * An object too long to be looked at as a whole, of which a member {@code items} follows element by element.
     *
     * @param start all of it before the list, closed to be JSON by itself
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Opened(byte[] start, int line, int column) implements JsonSlice {}

    /**
     * A value over the limit.
     *
     * @param start its first bytes, as many as the limit
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record TooLarge(byte[] start, int line, int column) implements JsonSlice {}
}
