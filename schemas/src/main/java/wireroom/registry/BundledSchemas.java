package wireroom.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The schemas in the jar: every version of every contract that was ever released, by CRC-64-AVRO fingerprint of its
 * parsing canonical form (Avro specification, "Schema Fingerprints"). They read what is in the logs when the registry is
 * down, or has lost its ids. Thread-safe.
 */
final class BundledSchemas {
    private static final String FOLDER = "/wireroom/history/";

    private final Map<Long, String> fileByFingerprint = new HashMap<>();
    private final Map<Long, Schema> parsed = new ConcurrentHashMap<>();

    /** Reads the index only; each schema is read when it is first wanted. */
    BundledSchemas() {
        resource("index.txt").lines().filter(line -> !line.isBlank()).forEach(line -> {
            int space = line.indexOf(' ');
            fileByFingerprint.putIfAbsent(
                    Long.parseUnsignedLong(line.substring(0, space), 16),
                    line.substring(space).strip());
        });
    }

    /** Null when no such schema was ever released. */
    Schema find(long fingerprint) {
        String file = fileByFingerprint.get(fingerprint);
        return file == null
                ? null
                : parsed.computeIfAbsent(fingerprint, ignored -> new Schema.Parser().parse(resource(file)));
    }

    private static String resource(String name) {
        try (InputStream in = BundledSchemas.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the wireroom-schemas jar is incomplete: it lacks " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
