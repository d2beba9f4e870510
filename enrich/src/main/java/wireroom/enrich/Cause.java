package wireroom.enrich;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What made an article be looked at again.
 *
 * @param change what it looks like from here
 * @param origin topic, partition and offset of the record, or what else it was
 * @param bytes the verbatim item; empty when there is none
 * @param at when it was received
 */
record Cause(Change change, String origin, ByteBuffer bytes, Instant at) {}
