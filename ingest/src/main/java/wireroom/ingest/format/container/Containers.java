package wireroom.ingest.format.container;

import java.util.Optional;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * gzip (RFC 1952), zip and tar, read as they come and never unpacked to disk. Each member is a document whose place is
 * {@code archive!/member}. Depth, members, bytes and the ratio of decompressed to compressed bytes are bounded; what is
 * whole in a damaged archive is read, and the rest is refused with its offset.
 */
public final class Containers {
    private Containers() {}

    /** Reads a member, which may be a container itself. */
    @FunctionalInterface
    public interface Members {
        /** Hands on the items and refusals of a member. */
        void parse(Document member, ItemSink sink);
    }

    private enum Kind {
        GZIP,
        ZIP,
        TAR
    }

    /** Whether a document that starts so is a container. */
    public static boolean is(byte[] start) {
        return kind(start).isPresent();
    }

    private static Optional<Kind> kind(byte[] start) {
        if (start.length >= 3 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b && start[2] == 8) {
            return Optional.of(Kind.GZIP);
        }
        if (start.length >= 4
                && start[0] == 'P'
                && start[1] == 'K'
                && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6)) {
            return Optional.of(Kind.ZIP);
        }
        return Tar.isHeader(start) ? Optional.of(Kind.TAR) : Optional.empty();
    }

    /**
     * Reads a container.
     *
     * @param depth how many containers stand around it
     */
    public static void parse(Document document, int depth, ItemSink sink, Members members) {
        byte[] start = document.input().peek(1024);
        if (depth >= document.limits().containers()) {
            refuse(
                    document,
                    sink,
                    new Damage(
                            true,
                            "more than " + document.limits().containers() + " archives within each other",
                            document.input().position()),
                    start,
                    0);
            return;
        }
        switch (kind(start).orElseThrow()) {
            case GZIP -> Gzip.parse(document, start, sink, members);
            case ZIP -> new Zip(document, start, sink, members).parse();
            case TAR -> new Tar(document, start, sink, members).parse();
        }
    }

    static void refuse(Document document, ItemSink sink, Damage damage, byte[] start, int index) {
        sink.refusal(new Refusal(
                new Reject(
                        damage.limit() ? RejectCode.TOO_LARGE : RejectCode.MALFORMED_ARCHIVE,
                        document.place() + ": " + damage.what() + ", at byte " + damage.at(),
                        damage.limit()
                                ? "send it in parts, or raise the limit if the sender is known"
                                : "send it again; what was whole has been read"),
                damage.limit() ? "container.limit" : "container.damaged",
                index,
                start));
    }

    /** Reads a member, and says what was wrong with it. */
    static void member(
            Document archive, String name, Inflow inflow, byte[] start, int index, ItemSink sink, Members members) {
        String place = archive.place() + "!/" + name;
        Document member = archive.part(Input.of(inflow, () -> inflow.damage().isPresent()), place, archive.told());
        members.parse(member, sink);
        inflow.drain();
        inflow.damage().ifPresent(damage -> refuse(member, sink, damage, start, index));
    }

    /** Names that archivers add by themselves. */
    static boolean isIgnored(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.isEmpty() || file.startsWith(".") || name.startsWith("__MACOSX/");
    }
}
