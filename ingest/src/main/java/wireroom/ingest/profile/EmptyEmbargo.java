package wireroom.ingest.profile;

/** What an embargo without a time says (NewsML-G2: {@code <embargoed/>}). */
public enum EmptyEmbargo {
    /** Held until the provider says otherwise: what the standard says. */
    OPEN,
    /** Nothing: the template of that provider leaves the field behind unfilled. */
    NONE
}
