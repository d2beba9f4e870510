package wireroom.bench;

import com.ctc.wstx.stax.WstxInputFactory;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import wireroom.app.simulate.Generator;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/**
 * Wire items out of bytes in every format, beside a reader that only drains the same bytes (Jackson's or Woodstox's
 * events, nothing done with them), and for RSS and Atom beside ROME, the usual reader of feeds in Java; and what
 * files far longer than the memory take ({@link LongFiles}).
 */
final class ParseBench {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final XMLInputFactory WOODSTOX = woodstox();

    private final Options options;
    private final Results results;
    private final List<ObjectNode> wires = new ArrayList<>();

    /** Something that reads a document to its end and says how many events or items it met. */
    private interface Reading {
        long read(byte[] document) throws Exception;
    }

    ParseBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    private static XMLInputFactory woodstox() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    void run() throws Exception {
        int count = options.number("count", 1000);
        for (Generator.Wire wire : new Generator(options.seed()).next(count)) {
            wires.add((ObjectNode) JSON.readTree(wire.json()));
        }
        ObjectNode figures = results.figures();
        List<String> only = options.words("formats");
        for (Map.Entry<String, byte[]> document : documents().entrySet()) {
            // "none" is no format: then only the long files are read.
            if (!only.isEmpty() && !only.contains(document.getKey())) {
                continue;
            }
            compare(document.getKey(), document.getValue(), figures.putObject(document.getKey()));
        }
        LongFiles files =
                new LongFiles(wires, Home.fresh(options.home()).resolve("long"), options.number("heap-megabytes", 64));
        int lines = options.number("lines-megabytes", 2048);
        if (lines > 0) {
            files.lines(lines, figures.withObject("/longFiles").putObject("ninjsLines"));
        }
        int captures = options.number("warc-megabytes", 1024);
        if (captures > 0) {
            files.captures(captures, figures.withObject("/longFiles").putObject("warc"));
        }
    }

