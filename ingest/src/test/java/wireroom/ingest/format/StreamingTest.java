package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

/** Documents of any length, read as they come. */
class StreamingTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<String> inputs() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files
                    .map(f -> f.getFileName().toString())
                    .filter(n -> !n.endsWith(".expected.json"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Hands out a few bytes at a time, as a slow line does. */
    private static Input slowly(byte[] bytes, long seed) {
        Random random = new Random(seed);
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(50)));
            }
        };
        return Input.of(in);
    }

    private static List<String> outcomes(Parsed parsed) {
        List<String> outcomes = new ArrayList<>();
        parsed.items().forEach(i -> outcomes.add(i.toString()));
        parsed.refusals().forEach(r -> outcomes.add(r.index() + r.reject().toString() + Items.sha256(r.bytes())));
        return outcomes;
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isTheSameHoweverTheBytesArrive(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(GOLDEN.resolve(name));
        List<String> whole = outcomes(FormatParser.parse(Documents.document(name, bytes)));
        for (int seed = 0; seed < 3; seed++) {
            Document slow = Documents.document(name, bytes).part(slowly(bytes, seed), name, Optional.empty());
            assertThat(outcomes(FormatParser.parse(slow))).as("seed %s", seed).isEqualTo(whole);
        }
    }

    /** A document that repeats a part; counts what was read of it. */
    private static final class Repeated extends InputStream {
        private final byte[] start;
        private final byte[] part;
        private final byte[] end;
        private final long times;
        private long position;
        final AtomicLong read = new AtomicLong();

        Repeated(String start, String part, long times, String end) {
            this.start = start.getBytes(StandardCharsets.UTF_8);
            this.part = part.getBytes(StandardCharsets.UTF_8);
            this.end = end.getBytes(StandardCharsets.UTF_8);
            this.times = times;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = 0;
            while (count < length) {
                long inParts = position - start.length;
                byte[] from;
                long at;
                if (inParts < 0) {
                    from = start;
                    at = position;
                } else if (inParts < part.length * times) {
                    from = part;
                    at = inParts % part.length;
                } else {
                    from = end;
                    at = inParts - part.length * times;
                }
                if (at >= from.length) {
                    break;
                }
                int step = (int) Math.min(length - count, from.length - at);
                System.arraycopy(from, (int) at, bytes, offset + count, step);
                count += step;
                position += step;
            }
            read.addAndGet(count);
            return count == 0 ? -1 : count;
        }
    }

    private static final String BODY = "tide ".repeat(200);

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "array", "json-feed", "ap", "rss", "atom"})
    void itemsLeaveLongBeforeTheEndIsRead(String shape) {
        String ninjs = "{\"uri\":\"a\",\"body_text\":\"" + BODY + "\"}";
        long times = 4_000;
        Repeated bytes = switch (shape) {
            case "ndjson" -> new Repeated("", ninjs + "\n", times, "");
            case "array" -> new Repeated("[", ninjs + ",", times, ninjs + "]");
            case "json-feed" ->
                new Repeated(
                        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[",
                        "{\"id\":\"a\",\"content_text\":\"" + BODY + "\"},",
                        times,
                        "{\"id\":\"z\",\"content_text\":\"last\"}],\"title\":\"below\"}");
            case "ap" ->
                new Repeated(
                        "{\"api_version\":\"1\",\"data\":{\"items\":[",
                        "{\"meta\":{},\"item\":{\"altids\":{\"itemid\":\"a\"},\"headline\":\"" + BODY + "\"}},",
                        times,
                        "{\"item\":{\"altids\":{\"itemid\":\"z\"}}}],\"next_page\":\"n\"}}");
            case "rss" ->
                new Repeated(
                        "<rss><channel><language>en</language>",
                        "<item><guid>a</guid><description>" + BODY + "</description></item>",
                        times,
                        "<item><guid>z</guid></item></channel></rss>");
            default ->
                new Repeated(
                        "<feed xmlns='http://www.w3.org/2005/Atom'>",
                        "<entry><id>a</id><summary>" + BODY + "</summary></entry>",
                        times,
                        "<entry><id>z</id></entry></feed>");
        };
        long all = times * bytes.part.length;
        List<Long> farthest = new ArrayList<>(List.of(0L, 0L));
        int ahead = 256 * 1024;
        Document d = Documents.document("a." + shape, new byte[0]);
        Limits limits = new Limits(1024 * 1024, ahead, 4, 200, 1L << 30, 10);
        Document document = new Document(
                Input.of(bytes),
                d.provider(),
                d.sourceId(),
                d.channel(),
                d.place(),
                d.told(),
                d.receivedAt(),
                d.charset(),
                d.zone(),
                d.profile(),
                limits);
        FormatParser.parse(document, new ItemSink() {
            @Override
            public void item(WireItem item) {
                long behind = bytes.read.get() - item.getOrigin().getIndex() * (long) bytes.part.length;
                farthest.set(0, Math.max(farthest.get(0), behind));
                farthest.set(1, farthest.get(1) + 1);
            }

            @Override
            public void refusal(Refusal refusal) {
                throw new AssertionError(refusal.reject().toString());
            }
        });
        assertThat(farthest.get(1)).isBetween(times, times + 1);
        assertThat(bytes.read.get()).isGreaterThanOrEqualTo(all);
        // The buffer doubles: never more than twice what is looked ahead.
        assertThat(farthest.get(0)).isLessThan(3L * ahead);
    }

    @Test
    void refusesAnItemThatIsTooLongAndReadsTheNextOne() {
        String huge = "x".repeat(Limits.DEFAULT.itemBytes() + 1000);
        for (String[] document : new String[][] {
            {"a.ndjson", "{\"uri\":\"a\"}\n{\"uri\":\"h\",\"body_text\":\"" + huge + "\"}\n{\"uri\":\"b\"}\n"},
            {"a.json", "[{\"uri\":\"a\"},{\"uri\":\"h\",\"body_text\":\"" + huge + "\"},{\"uri\":\"b\"}]"},
            {
                "a.rss",
                "<rss><channel><item><guid>a</guid></item><item><guid>h</guid><description>" + huge
                        + "</description></item><item><guid>b</guid></item></channel></rss>"
            }
        }) {
            Parsed parsed = FormatParser.parse(Documents.document(document[0], document[1]));
            assertThat(parsed.items())
                    .as(document[0])
                    .extracting(WireItem::getUri)
                    .containsExactly("a", "b");
            assertThat(parsed.refusals()).extracting(r -> r.reject().code()).containsExactly(RejectCode.TOO_LARGE);
        }
    }

    @Test
    void anElementWithoutAnEndDoesNotTakeItsNeighboursAlong() {
        Parsed parsed = FormatParser.parse(Documents.document(
                "a.json",
                "[{\"uri\":\"a\"},\n {\"uri\":\"b\", \"headline\":\"no quote},\n {\"uri\":\"c\"},\n {\"uri\":\"d\"}]"));
        assertThat(parsed.items()).extracting(WireItem::getUri).contains("a", "d");
        assertThat(parsed.refusals()).isNotEmpty();
    }

    private static FeedHints hints(String name) throws IOException {
        List<FeedHints> said = new ArrayList<>();
        FormatParser.parse(Documents.document(name, Files.readAllBytes(GOLDEN.resolve(name))), new ItemSink() {
            @Override
            public void item(WireItem item) {
                assertThat(item.getUri()).isNotBlank();
            }

            @Override
            public void refusal(Refusal refusal) {
                assertThat(refusal.bytes()).isNotNull();
            }

            @Override
            public void hints(FeedHints hints) {
                said.add(hints);
            }
        });
        assertThat(said).hasSize(1);
        return said.getFirst();
    }

    @Test
    void feedsSayHowTheyWantToBeRead() throws IOException {
        FeedHints rdf = hints("rss-1.0.rdf");
        assertThat(rdf.every()).contains(Duration.ofMinutes(30));
        FeedHints old = hints("rss-0.91.xml");
        assertThat(old.skipHours()).containsExactlyInAnyOrder(0, 3);
        assertThat(old.skipDays()).containsExactly(DayOfWeek.SUNDAY);
        FeedHints rss = hints("rss-2.0-modules.rss");
        assertThat(rss.every()).contains(Duration.ofMinutes(15));
        assertThat(rss.self()).contains("https://northwire.example/feed.rss");
        assertThat(rss.hubs()).containsExactly("https://hub.example/");
        FeedHints atom = hints("atom-deleted.atom");
        assertThat(atom.archive()).contains("https://northwire.example/feeds/2025.atom");
        assertThat(atom.expired()).isTrue();
        FeedHints json = hints("json-feed.json");
        assertThat(json.next()).contains("https://northwire.example/feed.json?page=2");
        assertThat(hints("json-feed-1.0.json").expired()).isTrue();
        assertThat(hints("ap-page.json").next()).contains("https://api.agency.example/feed?qt=1&seq=9");
    }
}
