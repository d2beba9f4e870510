/** What every format shares: an input {@link wireroom.ingest.format.Document} becomes {@link wireroom.ingest.format.Parsed}. */
package wireroom.ingest.format;
