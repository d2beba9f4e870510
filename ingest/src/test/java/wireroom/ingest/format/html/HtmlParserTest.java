package wireroom.ingest.format.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

@Timeout(value = 90, unit = TimeUnit.SECONDS)
class HtmlParserTest {
    private static final String FIRST =
            "The market hall of Osterholm will open again in September, two years after a fire destroyed its roof and"
                    + " most of the stalls along the northern wall.";
    private static final String SECOND =
            "\"We have kept the old columns, and everything above them is new,\" said Marit Lund, the architect. The"
                    + " council paid 11 million crowns, a third more than planned.";
    private static final String THIRD =
            "Forty of the fifty-two traders have signed a lease, among them the fishmonger whose family has sold there"
                    + " since 1911, and a bakery that is new to the town.";

    private static Parsed parse(String html) {
        return FormatParser.parse(Documents.document("page.html", html));
    }

    private static WireItem item(String html) {
        Parsed parsed = parse(html);
        assertThat(parsed.refusals()).isEmpty();
        return parsed.items().getFirst();
    }

    private static String around(String body) {
        return page("", "<article><h1>Market hall opens</h1><div class=\"article-body\">" + body + "</div></article>");
    }

    private static String page(String head, String main) {
        return "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>Market hall opens | Osterholm"
                + " Post</title>" + head + "</head><body><header><nav><ul><li><a href=\"/\">Front page</a></li>"
                + "<li><a href=\"/sport\">Sport</a></li></ul></nav></header><main>" + main
                + "</main><aside class=\"related\"><h3>Most read</h3><ul><li><a href=\"/1\">Ferry late again on Monday"
                + " morning</a></li><li><a href=\"/2\">School wins a prize for its orchestra</a></li></ul></aside>"
                + "<section id=\"comments\"><h3>Comments</h3><div class=\"comment\"><p>anna77: About time, I say!</p>"
                + "</div></section><footer><p>© Osterholm Post. All rights reserved. Terms of use.</p></footer></body>"
                + "</html>";
    }

    private static String paragraphs(String... texts) {
        return String.join("", Arrays.stream(texts).map(t -> "<p>" + t + "</p>").toList());
    }

    @Test
    void takesTheArticleAndLeavesThePage() {
        WireItem item = item(around(paragraphs(FIRST, SECOND, THIRD)));
        assertThat(item.getBodyHtml())
                .isEqualTo(
                        "<p>" + FIRST + "</p>\n<p>" + SECOND.replace("\"", "&quot;") + "</p>\n<p>" + THIRD + "</p>\n");
    }

    @Test
    void keepsSubheadingsListsQuotationsAndTables() {
        WireItem item = item(around(paragraphs(FIRST)
                + "<h3>What is new</h3>" + paragraphs(SECOND)
                + "<ul><li>A café on the gallery, open from six in the morning.</li><li>Forty stalls, each with water"
                + " and light of its own.</li></ul><blockquote>We had tears in our eyes when the bell rang, said the"
                + " oldest trader of the hall.</blockquote>" + paragraphs(THIRD)));
        assertThat(item.getBodyHtml())
                .contains("<h3>What is new</h3>")
                .contains("<ul><li>A café on the gallery, open from six in the morning.</li><li>Forty")
                .contains("<blockquote>We had tears");
    }

    @Test
    void readsWhatThePageSaysInJsonLd() {
        WireItem item = item(page(
                "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":"
                        + "\"WebSite\",\"name\":\"Osterholm Post\"},{\"@type\":\"NewsArticle\",\"headline\":\"Market hall"
                        + " opens in September\",\"datePublished\":\"2031-06-01T08:00:00+02:00\",\"dateModified\":"
                        + "\"2031-06-01T09:30:00+02:00\",\"author\":[{\"@type\":\"Person\",\"name\":\"Ida Berg\"},{\"name\":"
                        + "\"By Jon Aas\"}],\"image\":{\"url\":\"https://post.example/hall.jpg\",\"creditText\":\"Siv Dahl\"},"
                        + "\"articleSection\":\"Town\",\"keywords\":\"market, fire\",\"description\":\"Two years on.\","
                        + "\"mainEntityOfPage\":{\"@id\":\"https://post.example/hall\"}}]}</script>",
                "<article><h1>Market hall opens</h1>" + paragraphs(FIRST, SECOND, THIRD) + "</article>"));
        assertThat(item.getHeadline()).isEqualTo("Market hall opens in September");
        assertThat(item.getUri()).isEqualTo("https://post.example/hall");
        assertThat(item.getLink()).isEqualTo("https://post.example/hall");
        assertThat(item.getAuthors()).containsExactly("Ida Berg", "Jon Aas");
        assertThat(item.getByline()).isEqualTo("Ida Berg, Jon Aas");
        assertThat(item.getFirstCreated()).isEqualTo(Instant.parse("2031-06-01T06:00:00Z"));
        assertThat(item.getVersionCreated()).isEqualTo(Instant.parse("2031-06-01T07:30:00Z"));
        assertThat(item.getLanguage()).isEqualTo("en-GB");
        assertThat(item.getSummary()).isEqualTo("Two years on.");
        assertThat(item.getKeywords()).containsExactly("market", "fire");
        assertThat(item.getAssociations().getFirst().getHref()).isEqualTo("https://post.example/hall.jpg");
        assertThat(item.getExtras())
                .containsEntry("imageCredit", "\"Siv Dahl\"")
                .containsEntry("section", "\"Town\"");
    }

