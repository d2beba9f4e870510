package wireroom.registry;

import org.apache.avro.Schema;

/** What the serde needs of a registry. Thread-safe. Every method can throw any {@link RegistryException}. */
interface SchemaRegistry extends AutoCloseable {

    /** A schema and the id it has in the registry. */
    record Registered(int id, Schema schema) {}

    /** Registers a schema under a subject, or finds it there. */
    int register(String subject, Schema schema);

    /** Id of a schema that somebody registered under a subject. */
    int find(String subject, Schema schema);

    /** The newest schema of a subject. */
    Registered latest(String subject);

    /** Schema with an id. */
    Schema schema(int id);

    /** Ends waits in other threads; those end with {@link RegistryUnavailableException}. */
    @Override
    void close();

    /** The registry that a configuration names. Does no I/O. */
    static SchemaRegistry open(RegistryConfig config) {
        return config.mock() != null ? MemoryRegistry.named(config.mock()) : new HttpRegistry(config);
    }
}
