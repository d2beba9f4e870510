/** IPTC 7901, rev. 5 (1995): {@link wireroom.ingest.format.iptc7901.Iptc7901Parser}. */
package wireroom.ingest.format.iptc7901;
