package wireroom.ingest.poll.http;

/** Why there is no document. The names are shown in the health of a source. */
public enum Failure {
    /** The URL is not http or https, has user information, or cannot be read in one way only. */
    FORBIDDEN_URL,
    /** The name has an address that is not public, and the source may not go there. */
    FORBIDDEN_ADDRESS,
    /** The name has no address. */
    UNRESOLVED,
    /** Nobody answers at any address. */
    UNREACHABLE,
    /** The certificate is not the host's, or TLS failed otherwise. */
    TLS,
    /** Not done within the time for all hops together. */
    TIMEOUT,
    /** What came is not HTTP/1.x. */
    PROTOCOL,
    /** More headers, or interim answers, than anybody needs. */
    HEAD_TOO_LARGE,
    /** The body unpacks to more than its size allows. */
    BOMB,
    /** A content coding that was not asked for. */
    ENCODING,
    /** Too many redirects, or a circle of them. */
    REDIRECTS,
    /** A redirect from https to http. */
    DOWNGRADE,
    /** Other large bodies hold the memory. */
    BUSY
}
