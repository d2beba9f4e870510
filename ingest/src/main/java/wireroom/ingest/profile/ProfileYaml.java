package wireroom.ingest.profile;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import wireroom.model.Action;

/** Reads one profile; tells all its problems at once. */
final class ProfileYaml {
    private static final Set<String> KEYS = Set.of(
            "extends",
            "about",
            "providers",
            "charset",
            "zone",
            "language",
            "emptyEmbargoMeans",
            "reviveAfterKill",
            "category",
            "priority",
            "genre",
            "signal",
            "scheme",
            "identity",
            "quirks",
            "senders");

    private final String where;
    private final BiConsumer<String, String> problem;
    private boolean sound = true;

    ProfileYaml(String where, BiConsumer<String, String> problem) {
        this.where = where;
        this.problem = problem;
    }

    Optional<Profile> read(String name, Map<?, ?> map, Profile start) {
        for (Object key : map.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                tell(key + " is unknown", "use " + KEYS.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        Profile profile = new Profile(
                name,
                map.containsKey("providers") ? lower(list(map, "providers")) : Set.of(),
                charset(map).or(start::charset),
                zone(map).or(start::zone),
                text(map, "language").or(start::language),
                one(map, "emptyEmbargoMeans", EmptyEmbargo.class).orElse(start.emptyEmbargo()),
                flag(map, "reviveAfterKill").orElse(start.reviveAfterKill()),
                map.containsKey("category") ? codes(map, "category") : start.categories(),
                map.containsKey("priority") ? urgencies(map) : start.priorities(),
                map.containsKey("genre") ? codes(map, "genre") : start.genres(),
                map.containsKey("signal") ? signals(map) : start.signals(),
                map.containsKey("scheme") ? schemes(map) : start.schemes(),
                map.containsKey("identity") ? identities(map) : start.identities(),
                map.containsKey("quirks") ? quirks(map) : start.quirks(),
                map.containsKey("senders") ? lower(list(map, "senders")) : start.senders());
        return sound ? Optional.of(profile) : Optional.empty();
    }

    private void tell(String what, String mend) {
        sound = false;
        problem.accept(where + "." + what, mend);
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return Optional.ofNullable(map.get(key)).map(v -> v.toString().strip()).filter(v -> !v.isEmpty());
    }

    private Optional<Charset> charset(Map<?, ?> map) {
        try {
            return text(map, "charset").map(Charset::forName);
        } catch (IllegalArgumentException unknown) {
            tell("charset is '" + map.get("charset") + "'", "use a name of the IANA list, e.g. ISO-8859-15");
            return Optional.empty();
        }
    }

    private Optional<ZoneId> zone(Map<?, ?> map) {
        try {
            return text(map, "zone").map(ZoneId::of);
        } catch (DateTimeException unknown) {
            tell("zone is '" + map.get("zone") + "'", "use a name of the IANA list, e.g. Europe/Vienna");
            return Optional.empty();
        }
    }

    private Optional<Boolean> flag(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value != null && !(value instanceof Boolean)) {
            tell(key + " is '" + value + "'", "use true or false");
        }
        return value instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    private <E extends Enum<E>> Optional<E> one(Map<?, ?> map, String key, Class<E> type) {
        return text(map, key).flatMap(raw -> constant(key, raw, type));
    }

    private <E extends Enum<E>> Optional<E> constant(String key, String raw, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(raw)) {
                return Optional.of(constant);
            }
        }
        tell(
                key + " is '" + raw + "'",
                "use " + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", ")));
        return Optional.empty();
    }

    private List<String> list(Map<?, ?> map, String key) {
        if (map.get(key) instanceof List<?> list) {
            return list.stream().map(v -> String.valueOf(v).strip()).toList();
        }
        tell(key + " is not a list", "write " + key + ": [one, another]");
        return List.of();
    }

    private static Set<String> lower(List<String> names) {
        return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private Map<?, ?> table(Map<?, ?> map, String key) {
        if (map.get(key) instanceof Map<?, ?> table) {
            return table;
        }
        tell(key + " is not a map", "write " + key + ": {code: meaning}");
        return Map.of();
    }

    private Map<String, Code> codes(Map<?, ?> map, String key) {
        Map<String, Code> codes = new HashMap<>();
        table(map, key).forEach((code, meaning) -> {
            Optional<String> name = meaning instanceof Map<?, ?> m
                    ? text(m, "name")
                    : Optional.of(String.valueOf(meaning).strip());
            if (name.isEmpty()) {
                tell(key + "." + code + " has no name", "write " + code + ": {name: Sport, subject: medtop:15000000}");
                return;
            }
            codes.put(
                    String.valueOf(code).strip().toLowerCase(Locale.ROOT),
                    new Code(
                            name.get(),
                            meaning instanceof Map<?, ?> m ? text(m, "subject").orElse(null) : null));
        });
        return codes;
    }

    private Map<String, Integer> urgencies(Map<?, ?> map) {
        Map<String, Integer> urgencies = new HashMap<>();
        table(map, "priority").forEach((code, value) -> {
            if (value instanceof Integer urgency && urgency >= 1 && urgency <= 9) {
                urgencies.put(String.valueOf(code).strip().toLowerCase(Locale.ROOT), urgency);
            } else {
                tell("priority." + code + " is '" + value + "'", "use an urgency from 1 to 9");
            }
        });
        return urgencies;
    }

    private Map<String, Action> signals(Map<?, ?> map) {
        Map<String, Action> signals = new HashMap<>();
        table(map, "signal")
                .forEach((qcode, action) -> constant(
                                "signal." + qcode, String.valueOf(action).strip(), Action.class)
                        .ifPresent(
                                a -> signals.put(String.valueOf(qcode).strip().toLowerCase(Locale.ROOT), a)));
        return signals;
    }

    private Map<String, String> schemes(Map<?, ?> map) {
        Map<String, String> schemes = new HashMap<>();
        table(map, "scheme")
                .forEach((alias, uri) -> schemes.put(
                        String.valueOf(alias).strip(), String.valueOf(uri).strip()));
        return schemes;
    }

    private List<Profile.Identity> identities(Map<?, ?> map) {
        List<Profile.Identity> identities = new ArrayList<>();
        if (!(map.get("identity") instanceof List<?> list)) {
            tell("identity is not a list", "write identity: [{pattern: '(.*)_\\d+', family: '$1'}]");
            return identities;
        }
        for (Object entry : list) {
            Map<?, ?> rule = entry instanceof Map<?, ?> m ? m : Map.of();
            Optional<String> pattern = text(rule, "pattern");
            Optional<String> family = text(rule, "family");
            if (pattern.isEmpty() || family.isEmpty()) {
                tell("identity has " + entry, "give each rule its pattern and its family");
                continue;
            }
            try {
                Pattern compiled = Pattern.compile(pattern.get());
                int groups = compiled.matcher("").groupCount();
                if (Pattern.compile("\\$(\\d)")
                        .matcher(family.get())
                        .results()
                        .anyMatch(m -> Integer.parseInt(m.group(1)) > groups)) {
                    tell("identity names a group that " + pattern.get() + " does not have", "count its brackets");
                } else {
                    identities.add(new Profile.Identity(compiled, family.get()));
                }
            } catch (PatternSyntaxException e) {
                tell("identity has the pattern '" + pattern.get() + "'", "mend it: " + e.getDescription());
            }
        }
        return identities;
    }

    private Set<Quirk> quirks(Map<?, ?> map) {
        Set<Quirk> quirks = new HashSet<>();
        list(map, "quirks").forEach(raw -> constant("quirks", raw, Quirk.class).ifPresent(quirks::add));
        return quirks;
    }
}
