package wireroom.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes Avro records in the Confluent wire format: magic byte 0, schema id as 4 bytes big-endian, Avro binary.
 *
 * <p>Takes Confluent's configuration names, so that Confluent's own class drops in: see {@link RegistryConfig}.
 */
public final class RegistrySerializer<V extends IndexedRecord> implements Serializer<V> {
    static final byte MAGIC = 0;

    private final Map<String, Integer> idBySubject = new ConcurrentHashMap<>();
    private final Map<Schema, DatumWriter<V>> writers = new ConcurrentHashMap<>();
    private RegistryConfig config;
    private SchemaRegistry registry;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        config = RegistryConfig.of(configs, isKey);
        registry = SchemaRegistry.open(config);
    }

    @Override
    public byte[] serialize(String topic, V data) {
        if (data == null) {
            return null;
        }
        Schema schema = data.getSchema();
        int id = idBySubject.computeIfAbsent(
                config.subject(topic, schema) + "\n" + schema.getFullName(),
                key -> registry.idOf(config.subject(topic, schema), schema));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        bytes.write(MAGIC);
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            writers.computeIfAbsent(schema, s -> writer(data, s)).write(data, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot write a " + schema.getFullName() + " for topic " + topic + ": " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static <V> DatumWriter<V> writer(V data, Schema schema) {
        return data instanceof SpecificRecord ? new SpecificDatumWriter<>(schema) : new GenericDatumWriter<>(schema);
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
