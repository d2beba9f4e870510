package wireroom.enrich;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import wireroom.topics.Cluster;

/**
 * How enrich runs. What it <em>makes</em> is decided by the settings of an edition, never here.
 *
 * @param cluster Kafka and the registry
 * @param stateDir directory of the local state, one folder per edition below it; may be deleted while stopped
 * @param replicas copies of each partition of the topics it creates; −1 leaves it to the broker
 * @param commitInterval longest wait of a fresh record for its commit; a backlog is committed every half second
 * @param threads stream threads per edition, 1 or more
 * @param reviveAfterKill providers whose articles may be issued again after a kill (family rule R6); usually empty
 * @param clock releases embargoes
 */
public record EnrichConfig(
        Cluster cluster,
        Path stateDir,
        short replicas,
        Duration commitInterval,
        int threads,
        Set<String> reviveAfterKill,
        Clock clock) {

    /** While one thread waits for a commit, another works. */
    private static final int THREADS = 2;

    public EnrichConfig {
        reviveAfterKill = Set.copyOf(reviveAfterKill);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be 1 or more, not " + threads);
        }
        if (commitInterval.isNegative() || commitInterval.isZero()) {
            throw new IllegalArgumentException("commitInterval must be positive, not " + commitInterval);
        }
    }

    /** Defaults of one machine: broker's choice of replicas, 20 ms commits, two threads, nobody revives. */
    public EnrichConfig(Cluster cluster, Path stateDir) {
        this(cluster, stateDir, (short) -1, Duration.ofMillis(20), THREADS, Set.of(), Clock.systemUTC());
    }

    /** The same with another commit interval. */
    public EnrichConfig withCommitInterval(Duration interval) {
        return new EnrichConfig(cluster, stateDir, replicas, interval, threads, reviveAfterKill, clock);
    }

    /** The same with another number of stream threads. */
    public EnrichConfig withThreads(int number) {
        return new EnrichConfig(cluster, stateDir, replicas, commitInterval, number, reviveAfterKill, clock);
    }

    /** The same with another clock. */
    public EnrichConfig withClock(Clock other) {
        return new EnrichConfig(cluster, stateDir, replicas, commitInterval, threads, reviveAfterKill, other);
    }

    /**
     * Reads {@code WIREROOM_BOOTSTRAP} and {@code WIREROOM_REGISTRY} (both needed), {@code WIREROOM_HOME} (default
     * {@code .wireroom}), {@code WIREROOM_REPLICAS} (−1), {@code WIREROOM_COMMIT_INTERVAL_MS} (20),
     * {@code WIREROOM_THREADS} (2) and {@code WIREROOM_REVIVE_AFTER_KILL} (providers, comma-separated).
     *
     * @throws IllegalArgumentException that names every problem and its mend at once
     */
    public static EnrichConfig fromEnvironment(Map<String, String> env) {
        Reader read = new Reader(env, new ArrayList<>());
        String bootstrap = read.needed("WIREROOM_BOOTSTRAP", "host:port of a Kafka broker");
        String registry = read.needed("WIREROOM_REGISTRY", "the URL of the schema registry");
        String home = env.getOrDefault("WIREROOM_HOME", ".wireroom");
        int replicas = read.number("WIREROOM_REPLICAS", -1, -1, Short.MAX_VALUE);
        int commit = read.number("WIREROOM_COMMIT_INTERVAL_MS", 20, 1, 60_000);
        int threads = read.number("WIREROOM_THREADS", THREADS, 1, 64);
        Set<String> revive = Stream.of(
                        env.getOrDefault("WIREROOM_REVIVE_AFTER_KILL", "").split(","))
                .map(String::strip)
                .filter(provider -> !provider.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (!read.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", read.problems));
        }
        return new EnrichConfig(
                new Cluster(bootstrap, registry),
                Path.of(home).resolve("enrich"),
                (short) replicas,
                Duration.ofMillis(commit),
                threads,
                revive,
                Clock.systemUTC());
    }

    private record Reader(Map<String, String> env, List<String> problems) {
        String needed(String name, String mend) {
            String value = env.get(name);
            if (value == null || value.isBlank()) {
                problems.add(name + " is not set: set it to " + mend);
                return "";
            }
            return value.strip();
        }

        int number(String name, int ifMissing, int least, int most) {
            String value = env.get(name);
            if (value == null || value.isBlank()) {
                return ifMissing;
            }
            String wish = name + " is '" + value + "': set it to a whole number from " + least + " to " + most;
            try {
                int number = Integer.parseInt(value.strip());
                if (number < least || number > most) {
                    problems.add(wish);
                }
                return number;
            } catch (NumberFormatException e) {
                problems.add(wish);
                return ifMissing;
            }
        }
    }
}
