/** The query language, one for search and live streams: {@link wireroom.gateway.query.QueryLanguage}. */
package wireroom.gateway.query;
