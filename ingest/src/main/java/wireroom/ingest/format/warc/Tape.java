package wireroom.ingest.format.warc;

import java.util.Arrays;
import wireroom.ingest.format.Input;

/**
 * The bytes of a file as they lie on disk, read forwards through a window that allows a bounded step back: damage is
 * noticed behind the place where it begins.
 */
final class Tape {
    /** So far one can step back. Broken deflate data are noticed within far less. */
    static final int BACK = 256 * 1024;

    private static final int STEP = 64 * 1024;

    private final Input in;
    private final byte[] window = new byte[2 * BACK + 2 * STEP];
    /** Place of the window's first byte in the file. */
    private long start;

    private int at;
    private int end;
    private boolean ended;

    Tape(Input in) {
        this.in = in;
    }

    /** Place of the next byte in the file. */
    long position() {
        return start + at;
    }

    /** Next byte, 0 to 255, or -1 at the end. */
    int next() {
        if (at == end && !fill(1)) {
            return -1;
        }
        return window[at++] & 0xff;
    }

    /** Bytes that can be had at once, at least one, or 0 at the end. */
    int available() {
        return at < end || fill(1) ? end - at : 0;
    }

    /** The window, of which the bytes from {@link #offset} on are next. */
    byte[] window() {
        return window;
    }

    int offset() {
        return at;
    }

    void skip(int count) {
        at += count;
    }

    /** The byte at a distance from the next one, or -1 behind the end; the distance is below 64 KiB. */
    int peek(int distance) {
        if (end - at <= distance && !fill(distance + 1)) {
            return -1;
        }
        return window[at + distance] & 0xff;
    }

    /** Goes to a place read before, or as near to it as the window reaches. */
    void back(long position) {
        at = (int) Math.max(0, Math.min(position - start, end));
    }

    /** The bytes from a place on, as many as the window holds of them and the limit allows. */
    byte[] copy(long from, int limit) {
        int first = (int) Math.max(0, Math.min(from - start, end));
        return Arrays.copyOfRange(window, first, Math.min(end, first + limit));
    }

    /** Makes so many bytes available, if the file has them. */
    private boolean fill(int wanted) {
        while (end - at < wanted && !ended) {
            if (window.length - end < STEP) {
                int drop = Math.max(0, at - BACK);
                System.arraycopy(window, drop, window, 0, end - drop);
                start += drop;
                at -= drop;
                end -= drop;
            }
            int count = in.read(window, end, Math.min(STEP, window.length - end));
            if (count < 0) {
                ended = true;
            } else {
                end += count;
            }
        }
        return end - at >= wanted;
    }
}
