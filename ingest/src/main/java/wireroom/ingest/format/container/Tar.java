package wireroom.ingest.format.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;

/** tar: ustar (POSIX 1003.1), its pax headers, GNU long names, and the headers of old without a mark. */
final class Tar {
    private static final int BLOCK = 512;
    /** Longest name that a header before the member may give it. */
    private static final int NAME = 64 * 1024;

    private final Document document;
    private final Input in;
    private final byte[] start;
    private final ItemSink sink;
    private final Containers.Members members;
    private String longName;
    private long longSize = -1;

    Tar(Document document, byte[] start, ItemSink sink, Containers.Members members) {
        this.document = document;
        this.in = document.input();
        this.start = start;
        this.sink = sink;
        this.members = members;
    }

    /** Whether a block is a header: its checksum is right. */
    static boolean isHeader(byte[] block) {
        if (block.length < BLOCK || block[0] == 0) {
            return false;
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        return sum == number(block, 148, 8);
    }

    void parse() {
        int count = 0;
        long left = document.limits().containerBytes();
        boolean lost = false;
        byte[] header = in.readNBytes(BLOCK);
        while (header.length == BLOCK) {
            if (!isHeader(header)) {
                if (!isZero(header) && !lost) {
                    lost = true;
                    refuse(new Damage(false, "no header where one must be, looking for the next one", at()), count++);
                }
                header = in.readNBytes(BLOCK);
                continue;
            }
            lost = false;
            if (++count > document.limits().members()) {
                refuse(new Damage(true, "more than " + document.limits().members() + " members", at()), count);
                return;
            }
            long size = longSize >= 0 ? longSize : number(header, 124, 12);
            if (size < 0) {
                refuse(new Damage(false, "a member of negative size", at()), count);
                return;
            }
            switch (header[156]) {
                case '0', 0, '7' -> {
                    Inflow inflow = new Inflow(new Part(in, size), document.limits(), left, in::position);
                    String name = longName == null ? name(header) : longName;
                    longName = null;
                    longSize = -1;
                    if (Containers.isIgnored(name)) {
                        inflow.drain();
                    } else {
                        Containers.member(document, name, inflow, start, count, sink, members);
                    }
                    left -= inflow.count();
                    if (inflow.damage().isPresent()) {
                        return;
                    }
                }
                case 'L' -> longName = text(size);
                case 'x' -> pax(text(size));
                default -> {
                    longName = null;
                    longSize = -1;
                    new Inflow(new Part(in, size), document.limits(), left, in::position).drain();
                }
            }
            in.readNBytes((int) ((BLOCK - size % BLOCK) % BLOCK));
            header = in.readNBytes(BLOCK);
        }
        if (header.length > 0) {
            refuse(new Damage(false, "cut off in a header", at()), count);
        }
    }

    private long at() {
        return in.position();
    }

    private void refuse(Damage damage, int index) {
        Containers.refuse(document, sink, damage, start, index);
    }

    private String text(long size) {
        byte[] bytes = in.readNBytes((int) Math.min(size, NAME));
        new Inflow(new Part(in, size - bytes.length), document.limits(), Long.MAX_VALUE, in::position).drain();
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Lines {@code length key=value} that outdo the header behind them. */
    private void pax(String records) {
        for (String line : records.split("\n")) {
            int space = line.indexOf(' ');
            int equals = line.indexOf('=', space + 1);
            if (space > 0 && equals > 0) {
                String value = line.substring(equals + 1);
                switch (line.substring(space + 1, equals)) {
                    case "path" -> longName = value;
                    case "size" -> longSize = value.matches("\\d{1,18}") ? Long.parseLong(value) : -1;
                    default -> {
                        // Times and owners do not matter here.
                    }
                }
            }
        }
    }

    private static String name(byte[] header) {
        String name = string(header, 0, 100);
        boolean ustar = string(header, 257, 5).equals("ustar");
        String prefix = ustar ? string(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String string(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    /** An octal number, or a binary one when its first bit is set; −1 when it is neither. */
    private static long number(byte[] block, int from, int length) {
        if ((block[from] & 0x80) != 0) {
            long value = block[from] & 0x3f;
            for (int i = from + 1; i < from + length; i++) {
                if (value > Long.MAX_VALUE >> 9) {
                    return -1;
                }
                value = value << 8 | block[i] & 0xff;
            }
            return value;
        }
        long value = 0;
        for (int i = from; i < from + length; i++) {
            byte c = block[i];
            if (c >= '0' && c <= '7') {
                value = value << 3 | c - '0';
            } else if (c != ' ' && c != 0) {
                return -1;
            } else if (value > 0) {
                break;
            }
        }
        return value;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The next bytes of a stream, as a stream. */
    static final class Part extends InputStream {
        private final InputStream in;
        private long left;

        Part(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= count;
            return count;
        }
    }
}
