package wireroom.ingest.poll.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to ask for.
 *
 * @param target where
 * @param headers beside those that every request has; not sent after a redirect to another origin when secret
 * @param secrets lower-case names of headers that only the first origin may see
 * @param body to POST; empty for GET
 * @param allowPrivate true: the operator vouches for where this leads, so addresses that are not public are fine
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Request(
        Target target, Map<String, String> headers, List<String> secrets, Optional<byte[]> body, boolean allowPrivate) {
    public Request {
        headers = Map.copyOf(headers);
        secrets = List.copyOf(secrets);
    }

    /** A plain GET. */
    public static Request get(Target target, Map<String, String> headers, boolean allowPrivate) {
        return new Request(target, headers, List.of("authorization"), Optional.empty(), allowPrivate);
    }
}
