package wireroom.ingest.format.warc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A record: its named fields and its block.
 *
 * @param version e.g. "1.1"
 * @param fields by name in lower case; of repeated ones the first
 * @param block its bytes; of a longer one than the limit, the start
 * @param length length of the block in the file
 * @param offset where it begins in the file
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
record WarcRecord(String version, Map<String, String> fields, byte[] block, long length, long offset) {
    /** Lines and all fields of a header; real ones stay below 4 KiB. */
    private static final int MAX_LINE = 64 * 1024;

    private static final int MAX_HEADER = 256 * 1024;

    /** Blocks too large to be read are shown by so many bytes. */
    private static final int EVIDENCE = 64 * 1024;

    /**
     * The next record.
     *
     * @param limit largest block that is kept
     * @return null at the end of the file
     * @throws Damage when the bytes are no record, or do not end as its header says
     */
    static WarcRecord read(RecordBytes bytes, int limit) throws Damage {
        skipLineEnds(bytes);
        bytes.beginRecord();
        if (bytes.peek() < 0) {
            return null;
        }
        String first = line(bytes);
        if (!first.startsWith("WARC/")) {
            throw new Damage("no record begins here");
        }
        Map<String, String> fields = fields(bytes);
        long length = length(fields.get("content-length"));
        byte[] block = block(bytes, length, length > limit ? Math.min(limit, EVIDENCE) : (int) length);
        skipLineEnds(bytes);
        if (!bytes.endMember() && bytes.peek() != 'W') {
            throw new Damage("the block is longer than its Content-Length of " + length);
        }
        return new WarcRecord(first.substring(5).strip(), fields, block, length, bytes.recordStart());
    }

    private static void skipLineEnds(RecordBytes bytes) throws Damage {
        while (!bytes.endMember() && isLineEnd(bytes.peek())) {
            bytes.next();
        }
    }

    private static boolean isLineEnd(int b) {
        return b == '\r' || b == '\n';
    }

    private static Map<String, String> fields(RecordBytes bytes) throws Damage {
        Map<String, String> fields = new HashMap<>();
        int size = 0;
        String name = null;
        while (true) {
            String line = line(bytes);
            if (line.isEmpty()) {
                return fields;
            }
            size += line.length();
            if (size > MAX_HEADER) {
                throw new Damage("the header is longer than " + MAX_HEADER + " bytes");
            }
            int colon = line.indexOf(':');
            if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && name != null) {
                fields.merge(name, line.strip(), (a, b) -> a + " " + b);
            } else if (colon > 0) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.putIfAbsent(name, line.substring(colon + 1).strip());
            } else {
                throw new Damage("a line of the header has no colon");
            }
        }
    }

    private static String line(RecordBytes bytes) throws Damage {
        java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream(80);
        while (true) {
            int b = bytes.next();
            if (b < 0) {
                throw new Damage("the file ends within a header");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() >= MAX_LINE) {
                throw new Damage("a line of the header is longer than " + MAX_LINE + " bytes");
            }
            line.write(b);
        }
    }

    private static long length(String raw) throws Damage {
        if (raw == null || raw.isEmpty() || raw.length() > 18 || !raw.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Damage("the header has no Content-Length that is a number");
        }
        return Long.parseLong(raw);
    }

    /** Reads the block and keeps the first bytes of it; what it claims to be long is not set aside beforehand. */
    private static byte[] block(RecordBytes bytes, long length, int keep) throws Damage {
        byte[] block = new byte[Math.min(keep, 64 * 1024)];
        byte[] over = null;
        long read = 0;
        while (read < length) {
            int count;
            if (read < keep) {
                if (read == block.length) {
                    block = java.util.Arrays.copyOf(block, (int) Math.min(keep, block.length * 2L));
                }
                count = bytes.read(block, (int) read, block.length - (int) read);
            } else {
                over = over == null ? new byte[32 * 1024] : over;
                count = bytes.read(over, 0, (int) Math.min(over.length, length - read));
            }
            if (count < 0) {
                throw new Damage("the file ends within a block");
            }
            read += count;
        }
        return block.length == keep ? block : java.util.Arrays.copyOf(block, keep);
    }

    String field(String name) {
        return fields.get(name);
    }

    /** Type of the record, in lower case; blank when it is not said. */
    String type() {
        return fields.getOrDefault("warc-type", "").toLowerCase(Locale.ROOT);
    }

    /** Address of what was captured, without the angle brackets of WARC 1.0; null when it is not said. */
    String target() {
        return bare(fields.get("warc-target-uri"));
    }

    String id() {
        return bare(fields.get("warc-record-id"));
    }

    static String bare(String uri) {
        if (uri == null) {
            return null;
        }
        String text = uri.strip();
        return text.length() > 2 && text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    boolean isWhole() {
        return block.length == length;
    }

    WarcRecord withBlock(byte[] joined) {
        return new WarcRecord(version, fields, joined, joined.length, offset);
    }
}
