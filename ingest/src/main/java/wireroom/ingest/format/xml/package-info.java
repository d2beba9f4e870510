/** XML that may be hostile, read in parts: {@link wireroom.ingest.format.xml.XmlFeed}. */
package wireroom.ingest.format.xml;
