package wireroom.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import wireroom.topics.Cluster;

/**
 * What a sink needs to run.
 *
 * @param cluster Kafka and the schema registry
 * @param jdbcUrl PostgreSQL, {@code jdbc:postgresql://host:port/database}
 * @param jdbcUser role that may create tables in its schema
 * @param jdbcPassword its password, may be empty; never shown by {@link #toString}
 * @param instance name of this process among the sinks of one room; a restart under the same name takes over at once
 *     instead of waiting until Kafka declares the old process dead
 * @param replicas copies of each topic partition that the sink has to create; −1 leaves it to the broker
 * @param batch most records in one store transaction, 1 to 100,000
 * @param clock what acknowledgements and rejects are dated by
 */
public record SinkConfig(
        Cluster cluster,
        String jdbcUrl,
        String jdbcUser,
        String jdbcPassword,
        String instance,
        short replicas,
        int batch,
        Clock clock) {
    static final int DEFAULT_BATCH = 2_000;
    private static final int LARGEST_BATCH = 100_000;

    public SinkConfig {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(jdbcUser, "jdbcUser");
        Objects.requireNonNull(jdbcPassword, "jdbcPassword");
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(clock, "clock");
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new IllegalArgumentException("batch must be 1 to " + LARGEST_BATCH + ": " + batch);
        }
    }

    /** One sink of its room, with the defaults: batches of 2,000, the broker's replication, the system clock. */
    public SinkConfig(Cluster cluster, String jdbcUrl, String jdbcUser, String jdbcPassword) {
        this(cluster, jdbcUrl, jdbcUser, jdbcPassword, "1", (short) -1, DEFAULT_BATCH, Clock.systemUTC());
    }

    /**
     * Reads WIREROOM_BOOTSTRAP, WIREROOM_REGISTRY, WIREROOM_JDBC_URL, WIREROOM_JDBC_USER, WIREROOM_JDBC_PASSWORD or
     * WIREROOM_JDBC_PASSWORD_FILE, WIREROOM_INSTANCE (default {@code 1}), WIREROOM_REPLICAS (default: the broker's) and
     * WIREROOM_SINK_BATCH (default 2000).
     *
     * @throws IllegalArgumentException naming every missing or wrong variable, each with its mend
     */
    public static SinkConfig fromEnvironment(Map<String, String> env) {
        List<String> problems = new ArrayList<>();
        String bootstrap = needed(env, "WIREROOM_BOOTSTRAP", "host:port of a Kafka broker", problems);
        String registry = needed(env, "WIREROOM_REGISTRY", "URL of the schema registry", problems);
        String url = needed(env, "WIREROOM_JDBC_URL", "jdbc:postgresql://host:5432/wireroom", problems);
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            problems.add("WIREROOM_JDBC_URL is not for PostgreSQL; set it to jdbc:postgresql://host:5432/wireroom");
        }
        String user = needed(env, "WIREROOM_JDBC_USER", "the PostgreSQL role", problems);
        String password = password(env, problems);
        int replicas = number(env, "WIREROOM_REPLICAS", -1, -1, Short.MAX_VALUE, problems);
        int batch = number(env, "WIREROOM_SINK_BATCH", DEFAULT_BATCH, 1, LARGEST_BATCH, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the sink cannot start:\n  " + String.join("\n  ", problems));
        }
        return new SinkConfig(
                new Cluster(bootstrap, registry),
                url,
                user,
                password,
                env.getOrDefault("WIREROOM_INSTANCE", "1"),
                (short) replicas,
                batch,
                Clock.systemUTC());
    }

    private static String needed(Map<String, String> env, String name, String what, List<String> problems) {
        String value = env.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            problems.add(name + " is missing; set it to " + what);
        }
        return value;
    }

    private static String password(Map<String, String> env, List<String> problems) {
        String file = env.getOrDefault("WIREROOM_JDBC_PASSWORD_FILE", "").strip();
        String plain = env.get("WIREROOM_JDBC_PASSWORD");
        if (file.isEmpty()) {
            return plain == null ? "" : plain;
        }
        if (plain != null) {
            problems.add("WIREROOM_JDBC_PASSWORD and WIREROOM_JDBC_PASSWORD_FILE are both set; set one of them");
            return "";
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            problems.add("WIREROOM_JDBC_PASSWORD_FILE names a file that cannot be read (" + file + "); "
                    + "create it or make it readable");
            return "";
        }
    }

    private static int number(
            Map<String, String> env, String name, int ifMissing, int least, int most, List<String> problems) {
        String text = env.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return ifMissing;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, together with the range
        }
        problems.add(name + " is '" + text + "'; set it to a whole number from " + least + " to " + most);
        return ifMissing;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SinkConfig[" + cluster.bootstrap() + ", " + jdbcUrl + ", instance " + instance + "]";
    }
}
