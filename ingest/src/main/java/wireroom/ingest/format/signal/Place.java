package wireroom.ingest.format.signal;

/** Where words stand in a message. The same words kill at the head of a message and are news in its body. */
public enum Place {
    /** Header position: headline, take line, slugline, subject. */
    HEAD,
    /** Addressed to editors, not for publication. */
    NOTE,
    /** The text itself. */
    BODY
}
