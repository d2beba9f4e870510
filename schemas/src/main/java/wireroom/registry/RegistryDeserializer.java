package wireroom.registry;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads what {@link RegistrySerializer} and Confluent's own serializer write. The writer's schema comes from the
 * registry by id, the reader's schema from the class.
 */
public final class RegistryDeserializer<V> implements Deserializer<V> {
    private static final int HEADER = 5;

    private final Class<V> type;
    private final Map<Integer, DatumReader<V>> readers = new ConcurrentHashMap<>();
    private SchemaRegistry registry;

    /** For configuration by name: reads generic records. */
    public RegistryDeserializer() {
        this(null);
    }

    /** @param type class to read into; null reads generic records */
    public RegistryDeserializer(Class<V> type) {
        this.type = type;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        registry = SchemaRegistry.open(RegistryConfig.of(configs, isKey));
    }

    @Override
    public V deserialize(String topic, byte[] data) {
        if (data == null) {
            return null;
        }
        if (data.length < HEADER || data[0] != RegistrySerializer.MAGIC) {
            throw new SerializationException("not in the Confluent wire format (topic " + topic + ", " + data.length
                    + " bytes, first byte " + (data.length == 0 ? "none" : data[0]) + ")");
        }
        int id = (data[1] & 0xff) << 24 | (data[2] & 0xff) << 16 | (data[3] & 0xff) << 8 | (data[4] & 0xff);
        DatumReader<V> reader = readers.computeIfAbsent(id, this::reader);
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data, HEADER, data.length - HEADER, null);
            return reader.read(null, decoder);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot read a record of topic " + topic + " with schema id " + id + ": " + e.getMessage(), e);
        }
    }

    private DatumReader<V> reader(int id) {
        Schema written = registry.schema(id);
        return type == null
                ? new GenericDatumReader<>(written)
                : new SpecificDatumReader<>(
                        written, SpecificData.get().getSchema(type), SpecificData.getForClass(type));
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
