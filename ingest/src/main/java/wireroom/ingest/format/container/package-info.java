/** Archives and compressions of documents, streamed and bounded: {@link wireroom.ingest.format.container.Containers}. */
package wireroom.ingest.format.container;
