package wireroom.outcome;

/** Stable codes of refusals. Names are part of the public contract: add, never rename. */
public enum RejectCode {
    /** No format recognises the bytes. */
    UNKNOWN_FORMAT,
    /** Nothing in it: no bytes, or only white space. */
    EMPTY,
    MALFORMED_JSON,
    MALFORMED_XML,
    MALFORMED_TEXT,
    /** A gzip, zip or tar that is cut off or damaged. */
    MALFORMED_ARCHIVE,
    /** A record of a web archive that is broken, or that lacks its other parts. */
    MALFORMED_WARC,
    /** A web page on which no article is found: a list, a form, a notice. */
    NO_ARTICLE,
    /** XML with entity definitions, external entities or a reference to one that it does not know. */
    FORBIDDEN_XML,
    /** A field that the format requires is missing or blank. */
    MISSING_FIELD,
    /** A field holds a value of the wrong type or outside its range. */
    INVALID_FIELD,
    /** Sound, but no news: a concept, a plan, a catalogue. Nothing is lost that is an article. */
    NOT_AN_ARTICLE,
    /** Over a named limit: bytes, depth, items. */
    TOO_LARGE,
    /** Bytes that are not Avro of a known schema. */
    UNREADABLE_RECORD,
    /** A store refused this record alone. */
    REFUSED_BY_STORE,
    /** A step failed on this record: a bug of ours; the fingerprint names the place. */
    STEP_FAILED
}
