package wireroom.topics;

import java.util.HashMap;
import java.util.Map;

/**
 * Where Kafka and the schema registry are: all a module needs to build its clients.
 *
 * @param bootstrap Kafka bootstrap servers, {@code host:port[,host:port]}
 * @param registry schema registry URLs, comma-separated; {@code mock://name} is an in-memory registry of this JVM
 * @param more further client properties, applied to every client and to the registry serde; may be empty
 */
public record Cluster(String bootstrap, String registry, Map<String, String> more) {
    public Cluster {
        more = Map.copyOf(more);
    }

    public Cluster(String bootstrap, String registry) {
        this(bootstrap, registry, Map.of());
    }

    /** Properties every Kafka client starts from; a new map, to be added to. */
    public Map<String, Object> client() {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", bootstrap);
        properties.putAll(serde());
        return properties;
    }

    /** Properties of the registry serde; a new map. */
    public Map<String, Object> serde() {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("schema.registry.url", registry);
        return properties;
    }
}
