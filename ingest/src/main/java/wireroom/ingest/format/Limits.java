package wireroom.ingest.format;

/**
 * How much of a document is looked at in one piece. A document itself may be of any length.
 *
 * @param itemBytes largest item as sent; with its fields beside it must fit into the largest record of 16 MiB
 * @param aheadBytes so much of a feed is read before its first item goes out, because facts about all of it may stand
 *     below its items: the largest feed that is polled fits
 * @param containers archives and compressions within each other: {@code .tar.gz} in a {@code .zip} is three
 * @param ratio decompressed bytes for each compressed one, over a first MiB that is free; texts reach 20, and deflate
 *     cannot exceed 1032
 * @param containerBytes decompressed bytes of one archive: a day of all wires is less
 * @param members files in one archive; each costs a name and a look
 */
public record Limits(int itemBytes, int aheadBytes, int containers, int ratio, long containerBytes, int members) {
    /** What a room runs with. */
    public static final Limits DEFAULT =
            new Limits(15 * 1024 * 1024, 4 * 1024 * 1024, 4, 200, 64L * 1024 * 1024 * 1024, 1_000_000);
}
