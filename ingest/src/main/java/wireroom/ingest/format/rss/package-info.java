/** RSS 2.0 and 1.0: {@link wireroom.ingest.format.rss.RssParser}. */
package wireroom.ingest.format.rss;
