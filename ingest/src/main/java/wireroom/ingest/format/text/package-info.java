/** Plain text wires: {@link wireroom.ingest.format.text.TextParser}. */
package wireroom.ingest.format.text;
