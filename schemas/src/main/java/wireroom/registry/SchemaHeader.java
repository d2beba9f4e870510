package wireroom.registry;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The record header {@value #NAME}: 8 bytes CRC-64-AVRO fingerprint of the writer's schema, then the 4 bytes id of the
 * value, both big-endian. The id tells whether the header speaks of this value: a program that copies headers but
 * encodes anew leaves a header whose id does not match, and which is then ignored. The value is not touched.
 */
final class SchemaHeader {
    static final String NAME = "wireroom.schema";

    /** What {@link #fingerprint} says when there is none; as a real fingerprint it has odds of 2⁻⁶⁴. */
    static final long NONE = 0;

    private static final int LENGTH = Long.BYTES + Integer.BYTES;

    private SchemaHeader() {}

    static byte[] of(long fingerprint, int id) {
        return ByteBuffer.allocate(LENGTH).putLong(fingerprint).putInt(id).array();
    }

    /** Puts the header in place of one that another value may have left. */
    static void put(Headers headers, byte[] value) {
        Header there = headers.lastHeader(NAME);
        // A record that is sent again has read-only headers, with the right value in them.
        if (there == null || !java.util.Arrays.equals(there.value(), value)) {
            headers.remove(NAME).add(NAME, value);
        }
    }

    /** Fingerprint of the schema that wrote the value with this id, or {@link #NONE}. */
    static long fingerprint(Headers headers, int id) {
        Header there = headers == null ? null : headers.lastHeader(NAME);
        if (there == null || there.value() == null || there.value().length != LENGTH) {
            return NONE;
        }
        ByteBuffer value = ByteBuffer.wrap(there.value());
        return value.getInt(Long.BYTES) == id ? value.getLong(0) : NONE;
    }
}
