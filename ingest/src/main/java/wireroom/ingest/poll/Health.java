package wireroom.ingest.poll;

/** How a feed is doing. */
public enum Health {
    /** Never polled. */
    NEW,
    /** Its last poll was fine. */
    OK,
    /** It answers, but not with what a feed should: an error page, nothing, fewer than before. Nothing is deleted. */
    SUSPICIOUS,
    /** Its last document came in part; what was whole is published. */
    PARTIAL,
    /** Known items came under new guids; they are held back and keep their old ones. */
    HELD,
    /** It does not answer, or with an error. */
    FAILING,
    /** It said that it has ended; it is not polled any more. */
    GONE
}
