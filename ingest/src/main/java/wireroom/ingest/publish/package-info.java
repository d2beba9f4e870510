/** Publishes items, refusals and cursors in one transaction: {@link wireroom.ingest.publish.Publisher}. */
package wireroom.ingest.publish;
