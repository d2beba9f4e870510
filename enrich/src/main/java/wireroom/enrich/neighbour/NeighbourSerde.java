package wireroom.enrich.neighbour;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro's single-object encoding: it names its schema, and needs no registry. */
final class NeighbourSerde implements Serde<Neighbour> {
    /** The schema of fingerprints before they knew figures: rooms that were upgraded hold such ones. */
    static final String BEFORE = "fingerprint-1.avsc";

    private static final BinaryMessageDecoder<Fingerprint> FINGERPRINTS = fingerprints();

    @Override
    public Serializer<Neighbour> serializer() {
        return (topic, neighbour) -> neighbour == null ? null : write(neighbour);
    }

    @Override
    public Deserializer<Neighbour> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(ByteBuffer.wrap(bytes));
    }

    static byte[] write(Neighbour neighbour) {
        try {
            ByteBuffer buffer = neighbour.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Neighbour read(ByteBuffer bytes) {
        try {
            return Neighbour.fromByteBuffer(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ByteBuffer write(Fingerprint print) {
        try {
            return print.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fingerprint of this version or of the one before it, whose sketch and figures then say nothing. */
    static Fingerprint fingerprint(ByteBuffer bytes) {
        try {
            return FINGERPRINTS.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BinaryMessageDecoder<Fingerprint> fingerprints() {
        try (InputStream before = NeighbourSerde.class.getResourceAsStream(BEFORE)) {
            SchemaStore.Cache known = new SchemaStore.Cache();
            known.addSchema(new Schema.Parser().parse(before));
            return Fingerprint.createDecoder(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
