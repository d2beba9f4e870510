package wireroom.gateway;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wireroom.topics.Cluster;

/**
 * Where the gateway reads, keeps its read model and listens.
 *
 * @param cluster Kafka and the schema registry
 * @param indexDir folder of the read model and of the key that signs cursors; made when missing, may be deleted at any
 *     time while the gateway is down: it is rebuilt from the topics, and old cursors are refused
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one, see {@link Gateway#address}
 * @param replicas copies of each partition of topics that it has to create; −1 leaves it to the broker
 * @param clock tells when a text was erased
 */
public record GatewayConfig(Cluster cluster, Path indexDir, String host, int port, short replicas, Clock clock) {
    /** Where it listens when nothing is said. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Where it listens when nothing is said. */
    public static final int DEFAULT_PORT = 8080;

    /** On loopback, with the system's clock. */
    public GatewayConfig(Cluster cluster, Path indexDir, int port) {
        this(cluster, indexDir, DEFAULT_HOST, port, (short) -1, Clock.systemUTC());
    }

    /**
     * From {@code WIREROOM_BOOTSTRAP}, {@code WIREROOM_REGISTRY}, {@code WIREROOM_HOME} (default {@code .wireroom}; the
     * read model lies in its folder {@code gateway}), {@code WIREROOM_HTTP_HOST} (default 127.0.0.1), {@code
     * WIREROOM_HTTP_PORT} (default 8080) and {@code WIREROOM_REPLICAS} (default: the broker's).
     *
     * @throws IllegalArgumentException naming every variable that is missing or wrong, and its mend
     */
    public static GatewayConfig fromEnvironment(Map<String, String> env) {
        List<String> problems = new ArrayList<>();
        String bootstrap = required(env, "WIREROOM_BOOTSTRAP", "the brokers, e.g. localhost:9092", problems);
        String registry = required(env, "WIREROOM_REGISTRY", "the registry, e.g. http://localhost:8081", problems);
        int port = number(env, "WIREROOM_HTTP_PORT", DEFAULT_PORT, 0, 65_535, problems);
        int replicas = number(env, "WIREROOM_REPLICAS", -1, -1, 100, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "The gateway cannot start with this environment:\n  " + String.join("\n  ", problems));
        }
        return new GatewayConfig(
                new Cluster(bootstrap, registry),
                Path.of(env.getOrDefault("WIREROOM_HOME", ".wireroom")).resolve("gateway"),
                env.getOrDefault("WIREROOM_HTTP_HOST", DEFAULT_HOST),
                port,
                (short) replicas,
                Clock.systemUTC());
    }

    private static String required(Map<String, String> env, String name, String mend, List<String> problems) {
        String value = env.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            problems.add(name + " is missing: set it to " + mend);
        }
        return value;
    }

    private static int number(
            Map<String, String> env, String name, int ifMissing, int least, int most, List<String> problems) {
        String value = env.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return ifMissing;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            problems.add(name + " is not a number: '" + value + "'; set it to one from " + least + " to " + most);
            return ifMissing;
        }
        problems.add(name + " is out of range: '" + value + "'; set it to a number from " + least + " to " + most);
        return ifMissing;
    }
}
