package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import wireroom.app.cli.ComposeFile;

/** What docker-compose.yml wires is what the code reads. */
class ComposeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> MODULES = Set.of("ingest", "enrich", "sink", "gateway");

    private final ComposeFile compose = ComposeFile.read();

    @Test
    void hasThreeBrokersAndEveryProcess() {
        assertThat(services().keySet())
                .containsExactlyInAnyOrder(
                        "broker-1",
                        "broker-2",
                        "broker-3",
                        "registry",
                        "postgres",
                        "ingest",
                        "enrich",
                        "sink",
                        "gateway");
        MODULES.forEach(module -> assertThat(service(module).get("command")).isEqualTo(List.of(module)));
    }

    @Test
    void runsTheModulesFromOneImage() {
        assertThat(MODULES.stream().map(module -> service(module).get("image")).distinct())
                .hasSize(1);
    }

    @Test
    void namesOnlyVariablesThatTheCodeReads() throws IOException {
        Set<String> read = new TreeSet<>();
        Pattern name = Pattern.compile("WIREROOM_[A-Z_]+");
        for (String module : List.of("ingest", "enrich", "sink", "gateway", "app")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    name.matcher(Files.readString(file)).results().forEach(found -> read.add(found.group()));
                }
            }
        }
        MODULES.forEach(module -> assertThat(environment(module).keySet()).isSubsetOf(read));
    }

    @Test
    void configuresEveryModuleCompletely() throws IOException {
        Path secret = Files.createTempFile("wireroom", "secret");
        Files.writeString(secret, "s3cret\n");
        try {
            wireroom.ingest.IngestConfig.fromEnvironment(environment("ingest"));
            wireroom.enrich.EnrichConfig.fromEnvironment(environment("enrich"));
            wireroom.gateway.GatewayConfig.fromEnvironment(environment("gateway"));
            Map<String, String> sink = new java.util.HashMap<>(environment("sink"));
            sink.put("WIREROOM_JDBC_PASSWORD_FILE", secret.toString());
            assertThat(wireroom.sink.SinkConfig.fromEnvironment(sink).jdbcPassword())
                    .isEqualTo("s3cret");
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void checksTheHealthOfEveryService() {
        services().keySet().forEach(name -> assertThat(service(name)).as(name).containsKey("healthcheck"));
    }

    @Test
    void pinsEveryImage() throws IOException {
        services()
                .keySet()
                .forEach(name -> assertThat(service(name).get("image").toString())
                        .as(name)
                        .matches(".+:[0-9]+\\.[0-9]+.*"));
        assertThat(Files.readAllLines(ROOT.resolve("app/Dockerfile")).stream().filter(line -> line.startsWith("FROM ")))
                .isNotEmpty()
                .allMatch(line -> line.matches("FROM [a-z/-]+:[0-9]+\\.[0-9]+.*"));
    }

    @Test
    void holdsNoSecrets() {
        services()
                .keySet()
                .forEach(name -> environment(name).forEach((key, value) -> {
                    if (key.contains("PASSWORD") || key.contains("SECRET") || key.contains("TOKEN")) {
                        assertThat(key).endsWith("_FILE");
                        assertThat(value).startsWith("/run/secrets/");
                    }
                }));
    }

    @Test
    void keepsStateInVolumes() {
        for (String name : List.of("broker-1", "broker-2", "broker-3", "registry", "postgres", "enrich", "gateway")) {
            assertThat(service(name)).as(name).containsKey("volumes");
        }
    }

    @Test
    void listensOnLoopbackOnly() {
        services()
                .keySet()
                .forEach(name -> assertThat((List<?>) service(name).getOrDefault("ports", List.of()))
                        .as(name)
                        .allMatch(port -> port.toString().startsWith("127.0.0.1:")));
    }

    private Map<String, Object> services() {
        return compose.services();
    }

    private Map<String, Object> service(String name) {
        return compose.service(name);
    }

    private Map<String, String> environment(String name) {
        return compose.environment(name);
    }
}
