/** Watches a folder: {@link wireroom.ingest.folder.FolderSource}. */
package wireroom.ingest.folder;
