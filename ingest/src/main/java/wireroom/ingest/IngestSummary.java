package wireroom.ingest;

/**
 * What became of one reading; everything is committed. Counts only: a file of any length may have any number of
 * refusals, and they are in topic {@code rejects}.
 *
 * @param published items in {@code wire-items}
 * @param rejected refusals in {@code rejects}
 */
public record IngestSummary(long published, long rejected) {}
