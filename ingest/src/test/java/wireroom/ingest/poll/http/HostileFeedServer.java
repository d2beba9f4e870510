package wireroom.ingest.poll.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;

/**
 * A server on loopback with one path for each thing that servers do to those who poll them, by malice or by mistake; it
 * writes to the socket itself, since no library would.
 */
public final class HostileFeedServer implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Every request in its order: the request line, then headers by lower-case name. */
    public final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** A request. */
    public record Asked(String method, String path, Map<String, String> headers, String body) {}

    /** What a path answers; it may hang, lie, or never end. */
    public interface Page {
        /** Writes the answer. */
        void answer(Asked asked, Wire wire) throws IOException;
    }

    /** A server with the hostile pages. */
    public HostileFeedServer() {
        this(ServerSocketFactory.getDefault());
    }

    /** The same over other sockets, for TLS. */
    public HostileFeedServer(ServerSocketFactory sockets) {
        try {
            server = sockets.createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hostilePages();
        Thread.ofVirtual().start(this::accept);
    }

    /** Its address, by name: what it means is the resolver's to say. */
    public String url(String path) {
        return "http://localhost:" + server.getLocalPort() + path;
    }

    /** Port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    /** Connections so far. */
    public int connections() {
        return connections.get();
    }

    /** Adds a page, or replaces one. */
    public HostileFeedServer page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /** A page with a status, headers (name, value …) and a body. */
    public HostileFeedServer page(String path, int status, String body, String... headers) {
        return page(path, (asked, wire) -> wire.whole(status, body.getBytes(StandardCharsets.UTF_8), headers));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
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
            Wire wire = new Wire(socket.getOutputStream(), closed);
            InputStream in = socket.getInputStream();
            for (Asked request = read(in); request != null; request = wire.ended ? null : read(in)) {
                asked.add(request);
                String path = request.path().replaceFirst("\\?.*", "");
                Page page = pages.get(path);
                if (page == null) {
                    wire.whole(404, new byte[0]);
                } else {
                    page.answer(request, wire);
                }
            }
        } catch (IOException clientHasCutIt) {
            // That is what the tests want.
            open.remove(socket);
        } finally {
            open.remove(socket);
        }
    }

    private static Asked read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ");
        return new Asked(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** What a page writes to. */
    public static final class Wire {
        private final OutputStream out;
        private final CountDownLatch closed;
        private boolean ended;

        Wire(OutputStream out, CountDownLatch closed) {
            this.out = out;
            this.closed = closed;
        }

        /** A proper answer. */
        public void whole(int status, byte[] body, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Told\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            if (status != 304) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            raw(head.append("\r\n").toString());
            raw(status == 304 ? new byte[0] : body);
        }

        /** Bytes as they are. */
        public void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Characters as they are. */
        public void raw(String text) throws IOException {
            raw(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Closes the connection after this answer. */
        public void end() {
            ended = true;
        }

        /** Waits, or until the server closes. */
        public void rest(long millis) throws IOException {
            try {
                if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                    throw new IOException("the server closes");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** An RSS feed of items with these guids. */
    public static String rss(String... guids) {
        StringBuilder feed =
                new StringBuilder("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Quay</title>");
        for (String guid : guids) {
            feed.append("<item><guid isPermaLink=\"false\">")
                    .append(guid)
                    .append("</guid><title>Notice ")
                    .append(guid)
                    .append("</title><description>The ferry leaves at nine.</description></item>");
        }
        return feed.append("</channel></rss>").toString();
    }

    /** Bytes, gzipped. */
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static final int MIB = 1024 * 1024;

    private void hostilePages() {
        byte[] sound = rss("a", "b").getBytes(StandardCharsets.UTF_8);
        String chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        page("/sound", (asked, wire) -> wire.whole(200, sound, "ETag", "\"1\""));
        // 35: time and size
        page("/silent", (asked, wire) -> wire.rest(60_000));
        page("/slow-headers", (asked, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 10_000; i++) {
                wire.raw("X-" + i + ": y\r\n");
                wire.rest(50);
            }
        });
        page("/slow-body", (asked, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int i = 0; i < 100_000; i++) {
                wire.raw(new byte[] {sound[i % sound.length]});
                wire.rest(50);
            }
        });
        page("/endless", (asked, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\n\r\n<rss version=\"2.0\"><channel>");
            byte[] items = ("<item><guid>x</guid><title>" + "x".repeat(1000) + "</title></item>")
                    .repeat(60)
                    .getBytes(StandardCharsets.UTF_8);
            while (true) {
                wire.raw(items);
            }
        });
        page("/endless-interim", (asked, wire) -> {
            while (true) {
                wire.raw("HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
            }
        });
        page("/huge-header", (asked, wire) -> wire.whole(200, sound, "X-Huge", "x".repeat(8 * MIB)));
        page("/many-headers", (asked, wire) -> wire.raw("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(100_000) + "\r\n"));
        page("/million-items", (asked, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<rss version=\"2.0\"><channel>");
            byte[] items = "<item><title>t</title></item>".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 100; i++) {
                wire.raw(items);
            }
            wire.raw("</channel></rss>");
            wire.end();
        });
        page("/not-http", (asked, wire) -> wire.raw("ICY 200 OK\r\n\r\n" + "noise".repeat(1000)));
        page("/closed", (asked, wire) -> wire.end());
        page("/bad-chunk", (asked, wire) -> {
            wire.raw(chunkedHead + "zz\r\nabc\r\n0\r\n\r\n");
            wire.end();
        });
        page("/huge-chunk", (asked, wire) -> {
            wire.raw(chunkedHead + "ffffffffffffffff\r\nabc");
            wire.end();
        });
        page(
                "/two-lengths",
                (asked, wire) -> wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"));
        page("/cut", (asked, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            wire.raw(sound);
            wire.end();
        });
        // 34: compression
        page("/bomb", (asked, wire) -> {
            // 10 GiB of blanks would be 10 MB packed; the first MiBs of it are enough to tell.
            wire.raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
            byte[] blanks = new byte[MIB];
            try (GZIPOutputStream out = new GZIPOutputStream(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    wire.raw(new byte[] {(byte) b});
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    wire.raw(java.util.Arrays.copyOfRange(bytes, from, from + length));
                }
            })) {
                for (int i = 0; i < 10 * 1024; i++) {
                    out.write(blanks);
                }
            }
            wire.end();
        });
        page("/gzip", (asked, wire) -> wire.whole(200, gzip(sound), "Content-Encoding", "gzip"));
        page("/gzip-twice", (asked, wire) -> wire.whole(200, gzip(gzip(sound)), "Content-Encoding", "gzip, gzip"));
        page("/brotli", (asked, wire) -> wire.whole(200, sound, "Content-Encoding", "br"));
        page("/gzip-cut", (asked, wire) -> {
            byte[] long2 = rss(java.util.stream.IntStream.range(0, 500)
                            .mapToObj(i -> "g" + i + "-" + Integer.toHexString(i * 7919))
                            .toArray(String[]::new))
                    .getBytes(StandardCharsets.UTF_8);
            byte[] packed = gzip(long2);
            wire.whole(200, java.util.Arrays.copyOf(packed, packed.length / 2), "Content-Encoding", "gzip");
        });
        page("/gzip-bad-sum", (asked, wire) -> {
            byte[] packed = gzip(sound);
            CRC32 other = new CRC32();
            other.update(1);
            packed[packed.length - 8] ^= (byte) other.getValue();
            wire.whole(200, packed, "Content-Encoding", "gzip");
        });
        page("/not-gzip", (asked, wire) -> wire.whole(200, sound, "Content-Encoding", "gzip"));
        // 36: redirects
        redirect("/loop", 302, "/loop2");
        redirect("/loop2", 302, "/loop");
        page("/hops", (asked, wire) -> {
            int n = Integer.parseInt(asked.path().replaceAll("\\D", ""));
            wire.whole(302, new byte[0], "Location", "/hops?" + (n + 1));
        });
        redirect("/to-file", 302, "file:///etc/passwd");
        redirect("/to-gopher", 302, "gopher://localhost:70/1");
        redirect("/to-user", 302, "http://public.example@localhost:" + port() + "/sound");
        redirect("/to-decimal", 302, "http://2130706433/");
        redirect("/to-octal", 302, "http://0177.0.0.1/");
        redirect("/to-hex", 302, "http://0x7f.1/");
        redirect("/to-short", 302, "http://127.1/");
        redirect("/to-loopback", 302, "http://127.0.0.1:" + port() + "/sound");
        redirect("/to-loopback-6", 302, "http://[::1]:" + port() + "/sound");
        redirect("/to-mapped", 302, "http://[::ffff:127.0.0.1]:" + port() + "/sound");
        redirect("/to-metadata", 302, "http://169.254.169.254/latest/meta-data/");
        redirect("/to-nowhere", 302, "http://0.0.0.0:" + port() + "/sound");
        // 37: statuses
        for (int status : new int[] {300, 401, 403, 404, 410, 429, 451, 500, 503}) {
            page("/status-" + status, (asked, wire) -> wire.whole(status, new byte[0]));
        }
        redirect("/moved", 301, "/sound");
        page(
                "/304-with-body",
                (asked, wire) -> wire.raw(
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
        // 38: not a feed
        page("/error-page", 200, "<!DOCTYPE html><html><body>Sorry</body></html>", "Content-Type", "text/html");
        page("/empty", 200, "");
        page("/no-items", 200, "<rss version=\"2.0\"><channel><title>Quay</title></channel></rss>");
        page("/words", 200, "Service Unavailable");
        // 39: charsets
        for (String charset : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32BE", "ISO-8859-15"}) {
            page(
                    "/charset-" + charset,
                    (asked, wire) -> wire.whole(
                            200, rss("a").replace("Quay", "Qu\u00e4i").getBytes(Charset.forName(charset))));
        }
        page(
                "/bad-utf-8",
                (asked, wire) ->
                        wire.whole(200, rss("a").replace("ferry", "f\u00ffrry").getBytes(StandardCharsets.ISO_8859_1)));
        page("/controls", 200, rss("a").replace("ferry", "f\u0000\u0085\u202e\u200dy"));
        // 32, 33: XML and JSON
        page(
                "/xxe",
                200,
                "<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + url("/canary") + "\"><!ENTITY % p SYSTEM \""
                        + url("/canary")
                        + "\">%p;]><rss version=\"2.0\"><channel><item><guid>a</guid><title>&x;</title></item>"
                        + "</channel></rss>");
        page(
                "/external-dtd",
                200,
                "<!DOCTYPE rss SYSTEM \"" + url("/canary") + "\">" + rss("a").replaceFirst("<\\?xml[^>]*>", ""));
        page(
                "/xinclude",
                200,
                rss("a").replace(
                                "<channel>",
                                "<channel><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\""
                                        + url("/canary") + "\"/>"));
        page("/laughs", 200, laughs());
        page("/deep-xml", 200, "<rss version=\"2.0\"><channel><item>" + "<a>".repeat(100_000));
        page("/deep-json", 200, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":" + "[".repeat(100_000));
        page("/attributes", 200, attributes());
        page(
                "/number",
                200,
                "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":" + "9".repeat(MIB) + "}]}");
        // 41: what ends up in logs and headers
        page("/injection", 200, rss("a\r\n\u001b[31m${jndi:ldap://localhost/x}"));
        page("/long-title", 200, rss("a").replace("Notice a", "N".repeat(MIB)));
        page(
                "/etag-injection",
                (asked, wire) -> wire.raw("HTTP/1.1 200 OK\r\nETag: \"a\rX-Evil: 1\"\r\nContent-Length: " + sound.length
                        + "\r\n\r\n" + new String(sound, StandardCharsets.US_ASCII)));
    }

    private void redirect(String path, int status, String to) {
        page(path, (asked, wire) -> wire.whole(status, new byte[0], "Location", to));
    }

    private static String laughs() {
        StringBuilder doctype = new StringBuilder("<!DOCTYPE rss [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            doctype.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return doctype + "]><rss version=\"2.0\"><channel><item><title>&l29;</title></item></channel></rss>";
    }

    private static String attributes() {
        StringBuilder element = new StringBuilder("<rss version=\"2.0\"><channel><item");
        for (int i = 0; i < 300_000; i++) {
            element.append(" a").append(i).append("=\"\"");
        }
        return element + "/></channel></rss>";
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workers.shutdownNow();
    }
}
