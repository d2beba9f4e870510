/** Which format it is: {@link wireroom.ingest.format.sniff.FormatParser}. */
package wireroom.ingest.format.sniff;
