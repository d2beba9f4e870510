package wireroom.app.conform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import wireroom.ingest.format.Format;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Profiles;

/** Reads scenarios from their folders. Every complaint names the file and what is wrong with it. */
public final class ScenarioReader {
    private static final String SCENARIO = "scenario.yaml";
    private static final String EXPECTED = "expected.json";
    private static final String OWN_PROFILE = "own";
    private static final Duration AFTERWARDS = Duration.ofMinutes(1);
    private static final Set<String> KEYS = Set.of(
            "title",
            "why",
            "rules",
            "provider",
            "format",
            "charset",
            "zone",
            "profile",
            "reviveAfterKill",
            "at",
            "documents");
    private static final Set<String> DOCUMENT_KEYS =
            Set.of("file", "received", "provider", "format", "charset", "zone", "profile");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScenarioReader() {}

    /**
     * The scenario in a folder, or those in the folders below it, in the order of their names.
     *
     * @throws IllegalArgumentException when one cannot be understood, or there is none
     */
    public static List<Scenario> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is no folder");
        }
        try (Stream<Path> found = Files.find(folder, 3, (path, attributes) -> path.endsWith(SCENARIO))) {
            List<Scenario> scenarios =
                    found.sorted().map(file -> one(folder, file.getParent())).toList();
            if (scenarios.isEmpty()) {
                throw new IllegalArgumentException("no folder below " + folder + " has a " + SCENARIO);
            }
            return scenarios;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario one(Path root, Path folder) {
        Path file = folder.resolve(SCENARIO);
        try {
            Map<?, ?> yaml = yaml(file);
            refuseUnknown(file, yaml, KEYS);
            Fields top = new Fields(file, yaml, Map.of());
            List<Scenario.Step> steps = new ArrayList<>();
            if (!(yaml.get("documents") instanceof List<?> documents) || documents.isEmpty()) {
                throw new IllegalArgumentException(file + ": 'documents' must be a list with at least one entry");
            }
            for (Object document : documents) {
                if (!(document instanceof Map<?, ?> map)) {
                    throw new IllegalArgumentException(file + ": a document must have 'file' and 'received'");
                }
                refuseUnknown(file, map, DOCUMENT_KEYS);
                steps.add(step(folder, new Fields(file, map, yaml)));
            }
            refuseForgotten(folder, steps);
            Instant last = steps.stream()
                    .map(Scenario.Step::received)
                    .max(Instant::compareTo)
                    .orElseThrow();
            return new Scenario(
                    root.equals(folder)
                            ? String.valueOf(folder.getFileName())
                            : root.relativize(folder).toString(),
                    top.needed("title"),
                    top.list("rules"),
                    top.text("reviveAfterKill").map(Boolean::parseBoolean).orElse(false),
                    top.text("at").map(at -> top.instant("at", at)).orElse(last.plus(AFTERWARDS)),
                    steps,
                    json(folder.resolve(EXPECTED)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Scenario.Step step(Path folder, Fields fields) throws IOException {
        String name = fields.needed("file");
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(fields.file + ": there is no document '" + name + "'");
        }
        Profile profile = fields.profile();
        return new Scenario.Step(
                name,
                Files.readAllBytes(file),
                fields.needed("provider"),
                fields.instant("received", fields.needed("received")),
                fields.text("format").map(format -> Format.valueOf(constant(format))),
                fields.text("charset")
                        .map(Charset::forName)
                        .or(profile::charset)
                        .orElse(StandardCharsets.ISO_8859_1),
                fields.text("zone").map(ZoneId::of).or(profile::zone).orElse(ZoneId.of("UTC")),
                profile);
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        try {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            if (loaded instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YAMLException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(file + ": must have fields");
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static void refuseUnknown(Path file, Map<?, ?> map, Set<String> known) {
        Set<String> unknown = new TreeSet<>();
        map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": nobody reads " + unknown + "; known are " + new TreeSet<>(known));
        }
    }

    /** A document that nothing mentions was meant to be part of it. */
    private static void refuseForgotten(Path folder, List<Scenario.Step> steps) throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .forEach(there::add);
        }
        steps.forEach(step -> there.remove(step.file()));
        if (!there.isEmpty()) {
            throw new IllegalArgumentException(folder.resolve(SCENARIO) + ": does not mention " + there);
        }
    }

    /** Fields of a document, which it may leave to the scenario. */
    private record Fields(Path file, Map<?, ?> own, Map<?, ?> common) {
        Optional<String> text(String name) {
            Object value = own.containsKey(name) ? own.get(name) : common.get(name);
            return switch (value) {
                case null -> Optional.empty();
                // YAML 1.1 takes a bare time for a date.
                case java.util.Date date -> Optional.of(date.toInstant().toString());
                default -> Optional.of(value.toString().strip());
            };
        }

        String needed(String name) {
            return text(name)
                    .filter(text -> !text.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(file + ": '" + name + "' is missing"));
        }

        /** A shipped profile by its name, or the settings of one; nothing: that of the provider. */
        Profile profile() {
            Object value = own.containsKey("profile") ? own.get("profile") : common.get("profile");
            List<String> problems = new ArrayList<>();
            Optional<Profile> profile = switch (value) {
                case null -> Optional.of(Profiles.shipped().of(needed("provider")));
                case Map<?, ?> settings ->
                    Profiles.with(Map.of(OWN_PROFILE, settings), (what, mend) -> problems.add(what + ": " + mend))
                            .named(OWN_PROFILE);
                default -> Profiles.shipped().named(value.toString());
            };
            return profile.filter(found -> problems.isEmpty())
                    .orElseThrow(() -> new IllegalArgumentException(
                            file + ": there is no profile '" + value + "'" + String.join("; ", problems)));
        }

        List<String> list(String name) {
            return switch (own.get(name)) {
                case null -> List.of();
                case List<?> list -> list.stream().map(String::valueOf).toList();
                default -> List.of(needed(name));
            };
        }

        Instant instant(String name, String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        file + ": '" + name + "' must be an instant such as 2026-03-01T12:00:00Z, not " + text, e);
            }
        }
    }
}
