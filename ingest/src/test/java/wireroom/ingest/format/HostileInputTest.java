package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostileInputTest {

    private static Parsed parse(String place, String text) {
        return FormatParser.parse(Documents.document(place, text));
    }

    private static List<RejectCode> codes(Parsed parsed) {
        return parsed.refusals().stream().map(r -> r.reject().code()).toList();
    }

    @Test
    void readsNoFileThatAnEntityNames(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the canary");
        Parsed parsed = parse(
                "a.xml",
                "<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + secret.toUri()
                        + "\">]><rss><channel><item><guid>1</guid><title>&x;</title></item></channel></rss>");
        assertThat(codes(parsed)).containsExactly(RejectCode.FORBIDDEN_XML);
        assertThat(parsed.items()).isEmpty();
    }

    @Test
    void loadsNoExternalDtdAndStillReadsTheFeed() {
        Parsed parsed = parse(
                "a.xml",
                "<!DOCTYPE rss SYSTEM \"http://127.0.0.1:1/none.dtd\"><rss><channel><item><guid>1</guid><title>T</title></item></channel></rss>");
        assertThat(parsed.items()).extracting(WireItem::getHeadline).containsExactly("T");
        assertThat(parsed.refusals()).isEmpty();
    }

    @Test
    void refusesBillionLaughs() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            dtd.append("<!ENTITY a")
                    .append(i)
                    .append(" \"&a")
                    .append(i - 1)
                    .append(";&a")
                    .append(i - 1)
                    .append(";\">");
        }
        Parsed parsed =
                parse("a.xml", dtd + "]><rss><channel><item><guid>1</guid><title>&a29;</title></item></channel></rss>");
        assertThat(codes(parsed)).containsExactly(RejectCode.FORBIDDEN_XML);
    }

    @Test
    void refusesXmlThatIsTooDeep() {
        Parsed parsed = parse("a.xml", "<rss><channel><item><guid>1</guid>" + "<a>".repeat(100_000));
        assertThat(codes(parsed)).containsExactly(RejectCode.TOO_LARGE);
    }

    @Test
    void refusesAnElementOfAMillionAttributes() {
        StringBuilder xml = new StringBuilder("<rss><channel><item");
        for (int i = 0; i < 1_000_000; i++) {
            xml.append(" a").append(i).append("=''");
        }
        assertThat(codes(parse("a.xml", xml + "/></channel></rss>"))).containsExactly(RejectCode.TOO_LARGE);
    }

    @Test
    void refusesJsonThatIsTooDeepAndKeepsItsNeighbours() {
        Parsed parsed = parse(
                "a.json",
                "[{\"uri\":\"a\"},{\"uri\":\"b\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)
                        + "},{\"uri\":\"c\"}]");
        assertThat(parsed.items()).extracting(WireItem::getUri).containsExactly("a", "c");
        assertThat(codes(parsed)).containsExactly(RejectCode.TOO_LARGE);
    }

    @Test
    void refusesANumberOfAMillionDigits() {
        Parsed parsed = parse("a.json", "{\"uri\":\"a\",\"version\":" + "9".repeat(1_000_000) + "}");
        assertThat(codes(parsed)).containsExactly(RejectCode.TOO_LARGE);
    }

    @Test
    void survivesAMillionOpenBracketsInSeparateItems() {
        Parsed parsed = parse("a.json", "[" + "{".repeat(1_000_000));
        assertThat(codes(parsed)).containsExactly(RejectCode.MALFORMED_JSON);
    }

    @Test
    void replacesWhatNoStoreCanHold() {
        Parsed json = parse(
                "a.json",
                "{\"uri\":\"a\",\"headline\":\"x\\u0000y\\ud800z\",\"body_text\":\"\\udc00\",\"k\\u0000\":\"\\u0000\"}");
        WireItem item = json.items().getFirst();
        assertThat(item.getHeadline()).isEqualTo("x\uFFFDy\uFFFDz");
        assertThat(item.getBodyText()).isEqualTo("\uFFFD");
        Parsed xml = parse(
                "a.rss",
                "<rss><channel><item><guid>g</guid><title>a\u0000b&#0;c&#xD800;</title></item></channel></rss>");
        assertThat(xml.items().getFirst().getHeadline())
                .startsWith("a\uFFFDb\uFFFD")
                .contains("c\uFFFD");
        assertThat(parse("a.txt", "He\u0000ad\n\nbody").items().getFirst().getHeadline())
                .isEqualTo("He\uFFFDad");
    }

    @Test
    void keepsAnItemWhoseUtf8IsDamaged() {
        byte[] bytes = "{\"uri\":\"a\",\"headline\":\"caf\u00e9 X caf\u00e9\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 'X') {
                bytes[i] = (byte) 0xff;
            }
        }
        WireItem item =
                FormatParser.parse(Documents.document("a.json", bytes)).items().getFirst();
        assertThat(item.getHeadline()).isEqualTo("caf\u00e9 \uFFFD caf\u00e9");
        assertThat(item.getRaw().getBytes().array()).isEqualTo(bytes);
    }

    /** Seeded: a failure names the seed of its input, which makes it again. */
    @Test
    void neverThrowsWhateverTheBytes() throws IOException {
        List<Path> inputs = new ArrayList<>();
        try (var files = Files.list(Path.of("src/test/resources/golden"))) {
            files.filter(f -> !f.toString().endsWith(".expected.json")).sorted().forEach(inputs::add);
        }
        List<byte[]> originals = new ArrayList<>();
        for (Path input : inputs) {
            originals.add(Files.readAllBytes(input));
        }
        for (int seed = 0; seed < 6_000; seed++) {
            int which = seed % originals.size();
            byte[] bytes = mutated(originals.get(which), originals, new Random(seed));
            String name = inputs.get(which).getFileName().toString();
            try {
                Parsed parsed = FormatParser.parse(Documents.document(name, bytes));
                assertThat(parsed.items().size() + parsed.refusals().size())
                        .as("something is said of seed %s of %s", seed, name)
                        .isPositive();
                for (WireItem item : parsed.items()) {
                    assertThat(item.getUri()).isNotBlank();
                    assertThat(item.getRaw().getBytes().remaining()).isPositive();
                }
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " of " + name, e);
            }
        }
    }

    private static byte[] mutated(byte[] original, List<byte[]> others, Random random) {
        byte[] bytes = original.clone();
        for (int times = random.nextInt(1, 8); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "<>{}[]\"'&;:,\\\n\0/!-".charAt(random.nextInt(18));
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at + 1);
                case 3 -> {
                    byte[] other = others.get(random.nextInt(others.size()));
                    int from = random.nextInt(Math.max(1, other.length));
                    int length = Math.min(other.length - from, random.nextInt(80));
                    byte[] joined = new byte[bytes.length + length];
                    System.arraycopy(bytes, 0, joined, 0, at);
                    System.arraycopy(other, from, joined, at, length);
                    System.arraycopy(bytes, at, joined, at + length, bytes.length - at);
                    bytes = joined;
                }
                default -> {
                    int to = Math.min(bytes.length, at + random.nextInt(40));
                    byte[] cut = new byte[bytes.length - (to - at)];
                    System.arraycopy(bytes, 0, cut, 0, at);
                    System.arraycopy(bytes, to, cut, at, bytes.length - to);
                    bytes = cut;
                }
            }
        }
        return bytes;
    }
}
