package wireroom.outcome;

/**
 * A refusal, before it is recorded with its bytes.
 *
 * @param code stable code
 * @param detail what is wrong and where: line and column, field, value
 * @param mend what the reader can do about it
 */
public record Reject(RejectCode code, String detail, String mend) {}
