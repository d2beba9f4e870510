/** Reads standard input: {@link wireroom.ingest.stdin.StdinSource}. */
package wireroom.ingest.stdin;
