package wireroom.ingest.poll.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of one body as the head frames them: by length, by chunks, or to the end of the connection. */
final class Framed extends InputStream {
    private final Connection connection;
    private final boolean chunked;
    private final boolean toTheEnd;
    private long left;
    private boolean done;
    private long taken;

    private Framed(Connection connection, boolean chunked, long left) {
        this.connection = connection;
        this.chunked = chunked;
        this.toTheEnd = !chunked && left < 0;
        this.left = chunked ? 0 : left;
        this.done = left == 0 && !chunked;
    }

    static Framed of(Connection connection, Head head) throws FetchFailure {
        if (head.status() == 204 || head.status() == 304) {
            return new Framed(connection, false, 0);
        }
        boolean chunked = head.headers().all("Transfer-Encoding").stream()
                .anyMatch(v -> v.toLowerCase(java.util.Locale.ROOT).contains("chunked"));
        return new Framed(connection, chunked, chunked ? 0 : length(head.headers()));
    }

    private static long length(Headers headers) throws FetchFailure {
        long length = -1;
        for (String value : headers.all("Content-Length")) {
            if (!value.matches("\\d{1,18}") || length >= 0 && length != Long.parseLong(value)) {
                throw new FetchFailure(Failure.PROTOCOL, "two lengths, or one that is no number");
            }
            length = Long.parseLong(value);
        }
        return length;
    }

    /** Whether the head already says that no byte follows. */
    boolean isEmpty() {
        return done && taken == 0;
    }

    /** Reads what a decoder left, and says whether the connection now stands at the next answer. */
    boolean drained() throws IOException {
        if (toTheEnd) {
            return false;
        }
        // A whole gzip body ends before the last, empty chunk.
        return done || read(new byte[1], 0, 1) < 0;
    }

    /** Bytes of the body so far, packed. */
    long taken() {
        return taken;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws EOFException when the connection ends before the body */
    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (done || length == 0) {
            return done ? -1 : 0;
        }
        if (chunked && left == 0 && !nextChunk()) {
            done = true;
            return -1;
        }
        int n = connection.read(into, from, toTheEnd ? length : (int) Math.min(length, left));
        if (n < 0) {
            if (toTheEnd) {
                done = true;
                return -1;
            }
            throw new EOFException("the connection ended before the body");
        }
        taken += n;
        if (!toTheEnd) {
            left -= n;
            if (left == 0) {
                if (chunked) {
                    endOfChunk();
                } else {
                    done = true;
                }
            }
        }
        return n;
    }

    private boolean nextChunk() throws IOException {
        String line = connection.line(HttpLimits.CHUNK_LINE);
        if (line == null) {
            throw new EOFException("the connection ended before the last chunk");
        }
        int end = line.indexOf(';');
        String size = (end < 0 ? line : line.substring(0, end)).strip();
        if (!size.matches("[0-9a-fA-F]{1,8}")) {
            throw new EOFException("a chunk without a size");
        }
        left = Long.parseLong(size, 16);
        if (left > 0) {
            return true;
        }
        for (int trailers = 0; trailers <= HttpLimits.HEADERS; trailers++) {
            String trailer = connection.line(HttpLimits.CHUNK_LINE);
            if (trailer == null) {
                throw new EOFException("the connection ended in the trailers");
            }
            if (trailer.isEmpty()) {
                return false;
            }
        }
        throw new EOFException("trailers that do not end");
    }

    private void endOfChunk() throws IOException {
        String line = connection.line(2);
        if (line == null || !line.isEmpty()) {
            throw new EOFException("a chunk longer than it says");
        }
    }
}
