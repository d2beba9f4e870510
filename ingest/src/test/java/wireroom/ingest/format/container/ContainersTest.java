package wireroom.ingest.format.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

class ContainersTest {
    private static final String LINES = "{\"uri\":\"tide\",\"headline\":\"High tide\"}\n{\"uri\":\"ebb\"}\n";
    private static final String FEED =
            "<rss><channel><item><guid>buoy</guid><title>Buoy adrift</title></item></channel></rss>";

    private static Map<String, byte[]> members() {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("wire/lines.ndjson", LINES.getBytes(StandardCharsets.UTF_8));
        members.put("__MACOSX/._lines.ndjson", new byte[] {0, 5, 22, 7});
        members.put("feed.rss", FEED.getBytes(StandardCharsets.UTF_8));
        members.put("notice.txt", "Harbour closed\n\nUntil noon.".getBytes(StandardCharsets.UTF_8));
        return members;
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] zip(Map<String, byte[]> members, int method) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                ZipEntry entry = new ZipEntry(member.getKey());
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(member.getValue());
                    entry.setCrc(crc.getValue());
                    entry.setSize(member.getValue().length);
                }
                zip.putNextEntry(entry);
                zip.write(member.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] tar(Map<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        members.forEach((name, bytes) -> {
            if (name.length() > 100) {
                byte[] path = ("path=" + name + "\n").getBytes(StandardCharsets.UTF_8);
                String length = Integer.toString(path.length + 4);
                out.writeBytes(header("pax", path.length + length.length() + 1, 'x'));
                out.writeBytes(padded((length + " path=" + name + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            out.writeBytes(header(name.length() > 100 ? "cut" : name, bytes.length, '0'));
            out.writeBytes(padded(bytes));
        });
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
    }

    private static byte[] header(String name, int size, char type) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "00000000000");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        put(block, 148, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static Parsed parse(String place, byte[] bytes) {
        return FormatParser.parse(Documents.document(place, bytes));
    }

    private static Parsed parse(byte[] bytes, Limits limits) {
        Document d = Documents.document("a.zip", bytes);
        return FormatParser.parse(new Document(
                d.input(),
                d.provider(),
                d.sourceId(),
                d.channel(),
                d.place(),
                d.told(),
                d.receivedAt(),
                d.charset(),
                d.zone(),
                d.profile(),
                limits));
    }

    private static List<String> uris(Parsed parsed) {
        return parsed.items().stream().map(WireItem::getUri).toList();
    }

    private static List<RejectCode> codes(Parsed parsed) {
        return parsed.refusals().stream().map(r -> r.reject().code()).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void readsEveryMemberOfAZipButThoseThatArchiversAdd(int method) {
        Parsed parsed = parse("day.zip", zip(members(), method));
        assertThat(uris(parsed)).containsExactly("tide", "ebb", "buoy", "day.zip!/notice.txt");
        assertThat(parsed.refusals()).isEmpty();
        assertThat(parsed.items())
                .extracting(i -> i.getOrigin().getPlace())
                .containsExactly(
                        "day.zip!/wire/lines.ndjson",
                        "day.zip!/wire/lines.ndjson",
                        "day.zip!/feed.rss",
                        "day.zip!/notice.txt");
    }

    @Test
    void readsATarAlsoWithLongNamesAndCompressed() {
        Map<String, byte[]> members = members();
        String deep = "deep/".repeat(40) + "last.json";
        members.put(deep, "{\"uri\":\"deep\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(uris(parse("day.tar", tar(members))))
                .containsExactly("tide", "ebb", "buoy", "day.tar!/notice.txt", "deep");
        Parsed compressed = parse("day.tgz", gzip(tar(members)));
        assertThat(compressed.items().getLast().getOrigin().getPlace()).isEqualTo("day.tgz!/day.tar!/" + deep);
        assertThat(compressed.refusals()).isEmpty();
    }

    @Test
    void readsCompressedPartsOneBehindTheOtherAsOne() {
        byte[] first = gzip("{\"uri\":\"a\"}\n{\"uri\":".getBytes(StandardCharsets.UTF_8));
        byte[] second = gzip("\"b\"}\n".getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertThat(uris(parse("a.ndjson.gz", both))).containsExactly("a", "b");
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            lines.append("{\"uri\":\"u")
                    .append(i)
                    .append("\",\"x\":")
                    .append(random.nextLong())
                    .append("}\n");
        }
        return lines.toString();
    }

    @Test
    void keepsWhatIsWholeOfACutGzip() {
        byte[] gzip = gzip(lines(2000).getBytes(StandardCharsets.UTF_8));
        Parsed parsed = parse("a.ndjson.gz", Arrays.copyOf(gzip, gzip.length / 2));
        assertThat(parsed.items()).hasSizeGreaterThan(500).hasSizeLessThan(1500);
        assertThat(codes(parsed)).contains(RejectCode.MALFORMED_ARCHIVE);
        assertThat(parsed.refusals().getLast().reject().detail())
                .startsWith("a.ndjson.gz!/a.ndjson: damaged or cut off")
                .contains("at byte " + gzip.length / 2);
    }

    @Test
    void saysThatASumIsWrongAndKeepsTheItems() {
        byte[] gzip = gzip(LINES.getBytes(StandardCharsets.UTF_8));
        gzip[gzip.length - 6] ^= 1;
        Parsed parsed = parse("a.gz", gzip);
        assertThat(uris(parsed)).containsExactly("tide", "ebb");
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_ARCHIVE);
    }

    @Test
    void takesNoHalfText() {
        byte[] gzip = gzip("Half a story\n\nIt begins.".repeat(50).getBytes(StandardCharsets.UTF_8));
        Parsed parsed = parse("a.txt.gz", Arrays.copyOf(gzip, gzip.length - 12));
        assertThat(parsed.items()).isEmpty();
        assertThat(codes(parsed)).containsOnly(RejectCode.MALFORMED_ARCHIVE);
    }

    @Test
    void aDamagedMemberDoesNotTakeItsNeighboursAlong() {
        byte[] zip = zip(members(), ZipEntry.DEFLATED);
        // Into the compressed lines, behind the header and the name.
        zip[30 + "wire/lines.ndjson".length() + 8] ^= 0x55;
        zip[30 + "wire/lines.ndjson".length() + 9] ^= 0x55;
        Parsed parsed = parse("a.zip", zip);
        assertThat(uris(parsed)).contains("buoy", "a.zip!/notice.txt");
        assertThat(codes(parsed)).contains(RejectCode.MALFORMED_ARCHIVE);
    }

    @Test
    void findsTheNextHeaderOfATarBehindADamagedOne() {
        byte[] tar = tar(members());
        tar[3] ^= 1;
        assertThat(uris(parse("a.tar", tar)))
                .as("no tar any more at first sight")
                .isEmpty();
        byte[] second = tar(members());
        second[1024 + 3] ^= 1;
        Parsed parsed = parse("a.tar", second);
        assertThat(uris(parsed)).containsExactly("tide", "ebb", "buoy", "a.tar!/notice.txt");
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_ARCHIVE);
    }

    @Test
    void stopsABombByItsRatio() {
        byte[] bomb = new byte[64 * 1024 * 1024];
        Arrays.fill(bomb, (byte) ' ');
        Parsed parsed = parse("a.json.gz", gzip(bomb));
        assertThat(codes(parsed)).contains(RejectCode.TOO_LARGE);
        assertThat(parsed.refusals().getLast().reject().detail()).contains("200 bytes for each compressed one");
        assertThat(codes(parse("a.zip", zip(Map.of("a.json", bomb), ZipEntry.DEFLATED))))
                .contains(RejectCode.TOO_LARGE);
    }

    @Test
    void stopsAtItsLimits() {
        byte[] nested = LINES.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
            nested = gzip(nested);
        }
        assertThat(codes(parse("a.gz", nested))).containsExactly(RejectCode.TOO_LARGE);
        Limits d = Limits.DEFAULT;
        byte[] zip = zip(members(), ZipEntry.DEFLATED);
        Parsed few = parse(zip, new Limits(d.itemBytes(), d.aheadBytes(), 4, 200, d.containerBytes(), 1));
        assertThat(uris(few)).containsExactly("tide", "ebb");
        assertThat(codes(few)).containsExactly(RejectCode.TOO_LARGE);
        Parsed small = parse(zip, new Limits(d.itemBytes(), d.aheadBytes(), 4, 200, 20, 10));
        assertThat(codes(small)).contains(RejectCode.TOO_LARGE);
    }

    @Test
    void readsAMemberThatIsCompressedByNothingKnownAsRefused() {
        byte[] zip = zip(members(), ZipEntry.STORED);
        zip[8] = 99;
        Parsed parsed = parse("a.zip", zip);
        assertThat(uris(parsed)).containsExactly("buoy", "a.zip!/notice.txt");
        assertThat(parsed.refusals().getFirst().reject().detail()).contains("packed by method 99");
    }

    /** Seeded: a failure names the seed that makes the bytes again. */
    @Test
    void neverThrowsWhateverTheBytes() {
        List<byte[]> originals = List.of(
                zip(members(), ZipEntry.DEFLATED),
                zip(members(), ZipEntry.STORED),
                tar(members()),
                gzip(tar(members())),
                gzip(LINES.getBytes(StandardCharsets.UTF_8)));
        for (int seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            byte[] bytes = originals.get(seed % originals.size()).clone();
            for (int times = random.nextInt(1, 6); times > 0; times--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            bytes = Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(1, bytes.length) : bytes.length);
            try {
                Parsed parsed = FormatParser.parse(Documents.document("a", bytes)
                        .part(Input.of(new java.io.ByteArrayInputStream(bytes)), "a", java.util.Optional.empty()));
                assertThat(parsed.items().size() + parsed.refusals().size())
                        .as("something is said of seed %s", seed)
                        .isNotNegative();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void compressesAtAllLevelsAlike() {
        byte[] bytes = lines(5000).getBytes(StandardCharsets.UTF_8);
        for (int level : new int[] {Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION, Deflater.NO_COMPRESSION}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(level);
                zip.putNextEntry(new ZipEntry("a.ndjson"));
                zip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(parse("a.zip", out.toByteArray()).items()).hasSize(5000);
        }
    }
}
