package wireroom.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** The registry behind {@code mock://name}: one list of schemas a name, in this JVM, for tests. Ids start at 1. */
final class MemoryRegistry implements SchemaRegistry {
    private static final Map<String, MemoryRegistry> BY_NAME = new ConcurrentHashMap<>();

    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<Schema>> bySubject = new HashMap<>();

    static MemoryRegistry named(String name) {
        return BY_NAME.computeIfAbsent(name, ignored -> new MemoryRegistry());
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        List<Schema> versions = bySubject.computeIfAbsent(subject, ignored -> new ArrayList<>());
        if (!versions.contains(schema)) {
            versions.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized int find(String subject, Schema schema) {
        if (!bySubject.getOrDefault(subject, List.of()).contains(schema)) {
            throw new UnknownSchemaException(
                    "schema " + schema.getFullName() + " is not registered under subject " + subject);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized Registered latest(String subject) {
        List<Schema> versions = bySubject.get(subject);
        if (versions == null) {
            throw new UnknownSchemaException("no schema is registered under subject " + subject);
        }
        return new Registered(schemas.indexOf(versions.getLast()) + 1, versions.getLast());
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException("no schema with id " + id + " in the in-memory registry");
        }
        return schemas.get(id - 1);
    }

    @Override
    public void close() {}
}
