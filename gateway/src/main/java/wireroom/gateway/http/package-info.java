/** What every answer over HTTP has in common: {@link wireroom.gateway.http.HttpFront}. */
package wireroom.gateway.http;
