package wireroom.registry;

import org.apache.avro.Schema;

/** What the serde needs of a registry. Thread-safe. */
interface SchemaRegistry extends AutoCloseable {

    /** Id of a schema under a subject, registered if allowed and new. */
    int idOf(String subject, Schema schema);

    /** Schema with an id. */
    Schema schema(int id);

    @Override
    void close();

    /** The registry that a configuration names. */
    static SchemaRegistry open(RegistryConfig config) {
        return config.urls().getFirst().getScheme().equals("mock")
                ? MemoryRegistry.named(config.urls().getFirst().getSchemeSpecificPart())
                : new HttpRegistry(config);
    }
}
