package wireroom.ingest;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import wireroom.ingest.SourceConfig.Reading;
import wireroom.ingest.format.Format;
import wireroom.ingest.poll.Feed;
import wireroom.ingest.poll.http.Target;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Profiles;
import wireroom.ingest.push.Access;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.silence.Silence;

/** Reads the sources of a {@code wireroom.yaml}. */
final class SourcesYaml {
    private static final String FORMATS = Arrays.stream(Format.values())
            .map(f -> f.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));

    private static final Set<String> KEYS = Set.of(
            "id",
            "kind",
            "path",
            "host",
            "port",
            "provider",
            "format",
            "charset",
            "zone",
            "profile",
            "url",
            "every",
            "slowest",
            "allowPrivate",
            "authorizationFile",
            "backfill",
            "tokenFile",
            "tokenEnv",
            "signingFile",
            "signingEnv",
            "anyProvider",
            "itemsPerMinute",
            "bytesPerMinute",
            "keepKeys",
            "keys",
            "tolerance",
            "patience",
            "stall",
            "streams",
            "bodyBytes",
            "publicUrl",
            "hubLease",
            "hubSha1",
            "silence");

    /** Names the key of which what hubs are told is made. */
    private static final String HUB_KEY = "WIREROOM_HUB_KEY";

    /** 128 bits in hexadecimal digits. */
    private static final int SHORTEST_HUB_KEY = 32;

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");

    private final Path folder;
    private final Map<String, String> env;
    private final Problems problems;
    private final Profiles profiles;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> publicUrls = new HashSet<>();

    private SourcesYaml(Path folder, Map<String, String> env, Profiles profiles, Problems problems) {
        this.folder = folder;
        this.env = env;
        this.profiles = profiles;
        this.problems = problems;
    }

    static List<SourceConfig> read(Path file, Map<String, String> env, Problems problems) {
        Object root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            problems.add("cannot read " + file + " (" + e + ")", "name a readable file");
            return List.of();
        } catch (YAMLException e) {
            problems.add(file + " is not YAML: " + e.getMessage(), "mend it at this place");
            return List.of();
        }
        if (!(root instanceof Map<?, ?> map) || !(map.get("sources") instanceof List<?> list)) {
            problems.add(
                    file + " has no list 'sources'", "add one, e.g. sources: [{id: seeds, kind: folder, path: seeds}]");
            return List.of();
        }
        SourcesYaml yaml = new SourcesYaml(file.toAbsolutePath().getParent(), env, profiles(map, problems), problems);
        List<SourceConfig> sources = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String where = "sources[" + i + "]";
            if (list.get(i) instanceof Map<?, ?> source) {
                yaml.source(where, source).ifPresent(sources::add);
            } else {
                problems.add(where + " is not a map", "write id, kind and what the kind needs");
            }
        }
        return sources;
    }

    private static Profiles profiles(Map<?, ?> root, Problems problems) {
        Object own = root.get("profiles");
        if (own != null && !(own instanceof Map<?, ?>)) {
            problems.add("profiles is not a map", "write profiles: {northwire: {zone: Europe/Vienna}}");
        }
        return own instanceof Map<?, ?> map ? Profiles.with(map, problems::add) : Profiles.shipped();
    }

    private Optional<SourceConfig> source(String where, Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                problems.add(
                        where + "." + key + " is unknown",
                        "use " + KEYS.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        String id = text(map, "id").orElse("");
        if (!id.matches("[a-z0-9][a-z0-9.-]{0,63}")) {
            problems.add(where + ".id is '" + id + "'", "use 1 to 64 lower-case letters, digits, dashes and dots");
        } else if (!ids.add(id)) {
            problems.add(where + ".id '" + id + "' is there twice", "give every source its own id");
        }
        Reading reading = reading(where, map, id);
        Silence silence = silence(where, map);
        return switch (text(map, "kind").orElse("")) {
            case "folder" -> {
                Optional<String> path = text(map, "path");
                if (path.isEmpty()) {
                    problems.add(where + ".path is missing", "name the folder to watch");
                }
                yield path.map(p -> new SourceConfig.Folder(id, folder.resolve(p), reading, silence));
            }
            case "stdin" -> Optional.of(new SourceConfig.Stdin(id, reading));
            case "push" ->
                Optional.of(new SourceConfig.Push(
                        id,
                        text(map, "host").orElse("127.0.0.1"),
                        port(where, map),
                        reading,
                        pushSettings(where, map),
                        silence));
            case "feed" -> feed(where, map, id, reading, silence);
            default -> {
                problems.add(
                        where + ".kind is '" + text(map, "kind").orElse("") + "'", "use feed, folder, stdin or push");
                yield Optional.empty();
            }
        };
    }

    private Optional<SourceConfig> feed(String where, Map<?, ?> map, String id, Reading reading, Silence silence) {
        Optional<Target> target = Optional.empty();
        String url = text(map, "url").orElse("");
        try {
            target = Optional.of(Target.of(url));
        } catch (Target.Refused e) {
            problems.add(
                    where + ".url is '" + url + "' (" + e.getMessage() + ")",
                    "write http:// or https://, a host and a path; a password goes into authorizationFile");
        }
        Duration every = duration(where, map, "every", Duration.ofMinutes(5));
        Duration slowest = duration(where, map, "slowest", Duration.ofHours(1));
        boolean allowPrivate = flag(where, map, "allowPrivate");
        boolean backfill = flag(where, map, "backfill");
        Optional<String> authorization = Optional.empty();
        Optional<String> secret = text(map, "authorizationFile");
        if (secret.isPresent()) {
            try {
                authorization = Optional.of(Files.readString(folder.resolve(secret.get()), StandardCharsets.UTF_8)
                        .strip());
            } catch (IOException e) {
                problems.add(
                        where + ".authorizationFile cannot be read (" + e + ")",
                        "name a file with the value of the Authorization header");
            }
        }
        Optional<String> password = authorization;
        return target.map(t -> new SourceConfig.Feed(
                new Feed(
                        id,
                        url,
                        t,
                        every,
                        slowest.compareTo(every) < 0 ? every : slowest,
                        allowPrivate,
                        password,
                        backfill,
                        reading.format().isPresent()),
                reading,
                silence));
    }

    private PushSettings pushSettings(String where, Map<?, ?> map) {
        PushSettings usual = PushSettings.DEFAULT;
        List<String> tokens = secret(where, map, "token", Access::tokens).orElse(List.of());
        List<byte[]> secrets = secret(where, map, "signing", Access::secrets).orElse(List.of());
        boolean asked = !tokens.isEmpty() || !secrets.isEmpty();
        boolean anyProvider = flag(where, map, "anyProvider");
        return new PushSettings(
                asked ? new Access(tokens, secrets, anyProvider) : Access.OPEN,
                number(where, map, "itemsPerMinute", usual.itemsPerMinute(), 1, Long.MAX_VALUE),
                number(where, map, "bytesPerMinute", usual.bytesPerMinute(), 1, Long.MAX_VALUE),
                duration(where, map, "keepKeys", usual.keepKeys()),
                (int) number(where, map, "keys", usual.keys(), 1, 10_000_000),
                duration(where, map, "tolerance", usual.tolerance()),
                duration(where, map, "patience", usual.patience()),
                duration(where, map, "stall", usual.stall()),
                (int) number(where, map, "streams", usual.streams(), 1, 10_000),
                (int) number(where, map, "bodyBytes", usual.bodyBytes(), 1, Integer.MAX_VALUE),
                hubs(where, map));
    }

    private Optional<PushSettings.Hubs> hubs(String where, Map<?, ?> map) {
        Duration lease = duration(where, map, "hubLease", Duration.ofDays(10));
        boolean allowSha1 = flag(where, map, "hubSha1");
        Optional<String> url = text(map, "publicUrl").map(u -> u.replaceFirst("/+$", ""));
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try {
            Target.of(url.get());
        } catch (Target.Refused e) {
            problems.add(
                    where + ".publicUrl is '" + url.get() + "' (" + e.getMessage() + ")",
                    "write the https:// address at which hubs reach this source");
        }
        if (!publicUrls.add(url.get()) || publicUrls.size() > 1) {
            problems.add(where + ".publicUrl is a second one", "let hubs call one push source");
        }
        Optional<byte[]> key = Stream.of(HUB_KEY, HUB_KEY + "_FILE")
                        .anyMatch(name -> !env.getOrDefault(name, "").isBlank())
                ? Secret.ofVariable(where + ".publicUrl", HUB_KEY, env, SourcesYaml::hubKey, problems)
                : Optional.empty();
        return url.map(u -> new PushSettings.Hubs(u, lease, allowSha1, key));
    }

    private static byte[] hubKey(String text) {
        String key = text.strip();
        if (key.length() < SHORTEST_HUB_KEY) {
            throw new IllegalArgumentException("it has fewer than " + SHORTEST_HUB_KEY + " characters");
        }
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** A secret is in a file, or in the environment; never here, where it would be read, copied and committed. */
    private <S> Optional<S> secret(String where, Map<?, ?> map, String name, Function<String, S> read) {
        Optional<String> file = text(map, name + "File");
        Optional<String> variable = text(map, name + "Env");
        if (file.isPresent() && variable.isPresent()) {
            problems.add(where + " has both " + name + "File and " + name + "Env", "leave one of them out");
            return Optional.empty();
        }
        return file.isPresent()
                ? Secret.ofFile(where + "." + name + "File", folder.resolve(file.get()), read, problems)
                : variable.flatMap(v -> Secret.ofVariable(where + "." + name + "Env", v, env, read, problems));
    }

    private long number(String where, Map<?, ?> map, String key, long ifMissing, long low, long high) {
        String written = text(map, key).orElse("");
        if (written.isEmpty()) {
            return ifMissing;
        }
        if (written.matches("\\d{1,18}") && Long.parseLong(written) >= low && Long.parseLong(written) <= high) {
            return Long.parseLong(written);
        }
        problems.add(
                where + "." + key + " is '" + written + "'",
                "use a number from " + low + (high == Long.MAX_VALUE ? " on" : " to " + high));
        return ifMissing;
    }

    private Duration duration(String where, Map<?, ?> map, String key, Duration ifMissing) {
        String written = text(map, key).orElse("");
        if (written.isEmpty()) {
            return ifMissing;
        }
        Matcher m = DURATION.matcher(written);
        if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
            problems.add(where + "." + key + " is '" + written + "'", "use e.g. 30s, 5m, 2h or 1d");
            return ifMissing;
        }
        long number = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private Silence silence(String where, Map<?, ?> map) {
        String written = text(map, "silence").orElse("learnt");
        return switch (written) {
            case "learnt" -> Silence.LEARNT;
            // YAML takes a bare off for false.
            case "off", "false" -> Silence.OFF;
            default -> {
                if (!written.matches("0*[1-9]\\d{0,5}[smhd]")) {
                    problems.add(where + ".silence is '" + written + "'", "use learnt, off, or e.g. 30m, 6h or 2d");
                    yield Silence.LEARNT;
                }
                yield new Silence.AtMost(duration(where, map, "silence", Duration.ZERO));
            }
        };
    }

    private boolean flag(String where, Map<?, ?> map, String key) {
        String written = text(map, key).orElse("false");
        if (!written.equals("true") && !written.equals("false")) {
            problems.add(where + "." + key + " is '" + written + "'", "use true or false");
        }
        return written.equals("true");
    }

    private int port(String where, Map<?, ?> map) {
        String port = text(map, "port").orElse("8081");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            problems.add(where + ".port is '" + port + "'", "use a number from 0 to 65535");
            return 0;
        }
        return Integer.parseInt(port);
    }

    private Reading reading(String where, Map<?, ?> map, String id) {
        String provider = text(map, "provider").orElse(id);
        if (provider.isBlank() || provider.indexOf('|') >= 0) {
            problems.add(where + ".provider is '" + provider + "'", "name the organisation, without '|'");
        }
        Optional<Format> format = Optional.empty();
        Optional<String> told = text(map, "format").filter(f -> !f.equals("auto"));
        if (told.isPresent()) {
            try {
                format = Optional.of(Format.valueOf(told.get().replace('-', '_').toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                problems.add(where + ".format is '" + told.get() + "'", "use auto, " + FORMATS);
            }
        }
        Optional<Charset> charset = Optional.empty();
        try {
            charset = text(map, "charset").map(Charset::forName);
        } catch (IllegalArgumentException unknown) {
            problems.add(
                    where + ".charset is '" + map.get("charset") + "'",
                    "use a name of the IANA list, e.g. ISO-8859-15");
        }
        Optional<ZoneId> zone = Optional.empty();
        try {
            zone = text(map, "zone").map(ZoneId::of);
        } catch (DateTimeException unknown) {
            problems.add(
                    where + ".zone is '" + map.get("zone") + "'", "use a name of the IANA list, e.g. Europe/Vienna");
        }
        Optional<String> name = text(map, "profile");
        Optional<Profile> profile = name.flatMap(profiles::named);
        if (name.isPresent() && profile.isEmpty()) {
            problems.add(
                    where + ".profile is '" + name.get() + "'", "name one of " + String.join(", ", profiles.names()));
        }
        return new Reading(provider, format, charset, zone, profiles, profile);
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return Optional.ofNullable(map.get(key)).map(v -> v.toString().strip()).filter(v -> !v.isEmpty());
    }
}
