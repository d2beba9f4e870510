package wireroom.gateway;

import java.time.Instant;
import wireroom.gateway.stream.Positions;

/** What the API reads: Kafka behind it when it runs, memory in tests. */
interface Feed {
    /** The edition that is shown now. */
    Shown shown();

    /** Where the first event logged at or after an instant stands, in the log of an edition that is shown. */
    Positions positionsAt(Shown shown, Instant time);

    /** How it stands. */
    GatewayStatus status(int subscribers);
}
