/** NewsML-G2: {@link wireroom.ingest.format.newsmlg2.NewsmlG2Parser}. */
package wireroom.ingest.format.newsmlg2;
