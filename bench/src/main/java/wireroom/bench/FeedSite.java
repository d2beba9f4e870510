package wireroom.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Honest feeds on loopback, {@code /0} to {@code /<feeds − 1>}: RSS of {@link #ITEMS} items, with ETag, 304 and gzip for
 * those who ask. Each feed changes by one item at every so many requests, and now and then is away for one. It answers
 * from bytes made before, so that it costs a client next to nothing.
 */
final class FeedSite implements AutoCloseable {
    /** Items in a feed: what news sites show. */
    static final int ITEMS = 30;
    /** Of a feed's requests, each so many-th is answered with 503. */
    private static final int AWAY_EVERY = 97;
    /** Documents; a feed turns through them, so that its items are known or new as those of a real one are. */
    private static final int DOCUMENTS = 256;

    private static final byte[] AWAY =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final byte[][] plain = new byte[DOCUMENTS][];
    private final byte[][] packed = new byte[DOCUMENTS][];
    private final int changeEvery;
    private final AtomicIntegerArray requests;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong[] answered = {new AtomicLong(), new AtomicLong(), new AtomicLong()};

    /**
     * Serves until it is closed.
     *
     * @param texts bodies of items, taken in turn
     * @param changeEvery requests of a feed between two of its items; 0 for a feed that never changes
     */
    FeedSite(int feeds, List<String> texts, int changeEvery) throws IOException {
        this.changeEvery = changeEvery;
        this.requests = new AtomicIntegerArray(feeds);
        for (int version = 0; version < DOCUMENTS; version++) {
            byte[] body = document(version, texts);
            plain[version] = answer(version, body, "");
            packed[version] = answer(version, gzip(body), "Content-Encoding: gzip\r\n");
        }
        server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("feed-site").start(this::accept);
    }

    private static byte[] document(int version, List<String> texts) {
        StringBuilder rss = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>"
                + "<title>Quay</title><link>https://wire.example/</link><description>d</description>");
        // The newest is first, the oldest falls out.
        for (int i = 0; i < ITEMS; i++) {
            int number = version + ITEMS - i;
            String text = texts.get(number % texts.size())
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;");
            rss.append("<item><guid isPermaLink=\"false\">u")
                    .append(number)
                    .append("</guid><title>Notice ")
                    .append(number)
                    .append("</title><link>https://wire.example/")
                    .append(number)
                    .append("</link><description>")
                    .append(text)
                    .append("</description></item>\n");
        }
        return rss.append("</channel></rss>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] answer(int version, byte[] body, String encoding) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + etag(version) + "\r\n"
                        + encoding + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        answer.write(body);
        return answer.toByteArray();
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }

    private static String etag(int version) {
        return "\"v" + version + "\"";
    }

    /** Address of a feed; by name, as feeds have one. */
    String url(int feed) {
        return "http://localhost:" + server.getLocalPort() + "/" + feed;
    }

    /** Traffic up to now. */
    Traffic traffic() {
        return new Traffic(received.get() + sent.get(), answered[0].get(), answered[1].get(), answered[2].get());
    }

    /**
     * What went over the wire, both ways, above TCP.
     *
     * @param fresh answers with a document
     * @param same answers without, 304
     * @param away answers 503
     */
    record Traffic(long bytes, long fresh, long same, long away) {
        Traffic since(Traffic before) {
            return new Traffic(bytes - before.bytes, fresh - before.fresh, same - before.same, away - before.away);
        }

        long answers() {
            return fresh + same + away;
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                workers.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            StringBuilder line = new StringBuilder(128);
            while (answer(in, line, out)) {
                // the next request on this connection
            }
        } catch (IOException clientIsGone) {
            // as clients do
            open.remove(socket);
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(InputStream in, StringBuilder line, OutputStream out) throws IOException {
        if (!read(in, line)) {
            return false;
        }
        int feed = Integer.parseInt(line, "GET /".length(), line.indexOf(" ", "GET /".length()), 10);
        int bytes = line.length() + 2;
        String validator = "";
        boolean gzip = false;
        while (read(in, line) && !line.isEmpty()) {
            bytes += line.length() + 2;
            int colon = line.indexOf(":");
            if (is(line, colon, "if-none-match")) {
                validator = line.substring(colon + 1).strip();
            } else if (is(line, colon, "accept-encoding")) {
                gzip = line.indexOf("gzip", colon) > 0;
            }
        }
        received.addAndGet(bytes + 2);
        int request = requests.getAndIncrement(feed);
        int version = changeEvery == 0 ? 0 : (request + feed) / changeEvery % DOCUMENTS;
        byte[] answer;
        int kind;
        if ((request + feed) % AWAY_EVERY == 0 && request > 0) {
            answer = AWAY;
            kind = 2;
        } else if (validator.equals(etag(version))) {
            answer = ("HTTP/1.1 304 Not Modified\r\nETag: " + validator + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            kind = 1;
        } else {
            answer = gzip ? packed[version] : plain[version];
            kind = 0;
        }
        // Counted before it is sent: whoever has it finds it counted.
        answered[kind].incrementAndGet();
        sent.addAndGet(answer.length);
        out.write(answer);
        return true;
    }

    private static boolean is(StringBuilder line, int colon, String name) {
        return colon == name.length()
                && IntStream.range(0, colon).allMatch(i -> Character.toLowerCase(line.charAt(i)) == name.charAt(i));
    }

    private static boolean read(InputStream in, StringBuilder line) throws IOException {
        line.setLength(0);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return false;
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        workers.shutdownNow();
    }
}
