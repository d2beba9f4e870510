package wireroom.ingest.poll.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection to a server, buffered and counted. Used by one thread; any thread may {@link #cut} it. */
final class Connection {
    private static final int BUFFER = 8 * 1024;

    /** Below TLS: closing it ends every wait at once, where closing TLS would first say goodbye. */
    private final Socket raw;

    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long received;
    private long idleSince;
    private boolean used;

    Connection(Socket raw, Socket speaking) throws IOException {
        this.raw = raw;
        this.in = speaking.getInputStream();
        this.out = speaking.getOutputStream();
    }

    void send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
    }

    /** True when an earlier request was answered on it, so that the server may have closed it since. */
    boolean used() {
        return used;
    }

    /** Bytes received on it so far. */
    long received() {
        return received;
    }

    Socket raw() {
        return raw;
    }

    void rest(long nanos) {
        used = true;
        idleSince = nanos;
    }

    long idleSince() {
        return idleSince;
    }

    /** True when nothing waits to be read: bytes that nobody asked for are no answer to the next request. */
    boolean isQuiet() {
        try {
            return at == end && !raw.isClosed() && raw.getInputStream().available() == 0;
        } catch (IOException closed) {
            return false;
        }
    }

    /** The next byte, or −1 at the end. */
    int read() throws IOException {
        return at < end || fill() ? buffer[at++] & 0xff : -1;
    }

    int read(byte[] into, int from, int length) throws IOException {
        if (at == end && !fill()) {
            return -1;
        }
        int n = Math.min(length, end - at);
        System.arraycopy(buffer, at, into, from, n);
        at += n;
        return n;
    }

    /**
     * A line without its end; ISO-8859-1, since headers are bytes.
     *
     * @return null when the stream ends before it, or the line is longer
     */
    String line(int most) throws IOException {
        StringBuilder before = null;
        while (true) {
            int room = most - (before == null ? 0 : before.length());
            int stop = (int) Math.min(end, (long) at + room);
            int i = at;
            while (i < stop && buffer[i] != '\n') {
                i++;
            }
            // As a rule a line is in the buffer as a whole.
            String piece = new String(buffer, at, i - at, StandardCharsets.ISO_8859_1);
            at = i;
            if (i < end && buffer[i] == '\n') {
                at++;
                String line = before == null ? piece : before.append(piece).toString();
                return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            }
            before = before == null ? new StringBuilder(piece) : before.append(piece);
            if (i < end || !fill()) {
                // Longer than it may be, or cut off.
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, BUFFER);
        at = 0;
        end = Math.max(n, 0);
        received += end;
        return n > 0;
    }

    /** Ends it now, also while another thread reads. */
    void cut() {
        cut(raw);
    }

    static void cut(Socket socket) {
        try {
            // A reset, not a polite end: whoever is cut has sent too much or too slowly.
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
