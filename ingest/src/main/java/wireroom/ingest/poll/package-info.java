/**
 * Polls feeds by the thousand, politely and without missing anything: {@link wireroom.ingest.poll.Poller} keeps the
 * schedule and runs each poll on a virtual thread, {@link wireroom.ingest.poll.http.FeedClient} asks the servers, and
 * what a poll means for the next one is decided by pure functions of the state that the cursor keeps.
 */
package wireroom.ingest.poll;
