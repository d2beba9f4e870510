package wireroom.registry;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads what {@link RegistrySerializer} and Confluent's own serializer write.
 *
 * <p>The writer's schema comes from the schemas in this jar when the header {@code wireroom.schema} names one of them,
 * else from the registry by id. So our own records can be read while the registry is down, and after it was wiped and
 * gave the same ids to other schemas. The reader's schema is that of the class.
 *
 * <p>Hostile bytes cost no more memory than honest ones of their length: a length or count that the rest of the record
 * cannot hold is refused before anything is allocated for it.
 *
 * <p>Each schema is asked for once. Thread-safe after {@link #configure}.
 */
public final class RegistryDeserializer<V> implements Deserializer<V> {
    private static final int PREFIX = 5;

    private final Class<V> type;
    private final Map<Key, Reading<V>> known = new ConcurrentHashMap<>();
    private final AtomicReference<BinaryDecoder> spare = new AtomicReference<>();
    private final AtomicReference<BundledSchemas> bundled = new AtomicReference<>();
    private volatile Reading<V> last;
    private boolean specific;
    private SchemaRegistry registry;

    /**
     * For configuration by name: reads generic records, or with {@code specific.avro.reader=true} the generated class
     * that has the name of the writer's schema.
     */
    public RegistryDeserializer() {
        this(null);
    }

    /**
     * @param type generated class to read into, its schema is the reader's schema; GenericRecord for generic records;
     *     null as without
     */
    public RegistryDeserializer(Class<V> type) {
        this.type = type;
    }

    /** @param fingerprint {@link SchemaHeader#NONE} when the record does not say it */
    private record Key(int id, long fingerprint) {}

    private record Reading<V>(int id, long fingerprint, DatumReader<V> reader) {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        RegistryConfig config = RegistryConfig.of(configs, isKey);
        specific = config.specific();
        registry = SchemaRegistry.open(config);
    }

    /**
     * @return null for null: a tombstone
     * @throws RegistryUnavailableException retriable: the schema is not known here, and no registry answers
     * @throws RegistryException any other: the record is bad, or the configuration is
     */
    @Override
    public V deserialize(String topic, byte[] data) {
        return deserialize(topic, null, data);
    }

    /** As {@link #deserialize(String, byte[])}, with the record's headers. */
    @Override
    public V deserialize(String topic, Headers headers, byte[] data) {
        if (data == null) {
            return null;
        }
        if (data.length < PREFIX || data[0] != RegistrySerializer.MAGIC) {
            throw new UnreadableRecordException(
                    "not in the Confluent wire format (topic " + topic + ", " + data.length + " bytes, first byte "
                            + (data.length == 0 ? "none" : data[0]) + ")",
                    null);
        }
        int id = (data[1] & 0xff) << 24 | (data[2] & 0xff) << 16 | (data[3] & 0xff) << 8 | (data[4] & 0xff);
        DatumReader<V> reader = reading(topic, id, SchemaHeader.fingerprint(headers, id));
        BinaryDecoder kept = spare.getAndSet(null);
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(data, PREFIX, data.length - PREFIX, kept);
            V value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new IOException("bytes are left after the record");
            }
            spare.lazySet(decoder);
            return value;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UnreadableRecordException(
                    "cannot read a record of topic " + topic + " with schema id " + id + " (" + data.length
                            + " bytes): "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        }
    }

    private DatumReader<V> reading(String topic, int id, long fingerprint) {
        Reading<V> recent = last;
        if (recent != null && recent.id == id && recent.fingerprint == fingerprint) {
            return recent.reader;
        }
        if (registry == null) {
            throw new IllegalStateException("the deserializer is not configured: call configure first");
        }
        Key key = new Key(id, fingerprint);
        Reading<V> found = known.get(key);
        if (found == null) {
            // Not computeIfAbsent: it would block readers of other ids while this one waits for the registry.
            found = new Reading<>(id, fingerprint, reader(topic, writer(id, fingerprint)));
            known.put(key, found);
        }
        last = found;
        return found.reader;
    }

    private Schema writer(int id, long fingerprint) {
        if (fingerprint != SchemaHeader.NONE) {
            bundled.compareAndSet(null, new BundledSchemas());
            Schema released = bundled.get().find(fingerprint);
            if (released != null) {
                return released;
            }
        }
        return registry.schema(id);
    }

    private DatumReader<V> reader(String topic, Schema written) {
        boolean intoClass = type == null ? specific : SpecificRecord.class.isAssignableFrom(type);
        if (!intoClass) {
            return new GenericDatumReader<>(written);
        }
        try {
            Class<?> into = type != null ? type : SpecificData.get().getClass(written);
            if (into != null) {
                return new SpecificDatumReader<>(
                        written, SpecificData.get().getSchema(into), SpecificData.getForClass(into));
            }
        } catch (SecurityException e) {
            throw new UnreadableRecordException(
                    "Avro does not trust the class of topic " + topic + ": " + e.getMessage(), e);
        }
        throw new UnreadableRecordException(
                "no class " + written.getFullName() + " to read topic " + topic
                        + " into. Put it on the class path, or set specific.avro.reader=false.",
                null);
    }

    /** Ends a wait for the registry in other threads. */
    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