    @Test
    void readsMetaElementsAndMicrodataWhereThereIsNoJsonLd() {
        WireItem item = item(page(
                "<meta property=\"og:title\" content=\"Market hall opens | Osterholm Post\"><meta property=\"og:site_name\""
                        + " content=\"Osterholm Post\"><meta property=\"article:published_time\" content="
                        + "\"2031-06-01T08:00:00Z\"><link rel=\"canonical\" href=\"https://post.example/hall\">",
                "<article itemscope><h1 itemprop=\"headline\">Market hall opens</h1><span itemprop=\"author\">Ida Berg"
                        + "</span><div itemprop=\"articleBody\">" + paragraphs(FIRST, SECOND, THIRD)
                        + "</div></article>"));
        assertThat(item.getHeadline()).isEqualTo("Market hall opens");
        assertThat(item.getAuthors()).containsExactly("Ida Berg");
        assertThat(item.getFirstCreated()).isEqualTo(Instant.parse("2031-06-01T08:00:00Z"));
        assertThat(item.getLink()).isEqualTo("https://post.example/hall");
    }

    @Test
    void brokenJsonLdCostsNothingElse() {
        WireItem item = item(page(
                "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\": }</script>",
                "<article><h1>Market hall opens</h1>" + paragraphs(FIRST, SECOND, THIRD) + "</article>"));
        assertThat(item.getHeadline()).isEqualTo("Market hall opens");
    }

    @Test
    void whatItWritesCanNeitherRunNorBeFetched() {
        String html = item(around(paragraphs(
                        FIRST + "<script>x()</script><img src=x onerror=x()>",
                        "<a href=\"javascript:x()\" onclick=x()>" + SECOND + "</a>",
                        THIRD + " &lt;script&gt;y()&lt;/script&gt;")))
                .getBodyHtml();
        assertThat(org.jsoup.Jsoup.parseBodyFragment(html).getAllElements())
                .allSatisfy(element -> assertThat(element.attributesSize()).isZero())
                .noneSatisfy(element -> assertThat(element.normalName()).isIn("script", "img", "a"));
    }

    @Test
    void refusesAPageWithoutAnArticle() {
        Parsed parsed = parse(page("", "<form><label>Name</label><input></form>"));
        assertThat(parsed.items()).isEmpty();
        assertThat(parsed.refusals().getFirst().reject().code()).isEqualTo(RejectCode.NO_ARTICLE);
        assertThat(parsed.refusals().getFirst().reject().detail()).startsWith("page.html: no article");
    }

    @Test
    void believesUtf8ThatIsValidBeforeWhatIsSaidOfIt() {
        String html = around(paragraphs(FIRST, "Øystein Åsen kjøpte blåbær på torget. " + SECOND, THIRD))
                .replace("charset=\"utf-8\"", "charset=\"iso-8859-1\"");
        assertThat(item(html).getBodyHtml()).contains("Øystein Åsen");
        byte[] cyrillic = around(paragraphs(FIRST, "Рынок откроется в сентябре. " + SECOND, THIRD))
                .replace("charset=\"utf-8\"", "charset=\"windows-1251\"")
                .getBytes(Charset.forName("windows-1251"));
        WireItem item = FormatParser.parse(Documents.document("page.html", cyrillic))
                .items()
                .getFirst();
        assertThat(item.getBodyHtml()).contains("Рынок откроется в сентябре");
        assertThat(item.getRaw().getCharset()).isEqualTo("windows-1251");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><p>x",
                "\n\n<!-- made by hand -->\n<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html>",
                "<html><head>",
                "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\">"
            })
    void knowsAPageByItsFirstBytes(String start) {
        assertThat(HtmlParser.looksLike(start.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<rss><channel>", "<nitf><body>", "Head of the bank resigns", "<p>One</p>", "{\"html\":1}"})
    void takesNothingElseForAPage(String start) {
        assertThat(HtmlParser.looksLike(start.getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div>",
                "<div class=\"article post content\">x ",
                "<p>one two three four five six seven eight nine ten eleven</p>",
                "<table><tr><td>",
                "<a href=x>",
                "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"x\"}</script>",
                "<script type=\"application/ld+json\">[[[[[[[[",
                "<meta name=a content=b>",
                "<li>x",
                "&amp;&#0;",
                "<b><i>",
                "<pre>\n\nx\n\n"
            })
    void readsAMegabyteOfAnythingInBoundedTime(String piece) {
        Parsed parsed = parse("<!DOCTYPE html><html><body>" + piece.repeat(1_000_000 / piece.length()));
        assertThat(parsed.items().size() + parsed.refusals().size()).isEqualTo(1);
    }

    /** Seeded: a failure names the seed of its input, which makes it again. */
    @Test
    void saysOneThingOfWhateverBytesAndNeverThrows() {
        List<String> pieces = List.of(
                "<div",
                "</div>",
                "<p>",
                "<",
                ">",
                "\"",
                "'",
                "&#x",
                "\0",
                "<!--",
                "-->",
                "<![CDATA[",
                "<script>",
                "</",
                "<table>",
                "<svg>",
                "<math>",
                "<template>",
                "<frameset>",
                "\uD83D\uDE00",
                " class=\"",
                "=");
        byte[] original = page(
                        "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"H\"}</script>",
                        "<article>" + paragraphs(FIRST, SECOND, THIRD) + "</article>")
                .getBytes(UTF_8);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            String text = new String(original, UTF_8);
            for (int times = random.nextInt(1, 12); times > 0; times--) {
                int at = random.nextInt(text.length());
                text = text.substring(0, at)
                        + pieces.get(random.nextInt(pieces.size()))
                        + text.substring(Math.min(text.length(), at + random.nextInt(30)));
            }
            byte[] bytes = text.getBytes(UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                Parsed parsed = Parsed.of(sink -> HtmlParser.parse(Documents.document("x.html", bytes), sink));
                assertThat(parsed.items().size() + parsed.refusals().size())
                        .as("seed %s", seed)
                        .isEqualTo(1);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
