/** Notices that a source says nothing for much longer than it used to, and tells once. */
package wireroom.ingest.silence;
