/** Takes items over HTTP: {@link wireroom.ingest.push.PushSource}. */
package wireroom.ingest.push;
