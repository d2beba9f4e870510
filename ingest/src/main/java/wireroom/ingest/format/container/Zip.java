package wireroom.ingest.format.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;

/**
 * zip (PKWARE's application note), by the headers before the members: they come first, and the directory at the end may
 * be missing. Behind a damaged member the next header is looked for.
 */
final class Zip {
    private static final int BUFFER = 32 * 1024;
    private static final int HEADER = 30;
    private static final int MEMBER = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final long UNKNOWN = 0xffffffffL;

    private final Document document;
    private final Input in;
    private final byte[] start;
    private final ItemSink sink;
    private final Containers.Members members;
    private byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long before;

    Zip(Document document, byte[] start, ItemSink sink, Containers.Members members) {
        this.document = document;
        this.in = document.input();
        this.start = start;
        this.sink = sink;
        this.members = members;
    }

    /** What the header before a member says. */
    private record Header(String name, int flags, int method, long crc, long compressed, long size) {
        boolean isEncrypted() {
            return (flags & 1) != 0;
        }

        boolean isDescribedBehind() {
            return (flags & 8) != 0;
        }
    }

    void parse() {
        int count = 0;
        long left = document.limits().containerBytes();
        while (need(4) && number(at, 4) == MEMBER) {
            if (++count > document.limits().members()) {
                refuse(new Damage(true, "more than " + document.limits().members() + " members", position()), count);
                return;
            }
            Header header = header();
            if (header == null) {
                refuse(new Damage(false, "cut off in a header", position()), count);
                return;
            }
            boolean skipped = Containers.isIgnored(header.name());
            if (header.isEncrypted()
                    || header.method() != 0 && header.method() != 8
                    || header.method() == 0 && header.isDescribedBehind() && header.compressed() == 0) {
                String why = header.isEncrypted()
                        ? "encrypted"
                        : header.method() == 0
                                ? "stored, and of unknown length"
                                : "packed by method " + header.method();
                refuse(new Damage(false, header.name() + " is " + why + ": not read", position()), count);
                if (!lookForNext()) {
                    return;
                }
                continue;
            }
            Data data = new Data(header);
            Inflow inflow = new Inflow(data, document.limits(), left, this::position);
            if (skipped) {
                inflow.drain();
            } else {
                Containers.member(document, header.name(), inflow, start, count, sink, members);
            }
            data.close();
            left -= inflow.count();
            if (inflow.damage().isPresent() && (inflow.damage().get().limit() || !lookForNext())) {
                return;
            }
        }
    }

    private void refuse(Damage damage, int index) {
        Containers.refuse(document, sink, damage, start, index);
    }

    private long position() {
        return before + at;
    }

    private Header header() {
        if (!need(HEADER)) {
            return null;
        }
        int flags = (int) number(at + 6, 2);
        int method = (int) number(at + 8, 2);
        long crc = number(at + 14, 4);
        long compressed = number(at + 18, 4);
        long size = number(at + 22, 4);
        int nameLength = (int) number(at + 26, 2);
        int extraLength = (int) number(at + 28, 2);
        if (!need(HEADER + nameLength + extraLength)) {
            return null;
        }
        String name = new String(buffer, at + HEADER, nameLength, StandardCharsets.UTF_8);
        int extra = at + HEADER + nameLength;
        int behind = extra + extraLength;
        while (extra + 4 <= behind) {
            int length = (int) number(extra + 2, 2);
            if (number(extra, 2) == 1 && extra + 4 + length <= behind) {
                int field = extra + 4;
                if (size == UNKNOWN && field + 8 <= extra + 4 + length) {
                    size = number(field, 8);
                    field += 8;
                }
                if (compressed == UNKNOWN && field + 8 <= extra + 4 + length) {
                    compressed = number(field, 8);
                }
            }
            extra += 4 + length;
        }
        at = behind;
        return new Header(name, flags, method, crc, compressed, size);
    }

    /** Moves to the next header of a member; false when there is none. */
    private boolean lookForNext() {
        while (need(4)) {
            while (at + 4 <= end) {
                if (buffer[at] == 'P' && number(at, 4) == MEMBER) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    private long number(int from, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | buffer[from + i] & 0xff;
        }
        return value;
    }

    /** Whether so many bytes are at hand, after reading on when needed. */
    private boolean need(int count) {
        if (end - at >= count) {
            return true;
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        before += at;
        end -= at;
        at = 0;
        if (buffer.length < count) {
            buffer = Arrays.copyOf(buffer, count + BUFFER);
        }
        int read = 0;
        while (end < count && read >= 0) {
            read = in.read(buffer, end, buffer.length - end);
            end += Math.max(0, read);
        }
        return end >= count;
    }

    /** The bytes of one member, checked against its sum at the end. */
    private final class Data extends InputStream {
        private final Header header;
        private final Inflater inflater;
        private final CRC32 crc = new CRC32();
        private long left;
        private boolean ended;

        Data(Header header) {
            this.header = header;
            this.inflater = header.method() == 8 ? new Inflater(true) : null;
            this.left = header.compressed();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            int count = inflater == null ? stored(bytes, offset, length) : inflated(bytes, offset, length);
            if (count < 0) {
                ended = true;
                check();
            } else {
                crc.update(bytes, offset, count);
            }
            return count;
        }

        private int stored(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            if (!need(1)) {
                throw new EOFException(left + " bytes are missing");
            }
            int count = (int) Math.min(Math.min(length, end - at), left);
            System.arraycopy(buffer, at, bytes, offset, count);
            at += count;
            left -= count;
            return count;
        }

        private int inflated(byte[] bytes, int offset, int length) throws IOException {
            try {
                while (true) {
                    int count = inflater.inflate(bytes, offset, length);
                    if (count > 0) {
                        return count;
                    }
                    if (inflater.finished()) {
                        at = end - inflater.getRemaining();
                        return -1;
                    }
                    if (inflater.needsDictionary()) {
                        throw new ZipException("a dictionary is missing");
                    }
                    if (!need(1)) {
                        throw new EOFException("the rest is missing");
                    }
                    inflater.setInput(buffer, at, end - at);
                    // Counted as read: what is left over is given back at the end.
                    at = end;
                }
            } catch (DataFormatException e) {
                at = Math.max(0, end - inflater.getRemaining());
                throw new ZipException(String.valueOf(e.getMessage()));
            }
        }

        private void check() throws IOException {
            long sum = header.crc();
            if (header.isDescribedBehind()) {
                if (!need(16)) {
                    throw new EOFException("the sum behind it is missing");
                }
                boolean marked = number(at, 4) == DESCRIPTOR;
                sum = number(marked ? at + 4 : at, 4);
                // Sizes have 4 bytes each, or 8 in a zip64: what follows then is a header.
                int length = marked ? 16 : 12;
                boolean zip64 =
                        need(length + 12) && number(at + length, 2) != 0x4b50 && number(at + length + 8, 2) == 0x4b50;
                at += zip64 ? length + 8 : length;
            }
            if (sum != crc.getValue()) {
                throw new ZipException("its bytes do not have the sum that they should");
            }
        }

        @Override
        public void close() {
            if (inflater != null) {
                inflater.end();
            }
        }
    }
}
