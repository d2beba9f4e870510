/**
 * Live streams that continue where they ended. The {@link wireroom.gateway.stream.Ring} holds the newest events of an
 * edition, shared by all; a {@link wireroom.gateway.stream.Subscription} reads history until it meets the ring and
 * then goes on in it; a {@link wireroom.gateway.stream.CursorSigner} makes the ids by which it resumes.
 */
package wireroom.gateway.stream;
