package wireroom.ingest.format.warc;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The bytes of the records, decompressed where they are compressed, one gzip member after the other (ISO 28500, annex
 * D); and the way to the next record when one is broken.
 */
final class RecordBytes implements AutoCloseable {
    private static final String MAGIC = "WARC/";
    /** Decompressed bytes of one record that need no justification. */
    private static final long FREE = 64L * 1024 * 1024;

    private final Tape tape;
    private final boolean compressed;
    private final int ratio;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[32 * 1024];
    private int at;
    private int end;
    private boolean inMember;
    private long memberStart;
    private long memberBytes;
    private long recordStart;
    private long recordBytes;

    /** @param ratio decompressed bytes for each compressed one that a record may have */
    RecordBytes(Tape tape, int ratio) {
        this.tape = tape;
        this.ratio = ratio;
        this.compressed = tape.peek(0) == 0x1f && tape.peek(1) == 0x8b;
    }

    /** Marks the next byte as the first of a record. */
    void beginRecord() throws Damage {
        boolean between = compressed && at == end && !inMember;
        recordStart = compressed && !between ? memberStart : tape.position() - (end - at);
        recordBytes = 0;
        peek();
        if (between && inMember) {
            recordStart = memberStart;
        }
    }

    /** Where the record begins in the file: its own place, or that of its gzip member. */
    long recordStart() {
        return recordStart;
    }

    /** Where the next byte lies in the file, or the gzip member that holds it. */
    long position() {
        return tape.position();
    }

    /** Next byte without taking it, -1 at the end of the file. */
    int peek() throws Damage {
        return at < end || refill() ? buffer[at] & 0xff : -1;
    }

    /** Next byte, -1 at the end of the file. */
    int next() throws Damage {
        return at < end || refill() ? buffer[at++] & 0xff : -1;
    }

