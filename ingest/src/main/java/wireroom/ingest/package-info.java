/** Takes news wires in: {@link wireroom.ingest.Ingest} reads sources, parses them and publishes exactly once. */
package wireroom.ingest;
