/**
 * The parts of a room that are not ours, from Maven Central alone: {@link wireroom.app.embedded.EmbeddedKafka} in this
 * JVM, {@link wireroom.app.embedded.EmbeddedRegistry} and {@link wireroom.app.embedded.EmbeddedPostgres} as children
 * that die with it.
 */
package wireroom.app.embedded;
