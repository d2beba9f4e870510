package wireroom.gateway.stream;

import java.time.Instant;

/**
 * Where a subscriber stands.
 *
 * @param edition edition that it was shown
 * @param time when the log took the last event that it was shown; by this it goes on in another edition
 * @param positions what it reads next
 */
public record Cursor(String edition, Instant time, Positions positions) {}
