/**
 * What every format shares: an input {@link wireroom.ingest.format.Document} is read once and becomes items and refusals,
 * which leave one at a time through an {@link wireroom.ingest.format.ItemSink}.
 */
package wireroom.ingest.format;
