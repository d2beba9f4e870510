/**
 * Avro in the Confluent wire format against any Confluent-compatible schema registry: {@link
 * wireroom.registry.RegistrySerializer}, {@link wireroom.registry.RegistryDeserializer}, {@link
 * wireroom.registry.RegistrySerde}. Failures: {@link wireroom.registry.RegistryException}.
 *
 * <p>Settings, under Confluent's names; those marked * are ours:
 *
 * <ul>
 *   <li>{@code schema.registry.url}: one or several, separated by commas; the one that answered last is asked first.
 *       {@code mock://name} is an in-memory registry of this JVM, for tests.
 *   <li>{@code auto.register.schemas} (true), {@code use.latest.version} (false; used when the former is false: records
 *       are brought into the subject's newest schema by Avro's rules)
 *   <li>{@code value.subject.name.strategy}, {@code key.subject.name.strategy}: {@code TopicNameStrategy}, {@code
 *       RecordNameStrategy}, {@code TopicRecordNameStrategy}, with or without Confluent's package
 *   <li>{@code specific.avro.reader} (false)
 *   <li>{@code basic.auth.credentials.source}: {@code URL} (default: {@code http://user:password@host}) or {@code
 *       USER_INFO} with {@code basic.auth.user.info=user:password}
 *   <li>{@code bearer.auth.credentials.source=STATIC_TOKEN} with {@code bearer.auth.token}
 *   <li>{@code schema.registry.ssl.truststore.location}, {@code .password}, {@code .type} (JKS and PKCS12 are
 *       recognised; PEM has to be said), the same for {@code keystore}, and {@code schema.registry.ssl.key.password}
 *   <li>{@code http.connect.timeout.ms} (5000), {@code http.read.timeout.ms} (10000)
 *   <li>{@code schema.registry.wait.ms}* (60000): how long a question waits for a registry that does not answer, with
 *       growing pauses, before {@link wireroom.registry.RegistryUnavailableException}; 0 asks each URL once. So programs
 *       can start before the registry does.
 *   <li>{@code wireroom.schema.header}* (true): write the header by which records outlive their registry
 * </ul>
 */
package wireroom.registry;
