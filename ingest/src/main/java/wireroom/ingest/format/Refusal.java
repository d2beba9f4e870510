package wireroom.ingest.format;

import wireroom.outcome.Reject;

/**
 * A refused document or part of one.
 *
 * @param reject code, detail with place, mend
 * @param rule what refused, stable: part of the fingerprint
 * @param index number of the item in its document, from 0
 * @param bytes the refused bytes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Refusal(Reject reject, String rule, int index, byte[] bytes) {}
