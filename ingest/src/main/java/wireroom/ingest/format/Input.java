package wireroom.ingest.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The bytes of a document: read once, from the first to the last, with a look ahead at the start. Not thread-safe.
 *
 * <p>Nothing here throws a checked exception: what is wrong with the bytes is the parser's to refuse, and a disk or a
 * network that breaks is the source's to try again.
 */
public final class Input extends InputStream {
    private final InputStream in;
    private final BooleanSupplier damaged;
    /** Bytes looked at and not yet read. */
    private byte[] ahead;

    private int at;
    private int end;
    private long position;
    private final boolean inMemory;
    private boolean ended;

    private Input(InputStream in, BooleanSupplier damaged, byte[] ahead, boolean ended) {
        this.in = in;
        this.damaged = damaged;
        this.ahead = ahead;
        this.end = ahead.length;
        this.inMemory = ended;
        this.ended = ended;
    }

    /** A document that is in memory as a whole; the bytes are not copied and never changed. */
    public static Input of(byte[] bytes) {
        return new Input(InputStream.nullInputStream(), () -> false, bytes, true);
    }

    /** A document that is read as it is parsed; whoever opened the stream closes it. */
    public static Input of(InputStream stream) {
        return of(stream, () -> false);
    }

    /**
     * A document out of another.
     *
     * @param damaged whether the stream has ended before the document did
     */
    public static Input of(InputStream stream, BooleanSupplier damaged) {
        return new Input(stream, damaged, new byte[0], false);
    }

    /** Whether its end, when it is reached, is not its own: it was cut off or spoilt on the way. */
    public boolean damaged() {
        return damaged.getAsBoolean();
    }

    /**
     * The next bytes, which stay to be read.
     *
     * @param most so many; fewer come only when the document is shorter
     */
    public byte[] peek(int most) {
        while (end - at < most && !ended) {
            if (at > 0) {
                System.arraycopy(ahead, at, ahead, 0, end - at);
                end -= at;
                at = 0;
            }
            if (ahead.length < most) {
                ahead = Arrays.copyOf(ahead, most);
            }
            int count = pull(ahead, end, most - end);
            ended = count < 0;
            end += Math.max(0, count);
        }
        return Arrays.copyOfRange(ahead, at, Math.min(end, at + most));
    }

    /** Number of bytes read so far. */
    public long position() {
        return position;
    }

    /** Whether its end was seen; until then, what was said of it would be said of every longer document that begins so. */
    public boolean ended() {
        return ended;
    }

    /**
     * Bytes that show what is wrong with it: its start when it is in memory, else what comes next.
     *
     * @param most so many at most
     */
    public byte[] evidence(int most) {
        return inMemory ? Arrays.copyOf(ahead, Math.min(most, ahead.length)) : peek(most);
    }

    /**
     * What is left of the document, for formats in which a document is one item.
     *
     * @param limit largest document
     * @return all of it, or {@code limit + 1} bytes when it is larger
     */
    public byte[] whole(int limit) {
        int most = limit == Integer.MAX_VALUE ? limit : limit + 1;
        if (inMemory && position == 0 && ahead.length <= most) {
            at = end;
            position = end;
            return ahead;
        }
        return readNBytes(most);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (at < end) {
            int count = Math.min(length, end - at);
            System.arraycopy(ahead, at, bytes, offset, count);
            at += count;
            position += count;
            return count;
        }
        if (ended) {
            return -1;
        }
        int count = pull(bytes, offset, length);
        ended = count < 0;
        position += Math.max(0, count);
        return count;
    }

    /** Reads to the end what no parser wanted. */
    public void drain() {
        byte[] lost = new byte[8192];
        int read = 0;
        while (read >= 0) {
            read = read(lost, 0, lost.length);
        }
    }

    /** Whether there is more, waiting for it if need be. */
    @Override
    public int available() {
        return Math.max(end - at, peek(1).length);
    }

    @Override
    public byte[] readNBytes(int most) {
        try {
            return super.readNBytes(most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int pull(byte[] bytes, int offset, int length) {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException("the document cannot be read on: " + e.getMessage(), e);
        }
    }
}
