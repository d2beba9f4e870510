package wireroom.ingest.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * All profiles: those that come with Wireroom, one YAML file an agency, and the operator's own from {@code profiles} of
 * {@code wireroom.yaml}. Immutable.
 *
 * <p>A profile of the operator starts from the one that its {@code extends} names, else from the shipped one of its name,
 * else from {@link Profile#DEFAULT}; each key that it gives replaces that key whole.
 */
public final class Profiles {
    /** Files beside this class; a jar cannot be listed. */
    static final List<String> NAMES = List.of(
            "aap",
            "afp",
            "ana",
            "ansa",
            "ap",
            "bbc",
            "businesswire",
            "dpa",
            "efe",
            "kna",
            "ntb",
            "pa",
            "reuters",
            "scoop",
            "stt",
            "superdesk",
            "tt");

    private static final Profiles SHIPPED = new Profiles(readShipped());

    private final Map<String, Profile> byName;
    private final Map<String, Profile> byProvider = new HashMap<>();

    private Profiles(Map<String, Profile> byName) {
        this.byName = Map.copyOf(byName);
        byName.values().forEach(p -> p.providers().forEach(provider -> byProvider.put(provider, p)));
        byName.values().forEach(p -> byProvider.put(p.name(), p));
    }

    /** Those that come with Wireroom. */
    public static Profiles shipped() {
        return SHIPPED;
    }

    /**
     * The shipped ones and the operator's.
     *
     * @param own value of the key {@code profiles}: name to settings
     * @param problem told of every problem, with its mend; a profile with one is left out
     */
    public static Profiles with(Map<?, ?> own, BiConsumer<String, String> problem) {
        Map<String, Profile> all = new HashMap<>(SHIPPED.byName);
        own.forEach((key, value) -> {
            String name = String.valueOf(key).strip().toLowerCase(Locale.ROOT);
            String where = "profiles." + key;
            if (!(value instanceof Map<?, ?> map)) {
                problem.accept(where + " is not a map", "write e.g. " + name + ": {zone: Europe/Vienna}");
                return;
            }
            Object parent = map.get("extends");
            Profile start = parent == null
                    ? all.getOrDefault(name, Profile.DEFAULT)
                    : all.get(String.valueOf(parent).strip().toLowerCase(Locale.ROOT));
            if (start == null) {
                problem.accept(
                        where + ".extends is '" + parent + "'",
                        "name one of "
                                + String.join(
                                        ", ", all.keySet().stream().sorted().toList()));
                return;
            }
            new ProfileYaml(where, problem).read(name, map, start).ifPresent(p -> all.put(name, p));
        });
        return new Profiles(all);
    }

    /** The profile of a provider, or the default. */
    public Profile of(String provider) {
        return byProvider.getOrDefault(provider.strip().toLowerCase(Locale.ROOT), Profile.DEFAULT);
    }

    /** A profile by its own name. */
    public Optional<Profile> named(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT);
        return key.equals(Profile.DEFAULT.name()) ? Optional.of(Profile.DEFAULT) : Optional.ofNullable(byName.get(key));
    }

    /** Names of all, sorted. */
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    private static Map<String, Profile> readShipped() {
        Map<String, Profile> all = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (String name : NAMES) {
            try (InputStream in = Profiles.class.getResourceAsStream(name + ".yaml")) {
                if (in == null) {
                    throw new IllegalStateException("no resource " + name + ".yaml beside " + Profiles.class);
                }
                Object root = new Yaml(new SafeConstructor(new LoaderOptions()))
                        .load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                new ProfileYaml(name, (what, mend) -> problems.add(what + ": " + mend))
                        .read(name, (Map<?, ?>) root, Profile.DEFAULT)
                        .ifPresent(p -> all.put(name, p));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("shipped profiles are broken:\n  " + String.join("\n  ", problems));
        }
        return all;
    }
}
