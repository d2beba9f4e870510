package wireroom.registry;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serializer and deserializer of one Avro class. Settings: see the package. Thread-safe after {@link #configure}.
 *
 * @see RegistrySerializer
 * @see RegistryDeserializer
 */
public final class RegistrySerde<V extends SpecificRecord> implements Serde<V> {
    private final RegistrySerializer<V> serializer = new RegistrySerializer<>();
    private final RegistryDeserializer<V> deserializer;

    /** For configuration by name, e.g. {@code default.value.serde}; wants {@code specific.avro.reader=true}. */
    public RegistrySerde() {
        this(null);
    }

    /** @param type the class to read into; its schema is the reader's schema */
    public RegistrySerde(Class<V> type) {
        this.deserializer = new RegistryDeserializer<>(type);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }

    @Override
    public Serializer<V> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<V> deserializer() {
        return deserializer;
    }
}
