package wireroom.ingest.format;

/** The formats that are read; names are those of the configuration, in lower case and with dashes. */
public enum Format {
    /** IPTC 7901: teleprinter messages between SOH and EOT. */
    IPTC7901,
    /** ANPA 1312: teleprinter messages between SYN SYN SOH and EOT. */
    ANPA,
    /** E-mail: one message, or a mailbox of many. */
    MAIL,
    /** Plain text: headline, optional {@code Key: value} block, body. */
    TEXT,
    /** IPTC ninjs 1.x, 2.x and 3.x: one item, an array, or one item a line. */
    NINJS,
    /** JSON Feed 1.0 and 1.1. */
    JSON_FEED,
    /** JSON of the AP's Media API: an item or a page of them. */
    AP,
    /** RSS 0.9x, 1.0 and 2.0. */
    RSS,
    /** Atom 1.0 and 0.3. */
    ATOM,
    /** A web page: its main text and what it says of itself. */
    HTML,
    /** Web archive 1.0 and 1.1, compressed or not: the pages in it. */
    WARC,
    /** NewsML-G2 2.x: a news message, or one item. */
    NEWSML_G2,
    /** NITF 3.x. */
    NITF,
    /** NewsML 1.x. */
    NEWSML_1
}
