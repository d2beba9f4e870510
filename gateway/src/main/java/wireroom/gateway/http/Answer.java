package wireroom.gateway.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * A whole answer.
 *
 * @param status HTTP status
 * @param type media type
 * @param body what is sent; left out for HEAD
 * @param etag strong validator with its quotes; null when there is none
 * @param headers further headers
 */
// The bytes are written once and shared by nobody who changes them.
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String type, byte[] body, String etag, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** JSON with status 200. */
    public static Answer json(byte[] body) {
        return new Answer(200, "application/json; charset=utf-8", body, null, Map.of());
    }

    /** The same with a validator. */
    public Answer withEtag(String tag) {
        return new Answer(status, type, body, tag, headers);
    }

    /** The same with another status. */
    public Answer withStatus(int other) {
        return new Answer(other, type, body, etag, headers);
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(status, type, body, etag, more);
    }
}
