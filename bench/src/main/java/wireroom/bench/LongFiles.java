package wireroom.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import wireroom.ingest.FolderToNowhere;

/**
 * Files far longer than the memory that reads them. Each is written to a folder and read by a process of a small fixed
 * heap, along the way of a real folder source; and an eighth of it before, so that memory that grows with the file
 * shows as a difference. The files are deleted.
 */
final class LongFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URI = "@@uri@@";
    /** Characters of an article that is one. */
    private static final int LEAST_TEXT = 500;

    private static final Instant FIRST_CAPTURE = Instant.parse("2026-01-05T05:00:00Z");

    private final List<ObjectNode> wires;
    private final Path folder;
    private final int heapMegabytes;

    /** Writes one item, different from those before. */
    private interface Piece {
        byte[] of(long number);
    }

    /**
     * @param wires what the items say, in turn
     * @param folder holds one file at a time, and is deleted at the end
     * @param heapMegabytes of the process that reads
     */
    LongFiles(List<ObjectNode> wires, Path folder, int heapMegabytes) {
        this.wires = wires;
        this.folder = folder;
        this.heapMegabytes = heapMegabytes;
    }

    /** Lines of ninjs. */
    void lines(int megabytes, ObjectNode into) throws Exception {
        List<String[]> halves = new ArrayList<>();
        for (ObjectNode wire : wires) {
            String line = wire.deepCopy().put("uri", URI).toString();
            int at = line.indexOf(URI);
            halves.add(new String[] {line.substring(0, at), line.substring(at + URI.length()) + "\n"});
        }
        measure(
                "lines.ndjson",
                megabytes,
                new byte[0],
                number -> {
                    String[] half = halves.get((int) (number % halves.size()));
                    return bytes(half[0] + "urn:bench:" + number + half[1]);
                },
                into);
    }

    /** Captures of pages, as a crawler writes them: status line, headers, HTML with menus round the text. */
    void captures(int megabytes, ObjectNode into) throws Exception {
        // A kill has no text, and so its page no article.
        List<String> pages = wires.stream()
                .filter(wire -> ParseBench.body(wire).length() > LEAST_TEXT)
                .map(LongFiles::page)
                .toList();
        byte[] head = record("warcinfo", "", "application/warc-fields", 0, bytes("software: wireroom-bench\r\n"));
        measure(
                "captures.warc",
                megabytes,
                head,
                number -> {
                    byte[] page = bytes(pages.get((int) (number % pages.size())));
                    byte[] status =
                            bytes("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                                    + page.length + "\r\n\r\n");
                    byte[] block = new byte[status.length + page.length];
                    System.arraycopy(status, 0, block, 0, status.length);
                    System.arraycopy(page, 0, block, status.length, page.length);
                    return record(
                            "response",
                            "WARC-Target-URI: https://wire.example/" + number + "\r\n",
                            "application/http; msgtype=response",
                            number + 1,
                            block);
                },
                into);
    }

    private static String page(ObjectNode wire) {
        String title = escaped(wire.path("headlines").path(0).path("value").asText("Title"));
        StringBuilder html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><title>")
                .append(title)
                .append(" - Quay</title></head><body><nav><ul>");
        for (String section : List.of("Home", "Sea", "Town", "Sport", "Weather")) {
            html.append("<li><a href=\"/")
                    .append(section)
                    .append("\">")
                    .append(section)
                    .append("</a></li>");
        }
        html.append("</ul></nav><main><article><h1>").append(title).append("</h1>");
        for (String paragraph : ParseBench.body(wire).split("\n")) {
            html.append("<p>").append(escaped(paragraph)).append("</p>\n");
        }
        return html.append("</article></main><footer><p>All rights reserved. <a href=\"/imprint\">Imprint</a></p>")
                .append("</footer></body></html>")
                .toString();
    }

    private static byte[] record(String type, String fields, String contentType, long number, byte[] block) {
        byte[] head = bytes("WARC/1.1\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:bench:" + number
                + ">\r\nWARC-Date: " + FIRST_CAPTURE.plusSeconds(number) + "\r\n" + fields + "Content-Type: "
                + contentType + "\r\nContent-Length: " + block.length + "\r\n\r\n");
        byte[] record = new byte[head.length + block.length + 4];
        System.arraycopy(head, 0, record, 0, head.length);
        System.arraycopy(block, 0, record, head.length, block.length);
        System.arraycopy(bytes("\r\n\r\n"), 0, record, record.length - 4, 4);
        return record;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void measure(String name, int megabytes, byte[] head, Piece pieces, ObjectNode into) throws Exception {
        into.put("heapLimitMiB", heapMegabytes);
        for (int size : new int[] {Math.max(1, megabytes / 8), megabytes}) {
            Path file = Files.createDirectories(folder).resolve(name);
            try {
                long written = write(file, size * 1024L * 1024L, head, pieces);
                ObjectNode read = read();
                if (read.path("items").asLong() != written
                        || read.path("rejects").asLong() != 0) {
                    throw new IllegalStateException(written + " items were written to " + name + ", and read: " + read);
                }
                into.withArray("files").add(read.put("mebibytes", size));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        }
    }

    private static long write(Path file, long bytes, byte[] head, Piece pieces) throws IOException {
        long number = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(head);
            for (long left = bytes; left > 0; number++) {
                byte[] piece = pieces.of(number);
                out.write(piece);
                left -= piece.length;
            }
        }
        return number;
    }

    private ObjectNode read() throws Exception {
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMegabytes + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Bench.class.getName(),
                        Bench.LONG_FILE,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (reader.waitFor() != 0) {
            throw new IllegalStateException(
                    "the reader of " + folder + " ended with " + reader.exitValue() + "; what it says is above");
        }
        return (ObjectNode) JSON.readTree(said);
    }

    /** In the process of the small heap: reads the folder and says what it took. */
    static void readIn(Path folder) throws Exception {
        AtomicLong afterCollection = new AtomicLong();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> {
                                Map<String, MemoryUsage> after = GarbageCollectionNotificationInfo.from(
                                                (CompositeData) notification.getUserData())
                                        .getGcInfo()
                                        .getMemoryUsageAfterGc();
                                // What is outside the heap has no collection in this sense.
                                long used = after.entrySet().stream()
                                        .filter(pool -> isHeap(pool.getKey()))
                                        .mapToLong(pool -> pool.getValue().getUsed())
                                        .sum();
                                afterCollection.accumulateAndGet(used, Math::max);
                            },
                            null,
                            null);
        }
        AtomicLong live = new AtomicLong();
        Thread looking = Thread.ofPlatform().daemon().start(() -> lookAt(live));
        long size;
        try (var files = Files.list(folder)) {
            size = files.mapToLong(file -> file.toFile().length()).sum();
        }
        long start = System.nanoTime();
        double cpu = PollsBench.cpu();
        FolderToNowhere.Read read = FolderToNowhere.read(folder);
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu = PollsBench.cpu() - cpu;
        looking.interrupt();
        looking.join();
        System.out.print(JSON.createObjectNode()
                .put("items", read.items())
                .put("rejects", read.rejects())
                .put("transactions", read.transactions())
                .put("MBs", Results.rounded(size / 1e6 / seconds))
                .put("MBsOfCpu", Results.rounded(size / 1e6 / cpu))
                .put("mostReachableMiB", Results.rounded(live.get() / 1048576.0))
                .put("mostAfterAnyCollectionMiB", Results.rounded(afterCollection.get() / 1048576.0))
                .put("peakRssMiB", peakRss()));
        System.out.flush();
    }

    private static boolean isHeap(String pool) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .anyMatch(
                        bean -> bean.getName().equals(pool) && bean.getType() == java.lang.management.MemoryType.HEAP);
    }

    /** Twice a second: what stays when all is collected that can be. */
    private static void lookAt(AtomicLong live) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(500);
                System.gc();
                live.accumulateAndGet(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** MiB of memory that the process had at its most; -1 where the kernel does not say. */
    private static long peakRss() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