    /** Some bytes, at least one, -1 at the end of the file. */
    int read(byte[] into, int offset, int length) throws Damage {
        if (at == end && !refill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean refill() throws Damage {
        at = 0;
        end = 0;
        if (!compressed) {
            int count = Math.min(tape.available(), buffer.length);
            System.arraycopy(tape.window(), tape.offset(), buffer, 0, count);
            tape.skip(count);
            end = count;
            return count > 0;
        }
        while (end == 0) {
            if (!inMember && !beginMember()) {
                return false;
            }
            inflate();
        }
        recordBytes += end;
        long taken = tape.position() - memberStart + 1;
        if (recordBytes > FREE && memberBytes / taken > ratio) {
            throw new Damage("more than " + ratio + " bytes for each compressed one");
        }
        return true;
    }

    private boolean beginMember() throws Damage {
        // Some writers fill the last block with zeros.
        while (tape.peek(0) == 0) {
            tape.next();
        }
        if (tape.peek(0) < 0) {
            return false;
        }
        memberStart = tape.position();
        memberBytes = 0;
        int header = headerLength(0);
        if (header < 0) {
            throw new Damage("no gzip member begins here");
        }
        tape.skip(header);
        inflater.reset();
        checksum.reset();
        inMember = true;
        return true;
    }

    /** Length of the gzip header (RFC 1952) at a distance, -1 when there is none. */
    private int headerLength(int distance) {
        if (tape.peek(distance) != 0x1f || tape.peek(distance + 1) != 0x8b || tape.peek(distance + 2) != 8) {
            return -1;
        }
        int flags = tape.peek(distance + 3);
        if (flags < 0 || (flags & 0xE0) != 0 || tape.peek(distance + 9) < 0) {
            return -1;
        }
        int length = 10;
        if ((flags & 4) != 0) {
            length +=
                    2 + Math.max(0, tape.peek(distance + length)) + 256 * Math.max(0, tape.peek(distance + length + 1));
        }
        for (int field = 8; field <= 16; field *= 2) {
            if ((flags & field) != 0) {
                int c;
                do {
                    c = length > 32 * 1024 ? -1 : tape.peek(distance + length++);
                } while (c > 0);
                if (c < 0) {
                    return -1;
                }
            }
        }
        length += (flags & 2) != 0 ? 2 : 0;
        return length > 60 * 1024 || tape.peek(distance + length) < 0 ? -1 : length;
    }

    private void inflate() throws Damage {
        if (inflater.needsInput()) {
            int count = tape.available();
            if (count == 0) {
                throw new Damage("the file ends within a gzip member");
            }
            inflater.setInput(tape.window(), tape.offset(), count);
            tape.skip(count);
        }
        try {
            int count = inflater.inflate(buffer);
            checksum.update(buffer, 0, count);
            memberBytes += count;
            end = count;
            if (inflater.finished()) {
                tape.back(tape.position() - inflater.getRemaining());
                inMember = false;
                long crc = word();
                long length = word();
                if (crc != checksum.getValue() || length != (memberBytes & 0xffffffffL)) {
                    end = 0;
                    throw new Damage("the checksum of the gzip member is wrong");
                }
            } else if (count == 0 && inflater.needsDictionary()) {
                throw new Damage("the gzip member asks for a dictionary");
            }
        } catch (DataFormatException e) {
            tape.back(tape.position() - inflater.getRemaining());
            throw new Damage("the gzip member is broken: " + e.getMessage());
        }
    }

    private long word() throws Damage {
        long word = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int b = tape.next();
            if (b < 0) {
                throw new Damage("the file ends within a gzip member");
            }
            word |= (long) b << shift;
        }
        return word;
    }

    /**
     * Whether the gzip member ends here, or the file when it is not compressed; reads on to where that shows, so that a
     * wrong checksum does.
     */
    boolean endMember() throws Damage {
        if (!compressed) {
            return at == end && tape.available() == 0;
        }
        while (inMember && at == end) {
            at = 0;
            end = 0;
            inflate();
        }
        return at == end;
    }

    /**
     * Goes to the next place at which a record begins, from behind the start of the present one on.
     *
     * @return false when there is none
     */
    boolean recover() {
        tape.back(recordStart + 1);
        at = 0;
        end = 0;
        inMember = false;
        int before = -1;
        while (tape.peek(0) >= 0) {
            if (compressed ? beginsMember() : before == '\n' && beginsRecord()) {
                return true;
            }
            before = tape.next();
        }
        return false;
    }

    /** Evidence of what is broken: the bytes of the file from the start of the record on. */
    byte[] evidence(int limit) {
        return tape.copy(recordStart, limit);
    }

    private boolean beginsRecord() {
        for (int i = 0; i < MAGIC.length(); i++) {
            if (tape.peek(i) != MAGIC.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A member counts when what it holds begins as a record does: its first two bytes stand in any compressed data. */
    private boolean beginsMember() {
        if (tape.peek(0) != 0x1f || tape.peek(1) != 0x8b) {
            return false;
        }
        int header = headerLength(0);
        if (header < 0) {
            return false;
        }
        tape.peek(header + 64);
        int count = Math.min(tape.available() - header, 512);
        return startsAsRecord(tape.window(), tape.offset() + header, count);
    }

    private static boolean startsAsRecord(byte[] bytes, int offset, int count) {
        Inflater trial = new Inflater(true);
        try {
            trial.setInput(bytes, offset, count);
            byte[] start = new byte[MAGIC.length()];
            int length = 0;
            int more = 1;
            while (length < start.length && more > 0) {
                more = trial.inflate(start, length, start.length - length);
                length += more;
            }
            return new String(start, java.nio.charset.StandardCharsets.ISO_8859_1).equals(MAGIC);
        } catch (DataFormatException noMember) {
            return false;
        } finally {
            trial.end();
        }
    }

    /** Whether the first bytes of a file are those of a WARC file, compressed or not. */
    static boolean looksLike(byte[] start) {
        String text = new String(
                start, 0, Math.min(start.length, MAGIC.length()), java.nio.charset.StandardCharsets.ISO_8859_1);
        if (text.equals(MAGIC)) {
            return true;
        }
        if (start.length < 18 || (start[0] & 0xff) != 0x1f || (start[1] & 0xff) != 0x8b || start[2] != 8) {
            return false;
        }
        try (RecordBytes records =
                new RecordBytes(new Tape(wireroom.ingest.format.Input.of(start)), Integer.MAX_VALUE)) {
            int header = records.headerLength(0);
            return header > 0 && startsAsRecord(start, header, start.length - header);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
