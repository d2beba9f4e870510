package wireroom.gateway.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Frames of a server-sent event stream (WHATWG HTML, section 9.2). */
public final class SseFrames {
    private SseFrames() {}

    /** Tells the client how long to wait before it comes again. */
    public static void retry(OutputStream out, long milliseconds) throws IOException {
        out.write(("retry: " + milliseconds + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An event.
     *
     * @param name without line breaks
     * @param id without line breaks; null leaves it out
     * @param data JSON without raw line breaks: JSON escapes those in strings, so one line holds any headline
     */
    public static void event(OutputStream out, String name, String id, byte[] data) throws IOException {
        StringBuilder top = new StringBuilder("event: ").append(oneLine(name)).append('\n');
        if (id != null) {
            top.append("id: ").append(oneLine(id)).append('\n');
        }
        top.append("data: ");
        out.write(top.toString().getBytes(StandardCharsets.UTF_8));
        for (byte b : data) {
            if (b == '\n' || b == '\r') {
                throw new IllegalArgumentException("data of an event must be one line");
            }
        }
        out.write(data);
        out.write('\n');
        out.write('\n');
    }

    /** A comment that keeps proxies from closing the connection; an id moves the client's place without an event. */
    public static void heartbeat(OutputStream out, String id) throws IOException {
        String frame = id == null ? ":\n\n" : ":\nid: " + oneLine(id) + "\n\n";
        out.write(frame.getBytes(StandardCharsets.UTF_8));
    }

    private static String oneLine(String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a field of an event must be one line");
        }
        return text;
    }
}
