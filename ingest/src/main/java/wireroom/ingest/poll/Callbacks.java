package wireroom.ingest.poll;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How hubs reach this process (W3C WebSub).
 *
 * @param publicUrl what hubs are told, without the last part; with a slash at its end
 * @param lease how long a subscription is asked to last; the hub decides
 * @param allowSha1 whether signatures may be by SHA-1, for hubs that know no better
 * @param secrets makes what nobody can guess, of 32 characters or more that need no encoding
 */
public record Callbacks(String publicUrl, Duration lease, boolean allowSha1, Supplier<String> secrets) {}
