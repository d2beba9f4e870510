/** JSON that may be hostile, long or broken, read one value at a time: {@link wireroom.ingest.format.json.JsonSlices}. */
package wireroom.ingest.format.json;
