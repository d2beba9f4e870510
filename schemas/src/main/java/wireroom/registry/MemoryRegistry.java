package wireroom.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** The registry behind {@code mock://name}: one list of schemas a name, in this JVM, for tests. */
final class MemoryRegistry implements SchemaRegistry {
    private static final Map<String, MemoryRegistry> BY_NAME = new ConcurrentHashMap<>();

    private final List<Schema> schemas = new ArrayList<>();

    static MemoryRegistry named(String name) {
        return BY_NAME.computeIfAbsent(name, ignored -> new MemoryRegistry());
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        int index = schemas.indexOf(schema);
        if (index < 0) {
            schemas.add(schema);
            index = schemas.size() - 1;
        }
        return index + 1;
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new SerializationException("no schema with id " + id + " in the in-memory registry");
        }
        return schemas.get(id - 1);
    }

    @Override
    public void close() {}
}
