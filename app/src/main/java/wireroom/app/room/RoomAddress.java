package wireroom.app.room;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import wireroom.topics.Cluster;

/**
 * Where a running room can be reached. Kept as {@code room.json} in the home while it runs.
 *
 * @param pid process, 0 when it is not on this machine or not known
 * @param page address of the gateway
 * @param push address that takes wire items
 * @param bootstrap Kafka
 * @param registry schema registry
 * @param jdbcUrl PostgreSQL
 * @param jdbcUser its role
 */
public record RoomAddress(
        long pid, URI page, URI push, String bootstrap, String registry, String jdbcUrl, String jdbcUser) {
    private static final String FILE = "room.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The file in a home. */
    public static Path file(Path home) {
        return home.resolve(FILE);
    }

    /** Of the room that runs in a home; empty when none does. */
    public static Optional<RoomAddress> in(Path home) {
        try {
            JsonNode node = JSON.readTree(Files.readString(file(home)));
            RoomAddress address = new RoomAddress(
                    node.path("pid").asLong(),
                    URI.create(node.path("page").asText()),
                    URI.create(node.path("push").asText()),
                    node.path("bootstrap").asText(),
                    node.path("registry").asText(),
                    node.path("jdbcUrl").asText(),
                    node.path("jdbcUser").asText());
            // left behind by one that was killed
            return ProcessHandle.of(address.pid())
                    .filter(ProcessHandle::isAlive)
                    .map(process -> address);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalStateException(file(home) + " is not readable: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file(home) + ": " + e.getMessage(), e);
        }
    }

    /** Of processes that run elsewhere, by the same variables that they are started with; empty without Kafka. */
    public static Optional<RoomAddress> in(Map<String, String> environment) {
        String bootstrap = environment.getOrDefault("WIREROOM_BOOTSTRAP", "");
        if (bootstrap.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new RoomAddress(
                0,
                URI.create(environment.getOrDefault("WIREROOM_PAGE", "http://127.0.0.1:8080")),
                URI.create(environment.getOrDefault("WIREROOM_PUSH", "http://127.0.0.1:8081")),
                bootstrap,
                environment.getOrDefault("WIREROOM_REGISTRY", ""),
                environment.getOrDefault("WIREROOM_JDBC_URL", ""),
                environment.getOrDefault("WIREROOM_JDBC_USER", "")));
    }

    /** Replaces the file of a home, all at once. */
    void write(Path home) throws IOException {
        Path half = home.resolve(FILE + ".new");
        Files.writeString(half, json().toPrettyString() + "\n");
        Files.move(half, file(home), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The same as JSON. */
    public ObjectNode json() {
        return JSON.createObjectNode()
                .put("pid", pid)
                .put("page", page.toString())
                .put("push", push.toString())
                .put("bootstrap", bootstrap)
                .put("registry", registry)
                .put("jdbcUrl", jdbcUrl)
                .put("jdbcUser", jdbcUser);
    }

    /** Kafka and registry. */
    public Cluster cluster() {
        return new Cluster(bootstrap, registry);
    }
}
