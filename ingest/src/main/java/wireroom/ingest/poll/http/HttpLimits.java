package wireroom.ingest.poll.http;

import java.time.Duration;

/**
 * Bounds of a request.
 *
 * @param total for names, connections, TLS, all hops and the body together: a server that drips bytes gains nothing
 * @param connect for one address, so that a dead first address leaves time for the second
 * @param headBytes status line and headers of one answer
 * @param bodyBytes of the unpacked body, and of the packed one; what came until then is kept
 * @param ratio unpacked to packed bytes; text packs to a tenth, a bomb to a thousandth
 * @param redirects hops in one request
 * @param sharedBytes memory of all bodies under way together, beyond {@link #FREE_BYTES} of each
 * @param userAgent how Wireroom names itself
 */
public record HttpLimits(
        Duration total,
        Duration connect,
        int headBytes,
        int bodyBytes,
        int ratio,
        int redirects,
        int sharedBytes,
        String userAgent) {

    /** Each body may have so much without asking: as large as most feeds. */
    public static final int FREE_BYTES = 64 * 1024;
    /** So much may be unpacked before the ratio counts: a small file of spaces is no attack. */
    static final int RATIO_FREE_BYTES = 1024 * 1024;
    /** Interim answers (1xx) before the final one. */
    static final int INTERIM_ANSWERS = 10;
    /** Headers in one answer. */
    static final int HEADERS = 200;
    /** A line that announces a chunk, with extensions. */
    static final int CHUNK_LINE = 1024;

    /** What a room runs with. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(7),
            64 * 1024,
            15 * 1024 * 1024,
            100,
            10,
            96 * 1024 * 1024,
            "Wireroom/0.1 (+https://wireroom.dev; news feed reader)");
}
