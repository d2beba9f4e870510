package wireroom.gateway.index;

/**
 * A text that was erased and whose erasure nobody has acknowledged yet.
 *
 * @param id article id
 * @param killed true for a kill, false for a hold
 * @param hadText whether there was a text
 */
public record Erased(String id, boolean killed, boolean hadText) {}
