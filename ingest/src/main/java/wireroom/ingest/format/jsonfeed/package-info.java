/** JSON Feed 1.0 and 1.1: {@link wireroom.ingest.format.jsonfeed.JsonFeed}. */
package wireroom.ingest.format.jsonfeed;
