/**
 * What the words of a message say about articles, for wires that have no field for it: {@link
 * wireroom.ingest.format.signal.Signals}.
 */
package wireroom.ingest.format.signal;
