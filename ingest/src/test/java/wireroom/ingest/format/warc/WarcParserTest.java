package wireroom.ingest.format.warc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.Action;
import wireroom.model.EvidenceKind;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WarcParserTest {
    private static final String DAM = "https://example.org/2031/dam";
    private static final String HARBOUR = "https://example.org/2031/harbour";

    private static Parsed parse(byte[] archive) {
        return FormatParser.parse(Documents.document("crawl.warc.gz", archive));
    }

    private static List<RejectCode> codes(Parsed parsed) {
        return parsed.refusals().stream().map(r -> r.reject().code()).toList();
    }

    private static String text(WireItem item) {
        return org.jsoup.Jsoup.parseBodyFragment(item.getBodyHtml()).text();
    }

    @Test
    void readsACapturedPageWithItsAddressAndTime() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .bytes());
        WireItem item = parsed.items().getFirst();
        assertThat(item.getUri()).isEqualTo(DAM);
        assertThat(item.getHeadline()).isEqualTo("Dam opens");
        assertThat(text(item))
                .startsWith("The gates of the upper dam were opened")
                .doesNotContain("Log in");
        assertThat(item.getReceivedAt()).isEqualTo(Instant.parse("2031-05-04T06:00:00Z"));
        assertThat(item.getTransmittedAt()).isEqualTo(Instant.parse("2031-05-04T06:00:00Z"));
        assertThat(item.getVersionCreated()).isNull();
        assertThat(item.getFormat()).isEqualTo("warc-1.1");
        assertThat(item.getRaw().getMediaType()).isEqualTo("application/http");
        assertThat(item.getOrigin().getPlace()).isEqualTo("crawl.warc.gz@0");
        assertThat(parsed.refusals()).isEmpty();
    }

    @Test
    void readsTheSameWhetherEachRecordTheWholeOrNothingIsCompressed() {
        List<List<String>> headlines = new ArrayList<>();
        for (Archive archive : List.of(Archive.plain(), Archive.compressed(), Archive.compressedAsOne())) {
            Parsed parsed = parse(archive.info()
                    .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                    .response("2031-05-04T06:01:00Z", HARBOUR, page("Harbour shut"))
                    .bytes());
            assertThat(parsed.refusals()).isEmpty();
            headlines.add(parsed.items().stream().map(WireItem::getHeadline).toList());
        }
        assertThat(headlines).containsOnly(List.of("Dam opens", "Harbour shut"));
    }

    @Test
    void namesThePlaceOfEachGzipMember() {
        Archive archive = Archive.compressed().response("2031-05-04T06:00:00Z", DAM, page("Dam opens"));
        int second = archive.size();
        Parsed parsed = parse(archive.response("2031-05-04T06:01:00Z", HARBOUR, page("Harbour shut"))
                .bytes());
        assertThat(parsed.items().get(1).getOrigin().getPlace()).isEqualTo("crawl.warc.gz@" + second);
    }

    @Test
    void refusesABrokenMemberWithItsOffsetAndGoesOnWithTheNext() {
        Archive archive = Archive.compressed().response("2031-05-04T06:00:00Z", DAM, page("Dam opens"));
        int second = archive.size();
        archive.response("2031-05-04T06:01:00Z", HARBOUR, page("Harbour shut"));
        int third = archive.size();
        byte[] bytes = archive.response("2031-05-04T06:02:00Z", DAM + "/3", page("Third"))
                .bytes();
        bytes[second + 150] ^= 0x55;
        Parsed parsed = parse(bytes);
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Dam opens", "Third");
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_WARC);
        assertThat(parsed.refusals().getFirst().reject().detail())
                .startsWith("crawl.warc.gz@" + second + ": ")
                .endsWith("going on at byte " + third);
    }

    @Test
    void refusesAMemberWhoseChecksumIsWrong() {
        Archive archive = Archive.compressed().response("2031-05-04T06:00:00Z", DAM, page("Dam opens"));
        int end = archive.size();
        byte[] bytes = archive.response("2031-05-04T06:02:00Z", HARBOUR, page("Harbour shut"))
                .bytes();
        bytes[end - 6] ^= 1;
        Parsed parsed = parse(bytes);
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Harbour shut");
        assertThat(parsed.refusals().getFirst().reject().detail()).contains("checksum");
    }

    @Test
    void keepsWhatIsWholeOfAFileThatWasCutOff() {
        Archive archive = Archive.compressed().response("2031-05-04T06:00:00Z", DAM, page("Dam opens"));
        byte[] bytes = archive.response("2031-05-04T06:02:00Z", HARBOUR, page("Harbour shut"))
                .bytes();
        Parsed parsed = parse(Arrays.copyOf(bytes, bytes.length - 40));
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Dam opens");
        assertThat(parsed.refusals().getFirst().reject().detail())
                .contains("the file ends within a gzip member")
                .endsWith("no record follows");
    }

    @Test
    void findsTheNextRecordBehindAContentLengthThatIsTooLong() {
        byte[] bytes = Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .response("2031-05-04T06:01:00Z", HARBOUR, page("Harbour shut"))
                .bytes();
        String wrong = new String(bytes, UTF_8).replaceFirst("Content-Length: (\\d)", "Content-Length: 1$1");
        Parsed parsed = parse(wrong.getBytes(UTF_8));
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Harbour shut");
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_WARC);
    }

    @Test
    void ordersCapturesOfOnePageByTheirTimeAndKnowsTheSameTextAgain() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T08:00:00Z", DAM, page("Dam closes"))
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .bytes());
        assertThat(parsed.items())
                .extracting(WireItem::getTransmittedAt)
                .containsExactly(Instant.parse("2031-05-04T08:00:00Z"), Instant.parse("2031-05-04T06:00:00Z"));
        assertThat(parsed.items()).extracting(WireItem::getUri).containsOnly(DAM);
        WireItem again = parse(Archive.plain()
                        .response("2031-05-05T06:00:00Z", DAM, page("Dam opens"))
                        .bytes())
                .items()
                .getFirst();
        // Nothing but receipt, transmission, origin and verbatim bytes may differ: the fold knows a delivery by it.
        WireItem first = parsed.items().get(1);
        assertThat(WireItem.newBuilder(again)
                        .setReceivedAt(first.getReceivedAt())
                        .setTransmittedAt(first.getTransmittedAt())
                        .setOrigin(first.getOrigin())
                        .setRaw(first.getRaw())
                        .build())
                .isEqualTo(first);
    }

    @Test
    void takesAPageThatIsGoneAsADeletionByInference() {
        Parsed parsed = parse(Archive.compressed()
                .http("2031-05-04T06:00:00Z", DAM, "HTTP/1.1 410 Gone\r\nContent-Type: text/html\r\n\r\nGone")
                .http("2031-05-04T06:00:00Z", "https://example.org/a.png", "HTTP/1.1 404 Not Found\r\n\r\n")
                .bytes());
        WireItem item = parsed.items().getFirst();
        assertThat(parsed.items()).hasSize(1);
        assertThat(item.getUri()).isEqualTo(DAM);
        assertThat(item.getAction()).isEqualTo(Action.DELETE);
        assertThat(item.getActionEvidence().getKind()).isEqualTo(EvidenceKind.INFERRED);
        assertThat(item.getActionEvidence().getRule()).isEqualTo("warc.http-410");
    }

    @Test
    void joinsTheSegmentsOfARecord() {
        byte[] block = Archive.http(page("Dam opens")).getBytes(UTF_8);
        byte[] archive = Archive.compressed()
                .record("response", "2031-05-04T06:00:00Z", DAM, Arrays.copyOf(block, 300), "WARC-Segment-Number: 1")
                .response("2031-05-04T06:01:00Z", HARBOUR, page("Harbour shut"))
                .record(
                        "continuation",
                        "2031-05-04T06:00:00Z",
                        DAM,
                        Arrays.copyOfRange(block, 300, 500),
                        "WARC-Segment-Number: 2",
                        "WARC-Segment-Origin-ID: <urn:test:1>")
                .record(
                        "continuation",
                        "2031-05-04T06:00:00Z",
                        DAM,
                        Arrays.copyOfRange(block, 500, block.length),
                        "WARC-Segment-Number: 3",
                        "WARC-Segment-Origin-ID: <urn:test:1>",
                        "WARC-Segment-Total-Length: " + block.length)
                .bytes();
        Parsed parsed = parse(archive);
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Harbour shut", "Dam opens");
        assertThat(parsed.refusals()).isEmpty();
    }

    @Test
    void refusesSegmentsWhoseEndNeverComes() {
        Parsed parsed = parse(Archive.compressed()
                .record("response", "2031-05-04T06:00:00Z", DAM, new byte[10], "WARC-Segment-Number: 1")
                .bytes());
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_WARC);
    }

    @Test
    void readsBodiesThatAreChunkedCompressedAndInTheCharsetOfTheirHeader() throws IOException {
        byte[] html = page("Pörtschach feiert").getBytes(Charset.forName("windows-1250"));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(html);
        }
        byte[] body = zipped.toByteArray();
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes("""
                HTTP/1.1 200 OK\r
                Content-Type: text/html; charset=windows-1250\r
                Content-Encoding: gzip\r
                Transfer-Encoding: chunked\r
                \r
                """.getBytes(UTF_8));
        for (int at = 0; at < body.length; at += 100) {
            int count = Math.min(100, body.length - at);
            block.writeBytes((Integer.toHexString(count) + ";x=y\r\n").getBytes(UTF_8));
            block.write(body, at, count);
            block.writeBytes("\r\n".getBytes(UTF_8));
        }
        block.writeBytes("0\r\n\r\n".getBytes(UTF_8));
        Parsed parsed = parse(Archive.plain()
                .record("response", "2031-05-04T06:00:00Z", DAM, block.toByteArray())
                .bytes());
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Pörtschach feiert");
        assertThat(parsed.items().getFirst().getRaw().getBytes().array()).isEqualTo(block.toByteArray());
    }

    @Test
    void aRevisitOfTheSameAddressIsNoNewsAndOneOfAnotherIsACopy() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .record(
                        "revisit",
                        "2031-05-04T07:00:00Z",
                        DAM,
                        new byte[0],
                        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
                        "WARC-Refers-To-Target-URI: " + DAM,
                        "WARC-Refers-To-Date: 2031-05-04T06:00:00Z")
                .record(
                        "revisit",
                        "2031-05-04T08:00:00Z",
                        HARBOUR,
                        new byte[0],
                        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
                        "WARC-Refers-To-Target-URI: " + DAM,
                        "WARC-Refers-To-Date: 2031-05-04T06:00:00Z")
                .bytes());
        assertThat(parsed.items()).extracting(WireItem::getUri).containsExactly(DAM, HARBOUR);
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsOnly("Dam opens");
        assertThat(parsed.refusals()).isEmpty();
    }

    @Test
    void aTextIsNotKeptForRevisitsBehindMoreThanFourMegabytesOfOthers() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .response(
                        "2031-05-04T07:00:00Z",
                        DAM + "/long",
                        page("Dam opens again") + "<!-- " + "x".repeat(5 << 20) + " -->")
                .record(
                        "revisit",
                        "2031-05-04T08:00:00Z",
                        HARBOUR,
                        new byte[0],
                        "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
                        "WARC-Refers-To-Target-URI: " + DAM,
                        "WARC-Refers-To-Date: 2031-05-04T06:00:00Z")
                .bytes());
        assertThat(parsed.items()).extracting(WireItem::getUri).containsExactly(DAM, DAM + "/long");
        assertThat(codes(parsed)).containsExactly(RejectCode.MISSING_FIELD);
    }

    @Test
    void keepsMetadataOfAPageBesideIt() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .record(
                        "metadata",
                        "2031-05-04T06:00:00Z",
                        DAM,
                        "{\"score\":0.9}".getBytes(UTF_8),
                        "WARC-Refers-To: <urn:test:1>",
                        "Content-Type: application/json")
                .bytes());
        assertThat(parsed.items().getFirst().getExtras()).containsEntry("warc.metadata", "{\"score\":0.9}");
    }

    @Test
    void refusesAPageWithoutAnArticleAndKeepsItsBytes() {
        Parsed parsed = parse(Archive.plain()
                .response("2031-05-04T06:00:00Z", DAM, "<html><body><ul><li><a href=x>Sport</a></ul></body></html>")
                .bytes());
        assertThat(codes(parsed)).containsExactly(RejectCode.NO_ARTICLE);
        assertThat(new String(parsed.refusals().getFirst().bytes(), UTF_8)).contains("Sport");
    }

    @Test
    void saysSoWhenAnArchiveHoldsNoPage() {
        assertThat(codes(parse(Archive.compressed().info().bytes()))).containsExactly(RejectCode.EMPTY);
    }

    @Test
    void bombsCostNoMoreThanTheirLimit() {
        byte[] zeros = new byte[64 * 1024];
        Archive archive = Archive.compressed();
        int before = archive.size();
        archive.stream("resource", "2031-05-04T06:00:00Z", DAM, zeros, 5_000);
        assertThat(archive.size() - before).isLessThan(400_000);
        Parsed parsed = parse(archive.response("2031-05-04T06:00:00Z", HARBOUR, page("Harbour shut"))
                .bytes());
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("Harbour shut");
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_WARC);
        assertThat(parsed.refusals().getFirst().reject().detail()).contains("bytes for each compressed one");
    }

    /** 200 MiB made while they are read: more than the heap of the tests could hold beside them. */
    @Test
    void readsAnArchiveOfAnyLengthInBoundedMemory() {
        byte[] picture = new byte[1024 * 1024];
        new Random(1).nextBytes(picture);
        byte[] one = Archive.plain()
                .record(
                        "resource",
                        "2031-05-04T06:00:00Z",
                        "https://example.org/p.png",
                        picture,
                        "Content-Type: image/png")
                .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                .bytes();
        Iterator<InputStream> parts = Collections.nCopies(200, one).stream()
                .map(bytes -> (InputStream) new java.io.ByteArrayInputStream(bytes))
                .iterator();
        InputStream endless = new SequenceInputStream(Collections.enumeration(
                java.util.stream.StreamSupport.stream(((Iterable<InputStream>) () -> parts).spliterator(), false)
                        .toList()));
        AtomicInteger items = new AtomicInteger();
        Document document = Documents.document("long.warc", new byte[0])
                .part(Input.of(endless), "long.warc", java.util.Optional.empty());
        FormatParser.parse(document, new ItemSink() {
            @Override
            public void item(WireItem item) {
                items.incrementAndGet();
            }

            @Override
            public void refusal(Refusal refusal) {
                throw new AssertionError(refusal.reject().detail());
            }
        });
        assertThat(items).hasValue(200);
    }

    /** Seeded: a failure names the seed of its input, which makes it again. */
    @Test
    void saysSomethingOfWhateverBytesAndNeverThrows() {
        List<byte[]> archives = List.of(
                Archive.plain()
                        .info()
                        .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                        .response("2031-05-04T07:00:00Z", HARBOUR, page("Harbour shut"))
                        .bytes(),
                Archive.compressed()
                        .info()
                        .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                        .response("2031-05-04T07:00:00Z", HARBOUR, page("Harbour shut"))
                        .bytes(),
                Archive.compressedAsOne()
                        .response("2031-05-04T06:00:00Z", DAM, page("Dam opens"))
                        .response("2031-05-04T07:00:00Z", HARBOUR, page("Harbour shut"))
                        .bytes());
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] bytes = archives.get(seed % archives.size()).clone();
            for (int times = random.nextInt(1, 6); times > 0; times--) {
                int at = random.nextInt(bytes.length);
                if (random.nextInt(4) == 0) {
                    bytes = Arrays.copyOf(bytes, at + 1);
                } else {
                    bytes[at] = (byte) random.nextInt(256);
                }
            }
            try {
                byte[] input = bytes;
                Parsed parsed = Parsed.of(sink -> WarcParser.parse(Documents.document("x.warc", input), sink));
                assertThat(parsed.items().size() + parsed.refusals().size())
                        .as("seed %s", seed)
                        .isPositive();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static String page(String headline) {
        return "<!DOCTYPE html><html lang=\"en\"><head><title>" + headline
                + " - Vale Courier</title><meta property=\"og:title\" content=\"" + headline
                + "\"></head><body><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/login\">Log in</a></li></ul></nav>"
                + "<article class=\"story\"><h1>" + headline + "</h1><div class=\"article-body\">"
                + "<p>The gates of the upper dam were opened on Sunday morning after two weeks of rain, and people in the"
                + " villages below were told to keep away from the banks of the river until further notice.</p>"
                + "<p>\"We have let out a third of the water that the valley can take,\" said Ines Marlow, who runs the"
                + " works. \"If the rain stops tonight, we shall close the gates again by Wednesday.\"</p>"
                + "<p>No one was hurt, and the road along the eastern shore stayed open, the county office said.</p>"
                + "</div></article><footer><p>Copyright Vale Courier. All rights reserved.</p></footer></body></html>";
    }

    /** Writes archives as crawlers do. */
    private static final class Archive {
        private enum Compression {
            NONE,
            MEMBERS,
            WHOLE
        }

        private final Compression compression;
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private int number;

        private Archive(Compression compression) {
            this.compression = compression;
        }

        static Archive plain() {
            return new Archive(Compression.NONE);
        }

        static Archive compressed() {
            return new Archive(Compression.MEMBERS);
        }

        static Archive compressedAsOne() {
            return new Archive(Compression.WHOLE);
        }

        static String http(String html) {
            return "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html;
        }

        Archive info() {
            return record("warcinfo", "2031-05-04T05:00:00Z", null, "software: none\r\n".getBytes(UTF_8));
        }

        Archive response(String date, String uri, String html) {
            return http(date, uri, http(html));
        }

        Archive http(String date, String uri, String message) {
            return record("response", date, uri, message.getBytes(UTF_8));
        }

        Archive record(String type, String date, String uri, byte[] block, String... more) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.writeBytes(header(type, date, uri, block.length, more).getBytes(UTF_8));
            record.writeBytes(block);
            record.writeBytes("\r\n\r\n".getBytes(UTF_8));
            write(record.toByteArray(), new byte[0], 0);
            return this;
        }

        /** A block that is the same part many times. */
        Archive stream(String type, String date, String uri, byte[] part, int times) {
            write(header(type, date, uri, (long) part.length * times).getBytes(UTF_8), part, times);
            return this;
        }

        private String header(String type, String date, String uri, long length, String... more) {
            StringBuilder header = new StringBuilder("WARC/1.1\r\nWARC-Type: " + type + "\r\nWARC-Date: " + date
                    + "\r\nWARC-Record-ID: <urn:test:" + ++number + ">\r\n");
            if (uri != null) {
                header.append("WARC-Target-URI: ").append(uri).append("\r\n");
            }
            for (String line : more) {
                header.append(line).append("\r\n");
            }
            return header.append("Content-Length: ")
                    .append(length)
                    .append("\r\n\r\n")
                    .toString();
        }

        private void write(byte[] start, byte[] part, int times) {
            try {
                if (compression != Compression.MEMBERS) {
                    file.writeBytes(start);
                    for (int i = 0; i < times; i++) {
                        file.writeBytes(part);
                    }
                } else {
                    try (GZIPOutputStream member = new GZIPOutputStream(file)) {
                        member.write(start);
                        for (int i = 0; i < times; i++) {
                            member.write(part);
                        }
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        int size() {
            return file.size();
        }

        byte[] bytes() {
            if (compression != Compression.WHOLE) {
                return file.toByteArray();
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(whole)) {
                out.write(file.toByteArray());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return whole.toByteArray();
        }
    }
}
