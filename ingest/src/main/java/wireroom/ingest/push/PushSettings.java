package wireroom.ingest.push;

import java.time.Duration;
import java.util.Optional;

/**
 * Who may push to a source, and how much.
 *
 * @param access who may
 * @param itemsPerMinute most items a minute, a minute's worth at once; 0 is any number
 * @param bytesPerMinute most bytes a minute, likewise. Both are counted by each process for itself
 * @param keepKeys an idempotency key answers as the first time for so long
 * @param keys so many keys are kept; with more the oldest is forgotten early. A key takes about 400 bytes, and
 *     of lines whose results change all the time up to 2 KB more
 * @param tolerance the clocks of a signing sender and of this process may differ by so much
 * @param patience how long a request waits for Kafka; a client that waits longer has mostly gone
 * @param stall time for a whole body, for the next line of lines, or for a client to take results; then it is cut off
 * @param streams requests of lines at the same time; each holds up to two transactions' bytes in memory
 * @param bodyBytes bytes of bodies in memory, all requests together
 * @param hubs how WebSub hubs reach this source; empty when they cannot
 */
public record PushSettings(
        Access access,
        long itemsPerMinute,
        long bytesPerMinute,
        Duration keepKeys,
        int keys,
        Duration tolerance,
        Duration patience,
        Duration stall,
        int streams,
        int bodyBytes,
        Optional<Hubs> hubs) {

    /**
     * WebSub.
     *
     * @param publicUrl of this source as hubs reach it, e.g. {@code https://news.example/wireroom}, without a slash at its end
     * @param lease how long subscriptions are asked to last
     * @param allowSha1 whether deliveries may be signed by SHA-1
     * @param key of which secrets are made; empty for one that ends with the process, whose hubs are asked anew then
     */
    public record Hubs(String publicUrl, Duration lease, boolean allowSha1, Optional<byte[]> key) {}

    /** Whoever reaches the address may, as much as he likes: for an address that only this machine reaches. */
    public static final PushSettings DEFAULT = new PushSettings(
            Access.OPEN,
            0,
            0,
            Duration.ofHours(24),
            100_000,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            16,
            64 * 1024 * 1024,
            Optional.empty());

    /** The same for others. */
    public PushSettings with(Access other) {
        return new PushSettings(
                other,
                itemsPerMinute,
                bytesPerMinute,
                keepKeys,
                keys,
                tolerance,
                patience,
                stall,
                streams,
                bodyBytes,
                hubs);
    }

    /** The same with other quotas. */
    public PushSettings with(long otherItems, long otherBytes) {
        return new PushSettings(
                access, otherItems, otherBytes, keepKeys, keys, tolerance, patience, stall, streams, bodyBytes, hubs);
    }
}
