/**
 * Avro in the Confluent wire format against any Confluent-compatible schema registry: {@link
 * wireroom.registry.RegistrySerializer}, {@link wireroom.registry.RegistryDeserializer}, {@link
 * wireroom.registry.RegistrySerde}.
 */
package wireroom.registry;
