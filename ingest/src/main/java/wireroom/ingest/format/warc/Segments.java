package wireroom.ingest.format.warc;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins records that were cut into segments (ISO 28500, section 7). Bounded: few at a time, none longer than a page. */
final class Segments {
    /** Records open at a time; a writer fills one file after the other, and has one. */
    private static final int MAX_OPEN = 4;

    private final int limit;
    private final Map<String, Open> open = new LinkedHashMap<>();

    /** A record whose end has not come. */
    private static final class Open {
        private final WarcRecord first;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int next = 2;

        Open(WarcRecord first) {
            this.first = first;
            this.bytes.writeBytes(first.block());
        }
    }

    /** @param limit bytes of a joined block */
    Segments(int limit) {
        this.limit = limit;
    }

    /** Whether this is the first of several. */
    static boolean begins(WarcRecord record) {
        return "1".equals(record.field("warc-segment-number")) && record.id() != null;
    }

    /**
     * Takes the first segment.
     *
     * @return another record that has to give way, without its end
     */
    Optional<WarcRecord> begin(WarcRecord first) {
        open.put(first.id(), new Open(first));
        if (open.size() <= MAX_OPEN) {
            return Optional.empty();
        }
        String oldest = open.keySet().iterator().next();
        return Optional.of(open.remove(oldest).first);
    }

    /** What became of a continuation. */
    sealed interface Joined {
        /** More are to come. */
        record Waiting() implements Joined {}

        /** It was the last. */
        record Whole(WarcRecord record) implements Joined {}

        /** It does not go on where the others ended. */
        record Broken(String why) implements Joined {}
    }

    Joined join(WarcRecord continuation) {
        String origin = WarcRecord.bare(continuation.field("warc-segment-origin-id"));
        Open record = origin == null ? null : open.get(origin);
        if (record == null) {
            return new Joined.Broken("the first segment is not in this file");
        }
        String number = continuation.field("warc-segment-number");
        if (!Integer.toString(record.next).equals(number)) {
            open.remove(origin);
            return new Joined.Broken("segment " + record.next + " is missing, this is " + number);
        }
        if (!continuation.isWhole() || record.bytes.size() + continuation.length() > limit) {
            open.remove(origin);
            return new Joined.Broken("joined it is larger than " + limit + " bytes");
        }
        record.bytes.writeBytes(continuation.block());
        record.next++;
        if (continuation.field("warc-segment-total-length") == null) {
            return new Joined.Waiting();
        }
        open.remove(origin);
        return new Joined.Whole(record.first.withBlock(record.bytes.toByteArray()));
    }

    /** Those whose end never came. */
    List<WarcRecord> unfinished() {
        List<WarcRecord> left = new ArrayList<>();
        open.values().forEach(o -> left.add(o.first));
        return left;
    }
}
