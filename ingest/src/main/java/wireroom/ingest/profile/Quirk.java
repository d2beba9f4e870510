package wireroom.ingest.profile;

/** A habit of a provider that its format does not allow for; only what a profile names is believed of anybody. */
public enum Quirk {
    /** NITF: {@code date.expire} of an embargoed document without {@code date.release} is the end of the embargo. */
    EXPIRY_ENDS_EMBARGO,
    /** NewsML-G2: the correction signal stands on every version above the first, so it says no more than "update". */
    CORRECTION_SIGNAL_ON_EVERY_VERSION,
    /** The time of first creation of later versions is that of the version: it says nothing about the article. */
    FIRST_CREATED_OF_VERSION,
    /** ANPA and the like: parts of a story (Add, Insert, Sub) may be joined to it. */
    JOINS_TAKES
}
