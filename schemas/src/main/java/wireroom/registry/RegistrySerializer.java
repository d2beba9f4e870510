package wireroom.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes Avro records in the Confluent wire format: magic byte 0, schema id as 4 bytes big-endian, Avro binary. The
 * bytes are those of Confluent's KafkaAvroSerializer, and the configuration has its names (see the package), so
 * Confluent's own class drops in.
 *
 * <p>With headers it adds {@code wireroom.schema}, by which {@link RegistryDeserializer} can read the value even when
 * the registry is down or has lost its ids; {@code wireroom.schema.header=false} leaves it out.
 *
 * <p>The registry is asked once a topic and schema; later its absence is not noticed. Thread-safe after {@link
 * #configure}, as producers and stream threads need it.
 */
public final class RegistrySerializer<V extends IndexedRecord> implements Serializer<V> {
    static final byte MAGIC = 0;

    /** A buffer that grew over this is not kept: a rare giant must not occupy memory for ever. */
    private static final int LARGEST_KEPT_BUFFER = 1024 * 1024;

    private final Map<Target, Writing> known = new ConcurrentHashMap<>();
    private final AtomicReference<Buffer> spare = new AtomicReference<>();
    private volatile Writing last;
    private RegistryConfig config;
    private SchemaRegistry registry;

    /** To be configured by name, or with {@link #configure}. */
    public RegistrySerializer() {}

    private record Target(String topic, Schema schema) {}

    /** All that is the same for every record of a topic and schema. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and the header is written once and only read.
    private record Writing(String topic, Schema schema, int id, Converter to, byte[] header) {}

    /** Writes a record, after its schema's fields have been brought in the form that the registry holds. */
    private interface Converter {
        void write(Object datum, BinaryEncoder encoder) throws IOException;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        config = RegistryConfig.of(configs, isKey);
        registry = SchemaRegistry.open(config);
    }

    /**
     * @return null for null: a tombstone
     * @throws RegistryException when the registry does not give an id
     * @throws SerializationException when the record does not fit its own schema, e.g. a required field is null
     */
    @Override
    public byte[] serialize(String topic, V data) {
        return serialize(topic, null, data);
    }

    /** As {@link #serialize(String, IndexedRecord)}, and leaves the fingerprint of the schema in the headers. */
    @Override
    public byte[] serialize(String topic, Headers headers, V data) {
        if (data == null) {
            return null;
        }
        Writing writing = writing(topic, data);
        if (headers != null && writing.header != null) {
            SchemaHeader.put(headers, writing.header);
        }
        Buffer kept = spare.getAndSet(null);
        Buffer buffer = kept != null ? kept : new Buffer();
        try {
            byte[] bytes = buffer.write(writing, data);
            if (bytes.length <= LARGEST_KEPT_BUFFER) {
                spare.lazySet(buffer);
            }
            return bytes;
        } catch (IOException | RuntimeException e) {
            // The buffer may hold half a record, so it is not kept.
            throw new SerializationException(
                    "cannot write a " + writing.schema.getFullName() + " for topic " + topic + ": " + e.getMessage(),
                    e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // The quick way for the usual case; equal schemas meet in the map.
    private Writing writing(String topic, V data) {
        Schema schema = data.getSchema();
        Writing recent = last;
        if (recent != null && recent.schema == schema && recent.topic.equals(topic)) {
            return recent;
        }
        if (config == null) {
            throw new IllegalStateException("the serializer is not configured: call configure first");
        }
        Target target = new Target(topic, schema);
        Writing found = known.get(target);
        if (found == null) {
            // Not computeIfAbsent: it would block writers of other topics while this one waits for the registry.
            found = prepare(topic, data, schema);
            known.put(target, found);
        }
        last = found;
        return found;
    }

    private Writing prepare(String topic, V data, Schema schema) {
        String subject = config.subject(topic, schema.getFullName());
        DatumWriter<Object> writer = data instanceof SpecificRecord
                ? new SpecificDatumWriter<>(schema, SpecificData.getForSchema(schema))
                : new GenericDatumWriter<>(schema);
        if (config.autoRegister() || !config.useLatest()) {
            int id = config.autoRegister() ? registry.register(subject, schema) : registry.find(subject, schema);
            return new Writing(topic, schema, id, writer::write, header(schema, id));
        }
        SchemaRegistry.Registered latest = registry.latest(subject);
        Converter converter =
                latest.schema().equals(schema) ? writer::write : resolving(writer, schema, latest.schema());
        return new Writing(topic, schema, latest.id(), converter, header(latest.schema(), latest.id()));
    }

    /** Fields are matched by name and filled from defaults, as Avro's schema resolution does, never by position. */
    private static Converter resolving(DatumWriter<Object> writer, Schema from, Schema to) {
        GenericDatumReader<Object> reader = new GenericDatumReader<>(from, to);
        GenericDatumWriter<Object> target = new GenericDatumWriter<>(to);
        return (datum, encoder) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder first = EncoderFactory.get().binaryEncoder(bytes, null);
            writer.write(datum, first);
            first.flush();
            Object resolved = reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
            target.write(resolved, encoder);
        };
    }

    private byte[] header(Schema schema, int id) {
        return config.key() || !config.schemaHeader()
                ? null
                : SchemaHeader.of(SchemaNormalization.parsingFingerprint64(schema), id);
    }

    /** Bytes and encoder, used again by one record after the other. */
    private static final class Buffer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

        byte[] write(Writing writing, Object datum) throws IOException {
            bytes.reset();
            int id = writing.id;
            bytes.write(MAGIC);
            bytes.write(id >>> 24);
            bytes.write(id >>> 16);
            bytes.write(id >>> 8);
            bytes.write(id);
            writing.to.write(datum, encoder);
            encoder.flush();
            return bytes.toByteArray();
        }
    }

    /** Ends a wait for the registry in other threads. */
    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
