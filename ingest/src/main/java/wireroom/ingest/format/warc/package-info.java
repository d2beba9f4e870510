/** Web archives (WARC 1.0 and 1.1, ISO 28500): {@link wireroom.ingest.format.warc.WarcParser}. */
package wireroom.ingest.format.warc;
