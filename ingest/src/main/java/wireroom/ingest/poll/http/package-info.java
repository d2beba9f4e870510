/**
 * A small HTTP/1.1 client for documents of strangers: {@link wireroom.ingest.poll.http.FeedClient}. It connects only to
 * addresses that it has looked at, and gives every request a bound in time, bytes and hops.
 */
package wireroom.ingest.poll.http;
