package wireroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml as Compose reads it. */
public record ComposeFile(Map<String, Object> services) {
    private static final Path FILE =
            Path.of("../docker-compose.yml").toAbsolutePath().normalize();

    /** Reads it, with merge keys resolved. */
    @SuppressWarnings("unchecked")
    public static ComposeFile read() {
        try {
            Map<String, Object> compose = new Yaml().load(Files.readString(FILE));
            return new ComposeFile((Map<String, Object>) compose.get("services"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Everything that is said of a service. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> service(String name) {
        return (Map<String, Object>) services.get(name);
    }

    /** Variables of a service, as its process gets them. */
    public Map<String, String> environment(String name) {
        Map<String, String> environment = new TreeMap<>();
        if (service(name).get("environment") instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> environment.put(key.toString(), String.valueOf(value)));
        }
        return environment;
    }

    /** A list that a service may have, e.g. {@code command} or {@code volumes}; empty when it has none. */
    public List<String> list(String name, String key) {
        return service(name).get(key) instanceof List<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The command line of a service's health check. */
    public List<String> healthcheck(String name) {
        Map<?, ?> check = (Map<?, ?>) service(name).get("healthcheck");
        return ((List<?>) check.get("test")).stream().map(String::valueOf).toList();
    }
}