    private Map<String, byte[]> documents() throws IOException {
        StringBuilder lines = new StringBuilder();
        StringBuilder array = new StringBuilder("[");
        ObjectNode jsonFeed = JSON.createObjectNode().put("version", "https://jsonfeed.org/version/1.1");
        ObjectNode ap = JSON.createObjectNode().put("api_version", "1.1");
        StringBuilder rss = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\""
                + " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>t</title>"
                + "<link>https://wire.example/</link><description>d</description>");
        StringBuilder atom = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>f</id><title>t</title><updated>" + NOW
                + "</updated>");
        int number = 0;
        for (ObjectNode wire : wires) {
            String json = wire.toString();
            lines.append(json).append('\n');
            array.append(number == 0 ? "" : ",").append(json);
            // A feed of a hundred articles is a long one.
            if (number++ < 100) {
                String body = body(wire);
                String title = wire.path("headlines").path(0).path("value").asText("Title");
                jsonFeed.withArray("items")
                        .addObject()
                        .put("id", "u" + number)
                        .put("url", "https://wire.example/" + number)
                        .put("title", title)
                        .put("content_text", body)
                        .put("date_published", NOW.toString());
                ObjectNode item =
                        ap.withObject("/data").withArray("items").addObject().putObject("item");
                item.putObject("altids").put("itemid", "u" + number).put("etag", "e" + number);
                item.put("version", 0)
                        .put("headline", title)
                        .put("versioncreated", NOW.toString())
                        .put("body_text", body);
                rss.append("<item><guid isPermaLink=\"false\">u")
                        .append(number)
                        .append("</guid><title>")
                        .append(escaped(title))
                        .append("</title><link>https://wire.example/")
                        .append(number)
                        .append("</link><dc:creator>Ada Lind</dc:creator><category>Sea</category><pubDate>")
                        .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.atOffset(ZoneOffset.UTC)))
                        .append("</pubDate><description>")
                        .append(escaped(body.substring(0, Math.min(200, body.length()))))
                        .append("</description><content:encoded><![CDATA[<p>")
                        .append(escaped(body).replace("\n", "</p>\n<p>"))
                        .append("</p>]]></content:encoded></item>\n");
                atom.append("<entry><id>u")
                        .append(number)
                        .append("</id><title>")
                        .append(escaped(title))
                        .append("</title><link href=\"https://wire.example/")
                        .append(number)
                        .append("\"/><author><name>Ada Lind</name></author><category term=\"Sea\"/><updated>")
                        .append(NOW)
                        .append("</updated><content type=\"html\">")
                        .append(escaped("<p>" + escaped(body) + "</p>"))
                        .append("</content></entry>\n");
            }
        }
        Map<String, byte[]> documents = new LinkedHashMap<>();
        documents.put("ninjs-lines", bytes(lines.toString()));
        documents.put("ninjs-array", bytes(array.append(']').toString()));
        documents.put("json-feed", bytes(jsonFeed.toString()));
        documents.put("ap-media-api", bytes(ap.toString()));
        documents.put("rss", bytes(rss.append("</channel></rss>").toString()));
        documents.put("atom", bytes(atom.append("</feed>").toString()));
        documents.put("ninjs-lines.gz", gzip(documents.get("ninjs-lines")));
        return documents;
    }

    /** Text of a made-up wire. */
    static String body(ObjectNode wire) {
        for (JsonNode body : wire.path("bodies")) {
            return body.path("value").asText("");
        }
        return wire.path("body_text").asText("No text.");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void compare(String name, byte[] document, ObjectNode into) throws Exception {
        boolean xml = name.equals("rss") || name.equals("atom");
        Map<String, Reading> readings = new LinkedHashMap<>();
        readings.put("wireroom", ParseBench::items);
        if (!name.endsWith(".gz")) {
            readings.put("drain", bytes -> drain(xml, bytes, false));
            readings.put("drainWithText", bytes -> drain(xml, bytes, true));
        }
        // What every item owes beyond the reading: its verbatim bytes, and their SHA-256.
        List<byte[]> raws = raws(document);
        readings.put("owed", ignored -> owed(raws));
        if (xml) {
            readings.put("rome", ParseBench::rome);
        }
        int rounds = options.number("rounds", 5);
        long nanos = options.number("millis", 700) * 1_000_000L;
        Map<String, double[]> rates = new LinkedHashMap<>();
        readings.keySet().forEach(reading -> rates.put(reading, new double[rounds]));
        // On a busy machine the compiler is late: whoever is measured before it is done is measured in the interpreter.
        long warm = options.number("warm-millis", 6000) * 1_000_000L;
        for (Reading reading : readings.values()) {
            rate(reading, document, warm);
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Reading> reading : readings.entrySet()) {
                rates.get(reading.getKey())[round] = rate(reading.getValue(), document, nanos);
            }
        }
        into.put("bytes", document.length).put("items", items(document));
        if (xml && rome(document) != items(document)) {
            throw new IllegalStateException("ROME reads another number of items in " + name);
        }
        double ours = Results.median(rates.get("wireroom"));
        // Seconds a megabyte add up, rates do not.
        double withoutOwed = 1 / (1 / ours - 1 / Results.median(rates.get("owed")));
        rates.forEach((reading, all) -> into.put(reading + "MBs", Results.rounded(Results.median(all))));
        rates.forEach((reading, all) -> {
            if (!reading.equals("wireroom")) {
                into.put(
                        "of" + reading.substring(0, 1).toUpperCase(Locale.ROOT) + reading.substring(1),
                        Results.rounded(ours / Results.median(all)));
                if (!reading.equals("owed")) {
                    into.put(
                            "of" + reading.substring(0, 1).toUpperCase(Locale.ROOT) + reading.substring(1)
                                    + "WithoutOwed",
                            Results.rounded(withoutOwed / Results.median(all)));
                }
            }
        });
    }

    /** By processor time of this thread: what else the machine does is not in it. */
    private static double rate(Reading reading, byte[] document, long nanos) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long bytes = 0;
        long used = 0;
        while (used < nanos) {
            if (reading.read(document) <= 0) {
                throw new IllegalStateException("read nothing");
            }
            bytes += document.length;
            used = threads.getCurrentThreadCpuTime() - start;
        }
        return bytes * 1000.0 / used;
    }

    /** Reads every event and keeps none; with the text, if asked: a reader of items needs it, the parser may skip it. */
    private static long drain(boolean xml, byte[] document, boolean withText) throws Exception {
        return xml ? stax(document, withText) : jackson(document, withText);
    }

    private static long jackson(byte[] document, boolean withText) throws IOException {
        long read = 0;
        try (JsonParser parser = JACKSON.createParser(new ByteArrayInputStream(document))) {
            while (parser.nextToken() != null) {
                read += withText && parser.currentToken().isScalarValue()
                        ? parser.getText().length()
                        : 1;
            }
        }
        return read;
    }

    private static long stax(byte[] document, boolean withText) throws Exception {
        long read = 0;
        XMLStreamReader reader = WOODSTOX.createXMLStreamReader(new ByteArrayInputStream(document));
        while (reader.hasNext()) {
            reader.next();
            read += withText && reader.hasText() ? reader.getText().length() : 1;
        }
        reader.close();
        return read;
    }

    private static List<byte[]> raws(byte[] document) {
        List<byte[]> raws = new ArrayList<>();
        read(new ByteArrayInputStream(document), new Counting() {
            @Override
            public void item(WireItem item) {
                raws.add(item.getRaw().getBytes().array());
            }
        });
        return raws;
    }

    private static long owed(List<byte[]> raws) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        long digits = 0;
        for (byte[] raw : raws) {
            digits += HexFormat.of().formatHex(sha.digest(raw.clone())).length();
        }
        return digits;
    }

    /** Entries that ROME makes of it; it reads items as we do, but keeps no bytes, hashes nothing and reads no markup. */
    private static long rome(byte[] document) throws Exception {
        try (XmlReader reader = new XmlReader(new ByteArrayInputStream(document))) {
            return new SyndFeedInput().build(reader).getEntries().size();
        }
    }

    private static long items(byte[] document) {
        return items(new ByteArrayInputStream(document));
    }

    private static long items(InputStream stream) {
        Counting sink = new Counting();
        read(stream, sink);
        return sink.items;
    }

    private static void read(InputStream stream, ItemSink sink) {
        FormatParser.parse(
                new Document(
                        Input.of(stream),
                        "bench",
                        "bench",
                        Channel.FOLDER,
                        "bench",
                        Optional.empty(),
                        NOW,
                        StandardCharsets.ISO_8859_1,
                        ZoneOffset.UTC,
                        Profile.DEFAULT,
                        Limits.DEFAULT),
                sink);
    }

    private static class Counting implements ItemSink {
        private long items;

        @Override
        public void item(WireItem item) {
            items++;
        }

        @Override
        public void refusal(Refusal refusal) {
            throw new IllegalStateException(refusal.reject().toString());
        }
    }
}
