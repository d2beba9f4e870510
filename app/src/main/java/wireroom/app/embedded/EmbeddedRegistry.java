package wireroom.app.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Confluent-compatible schema registry (Apicurio) as a child of this JVM, on loopback, its schemas in a file. It ends
 * with this JVM, however that ends.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String API = "/apis/ccompat/v7";

    private final ChildProcess child;
    private final int port;

    private EmbeddedRegistry(ChildProcess child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts the registry and returns when it answers and refuses incompatible schemas.
     *
     * @param folder where it keeps its schemas, made when missing
     * @param logs folder for its log
     * @param port 0 takes a free one
     */
    public static EmbeddedRegistry start(Path folder, Path logs, int port) {
        Path program = Distribution.folder().resolve("registry");
        if (!Files.exists(program.resolve("quarkus-run.jar"))) {
            throw new StartFailure("the registry is missing from " + program, "build it: mvn -DskipTests package");
        }
        int own = Ports.orAny(port);
        Path home = folder.toAbsolutePath();
        Path pid = home.resolve("registry.pid");
        try {
            Files.createDirectories(home);
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + folder + ": " + e.getMessage(), "choose another --home", e);
        }
        String mark = "-Dwireroom.registry=" + home;
        ChildProcess.stopLeftOver(pid, mark);
        Map<String, String> environment = Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(own)),
                // listens on every address by default
                Map.entry("QUARKUS_MANAGEMENT_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.any())),
                Map.entry("APICURIO_STORAGE_KIND", "sql"),
                Map.entry("APICURIO_STORAGE_SQL_KIND", "h2"),
                // no write delay: an id that a record carries must survive a power cut
                Map.entry("APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + home.resolve("schemas") + ";WRITE_DELAY=0"),
                Map.entry("APICURIO_DATASOURCE_USERNAME", "sa"),
                Map.entry("APICURIO_DATASOURCE_PASSWORD", "sa"));
        ChildProcess child = ChildProcess.start(
                "registry", command(program, mark), environment, program, logs.resolve("registry.log"), pid, "TERM");
        EmbeddedRegistry registry = new EmbeddedRegistry(child, own);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build()) {
            // the first thing it must do is refuse incompatible schemas, as Confluent's does by default
            child.awaitReady(() -> registry.refusesIncompatible(http), PATIENCE);
        } catch (RuntimeException e) {
            child.close();
            throw e;
        }
        return registry;
    }

    private static List<String> command(Path program, String mark) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"));
        // makes itself at the first clean end, and saves a third of the start from then on
        command.addAll(List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile="
                        + program.resolve("registry-" + Runtime.version().feature() + ".jsa"),
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
        command.addAll(List.of(mark, "-jar", program.resolve("quarkus-run.jar").toString()));
        return command;
    }

    private boolean refusesIncompatible(HttpClient http) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url() + "/config"))
                            .timeout(Duration.ofSeconds(5))
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{\"compatibility\":\"FULL\"}"))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What {@code schema.registry.url} takes. */
    public String url() {
        return "http://127.0.0.1:" + port + API;
    }

    public int port() {
        return port;
    }

    /** How it ended by itself; empty while it runs. */
    public Optional<String> ended() {
        return child.ended();
    }

    /** Stops cleanly; safe to call again. */
    @Override
    public void close() {
        child.close();
    }
}
