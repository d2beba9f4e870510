/** NewsML 1.2 and its older versions: {@link wireroom.ingest.format.newsml1.Newsml1Parser}. */
package wireroom.ingest.format.newsml1;
