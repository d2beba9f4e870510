package wireroom.ingest.folder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One reading of a file, from its start to its end.
 *
 * <p>A long file is published in parts. What a parser has said after so many bytes depends on these bytes alone, so a
 * cursor that holds their number, their digest and the number of outcomes tells exactly where to go on: also in a file
 * that has grown since, as a log does.
 */
public final class FileRead extends InputStream {
    /** Cursor field: size of the whole file; only when all of it is published. */
    static final String SIZE = "size";
    /** Cursor field: time of its last change; only when all of it is published. */
    static final String MODIFIED = "modified";
    /** Cursor field: bytes read when only a part is published. */
    static final String BYTES = "bytes";
    /** Cursor field: digest of the bytes read. */
    static final String SHA256 = "sha256";
    /** Cursor field: items and refusals that were published, when only a part is. */
    static final String OUTCOMES = "outcomes";
    /** Cursor field: how many of them these bytes settled, whatever follows. */
    static final String SETTLED = "settled";

    private static final int BUFFER = 64 * 1024;

    private final String path;
    private final Path file;
    private final long size;
    private final Instant modified;
    private final Map<String, String> before;
    private final long skip;
    private final boolean unchanged;
    private final Consumer<Map<String, String>> committed;
    private final MessageDigest digest = sha256();
    private final InputStream in;
    private final byte[] whole;
    private long position;

    /**
     * Opens it, and looks whether it begins as the cursor says.
     *
     * @param wholeBytes a file of so many bytes or fewer is read at once
     * @param committed takes the cursors of its parts
     */
    FileRead(
            String path,
            Path file,
            long size,
            Instant modified,
            Map<String, String> before,
            int wholeBytes,
            Consumer<Map<String, String>> committed)
            throws IOException {
        this.path = path;
        this.file = file;
        this.size = size;
        this.modified = modified;
        this.before = before;
        this.committed = committed;
        boolean small = size <= wholeBytes;
        if (small) {
            try (InputStream now = Files.newInputStream(file)) {
                this.whole = now.readNBytes(wholeBytes);
            }
            digest.update(whole);
            this.position = whole.length;
        } else {
            this.whole = null;
        }
        boolean begins = begins();
        boolean same = begins && Long.toString(size).equals(before.getOrDefault(BYTES, before.get(SIZE)));
        this.unchanged = same && before.containsKey(SIZE);
        this.skip = begins ? Long.parseLong(before.getOrDefault(same ? OUTCOMES : SETTLED, "0")) : 0;
        this.in = small ? InputStream.nullInputStream() : Files.newInputStream(file);
    }

    /** Whether the file begins with the very bytes that were read before. */
    private boolean begins() throws IOException {
        String known = before.getOrDefault(BYTES, before.get(SIZE));
        if (known == null || !before.containsKey(SHA256) || Long.parseLong(known) > size) {
            return false;
        }
        long left = Long.parseLong(known);
        MessageDigest start = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream again = whole == null ? Files.newInputStream(file) : new ByteArrayInputStream(whole)) {
            while (left > 0) {
                int count = again.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    return false;
                }
                start.update(buffer, 0, count);
                left -= count;
            }
        }
        return HexFormat.of().formatHex(start.digest()).equals(before.get(SHA256));
    }

    /** Path relative to the folder, with {@code /}. */
    public String path() {
        return path;
    }

    /** All of it when it is small; null when it is to be read as a stream. */
    public byte[] whole() {
        return whole;
    }

    /** Cursor of the last reading; empty for the first. */
    public Map<String, String> before() {
        return before;
    }

    /** Touched, not changed: nothing of it is to be published. */
    public boolean unchanged() {
        return unchanged;
    }

    /** What of its cursor changes when nothing else did. */
    public Map<String, String> touched() {
        return Map.of(MODIFIED, modified.toString());
    }

    /** So many items and refusals of it were published before and are to be left out. */
    public long skip() {
        return skip;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        // No further than the size that was seen: what is being added now is the next reading's.
        int count = in.read(bytes, offset, (int) Math.min(length, Math.max(0, size - position)));
        if (count > 0) {
            digest.update(bytes, offset, count);
            position += count;
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    /**
     * Cursor for a part of it.
     *
     * @param outcomes items and refusals published so far, those of earlier readings included
     * @param settled how many of them were certain before its end was seen
     */
    public Map<String, String> part(long outcomes, long settled) {
        return Map.of(
                BYTES,
                Long.toString(position),
                SHA256,
                sha(),
                OUTCOMES,
                Long.toString(outcomes),
                SETTLED,
                Long.toString(settled));
    }

    /** To be told of every part that is committed, so that reading goes on behind it after a failure. */
    public void committed(Map<String, String> part) {
        committed.accept(part);
    }

    /**
     * Cursor for all of it.
     *
     * @param settled items and refusals that were certain before its end was seen: they stay when it grows
     * @throws Changed when it is another file now
     */
    public Map<String, String> end(long settled) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.size() != size || !now.lastModifiedTime().toInstant().equals(modified) || position != size) {
                throw new Changed(path + " changed while it was read", null);
            }
        } catch (IOException e) {
            throw new Changed(path + " went away while it was read", e);
        }
        Map<String, String> cursor = new HashMap<>();
        cursor.put(SIZE, Long.toString(size));
        cursor.put(MODIFIED, modified.toString());
        cursor.put(SHA256, sha());
        if (settled > 0) {
            cursor.put(SETTLED, Long.toString(settled));
        }
        return cursor;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private String sha() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The file is no longer what it was when reading began: it is looked at again. */
    public static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Changed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
