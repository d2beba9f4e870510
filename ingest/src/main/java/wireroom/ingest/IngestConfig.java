package wireroom.ingest;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import wireroom.ingest.poll.PollSettings;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.push.Access;
import wireroom.ingest.push.PushSettings;
import wireroom.topics.Cluster;

/**
 * All that ingest needs.
 *
 * @param cluster Kafka and registry
 * @param name name of this process; its transactional id is {@code wireroom-ingest-<name>}, so a second process of the
 *     same name fences the first
 * @param group processes with the same sources share them under this name; each folder and feed is read by one of them
 * @param sources where items come from; may be empty
 * @param settings limits and rhythms
 * @param polling rhythms and bounds of polling
 * @param http bounds of each request
 * @param replicas copies of each topic it creates; −1 leaves it to the broker
 * @param clock time of receipt
 */
public record IngestConfig(
        Cluster cluster,
        String name,
        String group,
        List<SourceConfig> sources,
        Settings settings,
        PollSettings polling,
        HttpLimits http,
        short replicas,
        Clock clock) {
    public IngestConfig {
        sources = List.copyOf(sources);
    }

    /** Usual settings, name {@code main}. */
    public static IngestConfig of(Cluster cluster, List<SourceConfig> sources) {
        return new IngestConfig(
                cluster,
                "main",
                "main",
                sources,
                Settings.DEFAULT,
                PollSettings.DEFAULT,
                HttpLimits.DEFAULT,
                (short) -1,
                Clock.systemUTC());
    }

    /** The same with other settings. */
    public IngestConfig with(Settings other) {
        return new IngestConfig(cluster, name, group, sources, other, polling, http, replicas, clock);
    }

    /** The same with other sources. */
    public IngestConfig with(List<SourceConfig> others) {
        return new IngestConfig(cluster, name, group, others, settings, polling, http, replicas, clock);
    }

    /** The same with other rhythms and bounds of polling. */
    public IngestConfig with(PollSettings otherPolling, HttpLimits otherHttp) {
        return new IngestConfig(cluster, name, group, sources, settings, otherPolling, otherHttp, replicas, clock);
    }

    /** The same as another process of the group. */
    public IngestConfig named(String otherName) {
        return new IngestConfig(cluster, otherName, group, sources, settings, polling, http, replicas, clock);
    }

    /**
     * From the environment: WIREROOM_BOOTSTRAP, WIREROOM_REGISTRY, WIREROOM_INGEST_NAME (default {@code main}),
     * WIREROOM_INGEST_GROUP (default {@code main}), WIREROOM_REPLICAS (default −1), and sources from the file that WIREROOM_CONFIG names; without it the folder
     * WIREROOM_SEEDS (default {@code seeds}) and a push source at WIREROOM_HTTP_HOST and WIREROOM_HTTP_PORT (default
     * 127.0.0.1:8081), with WIREROOM_PUSH_TOKEN and WIREROOM_PUSH_SIGNING, or either with {@code _FILE}, closed to all who
     * do not know them.
     *
     * @throws IllegalArgumentException naming every problem at once, each with its mend
     */
    public static IngestConfig fromEnvironment(Map<String, String> env) {
        Problems problems = new Problems();
        String bootstrap = required(env, "WIREROOM_BOOTSTRAP", "the Kafka bootstrap servers, host:port", problems);
        String registry = required(env, "WIREROOM_REGISTRY", "the URL of the schema registry", problems);
        int replicas = number(env, "WIREROOM_REPLICAS", -1, -1, Short.MAX_VALUE, problems);
        int port = number(env, "WIREROOM_HTTP_PORT", 8081, 0, 65535, problems);
        List<SourceConfig> sources;
        if (env.containsKey("WIREROOM_CONFIG")) {
            sources = SourcesYaml.read(Path.of(env.get("WIREROOM_CONFIG")), env, problems);
        } else {
            sources = List.of(
                    new SourceConfig.Folder(
                            "seeds",
                            Path.of(env.getOrDefault("WIREROOM_SEEDS", "seeds")),
                            SourceConfig.Reading.of("seeds")),
                    new SourceConfig.Push(
                            "push",
                            env.getOrDefault("WIREROOM_HTTP_HOST", "127.0.0.1"),
                            port,
                            SourceConfig.Reading.of("push"),
                            PushSettings.DEFAULT.with(access(env, problems))));
        }
        problems.throwIfAny("the configuration of ingest");
        return new IngestConfig(
                new Cluster(bootstrap, registry),
                env.getOrDefault("WIREROOM_INGEST_NAME", "main"),
                env.getOrDefault("WIREROOM_INGEST_GROUP", "main"),
                sources,
                Settings.DEFAULT,
                PollSettings.DEFAULT,
                HttpLimits.DEFAULT,
                (short) replicas,
                Clock.systemUTC());
    }

    /**
     * The {@code sources} of a {@code wireroom.yaml}: a list of {@code id}, {@code kind} (feed, folder, stdin, push)
     * and, as the kind needs, {@code path}, {@code host}, {@code port}, or of a feed {@code url}, {@code every} (default
     * 5m), {@code slowest} (1h), {@code allowPrivate}, {@code authorizationFile}, {@code backfill}, or of push what docs/push.md lists;
     * {@code silence} (default learnt, else off or a duration), see docs/sources.md;
     * and {@code provider} (default the id), {@code format}
     * (see {@link wireroom.ingest.format.Format}; default recognised), {@code charset} (default the profile's, else windows-1252), {@code zone} (default the
     * profile's, else UTC), {@code profile} (default that of the provider); and {@code profiles}, a map of the operator's
     * own, see {@link wireroom.ingest.profile.Profiles}.
     *
     * @param file the file; relative paths in it are relative to its folder
     * @param env the environment, for the secrets that it names
     * @throws IllegalArgumentException naming every problem at once, each with its mend
     */
    public static List<SourceConfig> sourcesOf(Path file, Map<String, String> env) {
        Problems problems = new Problems();
        List<SourceConfig> sources = SourcesYaml.read(file, env, problems);
        problems.throwIfAny(file.toString());
        return sources;
    }

    private static Access access(Map<String, String> env, Problems problems) {
        List<String> tokens =
                secret(env, "WIREROOM_PUSH_TOKEN", Access::tokens, problems).orElse(List.of());
        List<byte[]> secrets =
                secret(env, "WIREROOM_PUSH_SIGNING", Access::secrets, problems).orElse(List.of());
        // One source for all: whoever is let in says whose items he brings, as ever.
        return tokens.isEmpty() && secrets.isEmpty() ? Access.OPEN : new Access(tokens, secrets, true);
    }

    private static <S> Optional<S> secret(
            Map<String, String> env, String name, Function<String, S> read, Problems problems) {
        boolean there = Stream.of(name, name + "_FILE")
                .anyMatch(n -> !env.getOrDefault(n, "").isBlank());
        return there ? Secret.ofVariable("push", name, env, read, problems) : Optional.empty();
    }

    private static String required(Map<String, String> env, String name, String what, Problems problems) {
        String value = env.get(name);
        if (value == null || value.isBlank()) {
            problems.add(name + " is missing", "set it to " + what);
            return "";
        }
        return value.strip();
    }

    private static int number(
            Map<String, String> env, String name, int ifMissing, int low, int high, Problems problems) {
        String value = env.get(name);
        if (value == null || value.isBlank()) {
            return ifMissing;
        }
        if (value.strip().matches("-?\\d{1,6}")) {
            int number = Integer.parseInt(value.strip());
            if (number >= low && number <= high) {
                return number;
            }
        }
        problems.add(name + " is '" + value + "'", "use a number from " + low + " to " + high);
        return ifMissing;
    }
}
