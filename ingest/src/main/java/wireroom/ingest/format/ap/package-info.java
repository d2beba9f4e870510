/** JSON of the AP's Media API: {@link wireroom.ingest.format.ap.ApItem}. */
package wireroom.ingest.format.ap;
