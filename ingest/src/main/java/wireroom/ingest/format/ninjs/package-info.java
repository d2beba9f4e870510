/** ninjs 1.x, 2.x and 3.x: {@link wireroom.ingest.format.ninjs.NinjsItem}. */
package wireroom.ingest.format.ninjs;
