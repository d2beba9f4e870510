package wireroom.ingest.format.html;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.Times;
import wireroom.model.Association;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.RejectCode;

/**
 * A web page as one article: its main text as plain markup ({@code p}, {@code h2}, {@code ul}, {@code blockquote},
 * {@code pre}, {@code table}), and what the page says of it in JSON-LD, microdata and {@code meta}. A page on which no
 * article is found is refused.
 */
public final class HtmlParser {
    /** Blocks of text on a page; the longest live blogs have some thousands. */
    static final int MAX_BLOCKS = 20_000;

    /** Elements within each other; real pages stay below 100. Deeper ones are read as siblings. */
    private static final int MAX_DEPTH = 256;

    /** Fewer words are a notice or a caption, unless the page says that it is an article. */
    private static final int MIN_WORDS = 25;

    private static final int LOOK = 4096;

    private static final Pattern START = Pattern.compile(
            "^\\s*+(?:(?:<!--.{0,2000}?-->|<\\?xml[^>]{0,200}\\?>)\\s*+){0,20}<(?:!doctype\\s+html\\b|html\\b|head\\b|body\\b)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern CHARSET =
            Pattern.compile("(?i)<(?:meta|\\?xml)[^>]{0,200}?(?:charset|encoding)\\s*=\\s*[\"']?([\\w:.-]{2,40})");

    private HtmlParser() {}

    /** Whether a document begins as a web page does. */
    public static boolean looksLike(byte[] start) {
        String text = new String(start, 0, Math.min(start.length, LOOK), StandardCharsets.ISO_8859_1);
        return START.matcher(text.startsWith("ï»¿") ? text.substring(3) : text).find();
    }

    /** Hands on the article of a page, or the refusal of it. */
    public static void parse(Document document, ItemSink sink) {
        Optional<byte[]> bytes = document.whole(sink);
        if (bytes.isEmpty()) {
            return;
        }
        switch (read(document, bytes.get(), Optional.empty(), Optional.empty(), bytes.get(), 0)) {
            case Outcome.Accepted<WireItem.Builder> accepted ->
                sink.item(accepted.value().build());
            case Outcome.Rejected<WireItem.Builder> rejected ->
                sink.refusal(new Refusal(
                        rejected.reject(), "html." + rejected.reject().code(), 0, bytes.get()));
        }
    }

    /**
     * The article of a page.
     *
     * @param document where the page comes from
     * @param bytes the page
     * @param told charset that a header names; believed before what the page says itself
     * @param address where the page was found, for addresses relative to it
     * @param raw verbatim bytes to keep
     * @param index number in the document, from 0
     */
    public static Outcome<WireItem.Builder> read(
            Document document, byte[] bytes, Optional<Charset> told, Optional<String> address, byte[] raw, int index) {
        Decoded decoded = decoded(bytes, told, document.charset());
        org.jsoup.nodes.Document page = tree(decoded.text(), address.orElse(""));
        Facts facts = Facts.of(page);
        List<Block> blocks = MainText.withoutComments(BlockReader.read(page, MAX_BLOCKS), facts.titles());
        List<Block> article = MainText.shipped().select(blocks, facts.titles(), facts.told());
        int words = article.stream().mapToInt(Block::words).sum();
        if (words == 0 || words < MIN_WORDS && !facts.isArticle()) {
            return Outcome.reject(
                    RejectCode.NO_ARTICLE,
                    document.place() + ": no article on the page"
                            + address.map(a -> " " + a).orElse("") + ", " + blocks.size() + " blocks of text looked at",
                    "leave out lists, forms and pages that a script fills in");
        }
        String canonical = absolute(facts.canonical(), address);
        String uri = Plain.identifier(address.orElse(canonical));
        WireItem.Builder item = Items.start(
                document,
                "html",
                uri == null ? "page:" + document.place() : uri,
                index,
                raw,
                "text/html",
                decoded.charset().name());
        String headline = Plain.line(facts.headline());
        item.setHeadline(headline)
                .setAuthors(lines(facts.authors()))
                .setByline(facts.authors().isEmpty() ? null : Plain.line(String.join(", ", facts.authors())))
                .setLanguage(language(facts.language()))
                .setLink(canonical == null ? address.map(Plain::text).orElse(null) : canonical)
                .setSummary(Plain.lineOfHtml(facts.description()))
                .setBodyHtml(Plain.text(Markup.of(article, headline)))
                .setKeywords(lines(facts.keywords()))
                .setRights(
                        facts.rights() == null ? null : new Rights(null, Plain.lineOfHtml(facts.rights()), null, null));
        Map<String, String> extras = new TreeMap<>();
        extra(extras, "site", facts.site());
        extra(extras, "section", facts.section());
        extra(extras, "imageCredit", facts.imageCredit());
        Optional<Instant> published = time(document, facts.published(), "datePublished", extras);
        Optional<Instant> modified = time(document, facts.modified(), "dateModified", extras);
        String image = absolute(facts.image(), address);
        Lifecycle.Decision decision = Lifecycle.decide(
                PubStatus.USABLE, null, Optional.empty(), headline, List.of(), Optional.empty(), "html.page");
        return Outcome.accept(item.setFirstCreated(published.orElse(null))
                .setVersionCreated(modified.or(() -> published).orElse(null))
                .setAssociations(
                        image == null ? List.of() : List.of(new Association("image", null, image, "picture", null)))
                .setAction(decision.action())
                .setActionEvidence(decision.evidence())
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(Lifecycle.free())
                .setExtras(extras));
    }

    /**
     * The characters of a page. What is valid UTF-8 is UTF-8, whatever is said of it; else the header counts before the
     * page's own word, and that before what its provider is known to use.
     */
    static Decoded decoded(byte[] bytes, Optional<Charset> told, Charset usual) {
        Charset other = told.or(() -> declared(bytes)).orElse(usual);
        // WHATWG Encoding: what calls itself Latin-1 is windows-1252.
        boolean latin = other.equals(StandardCharsets.ISO_8859_1) || other.equals(StandardCharsets.US_ASCII);
        return Decoded.of(bytes, Optional.empty(), latin ? Charset.forName("windows-1252") : other);
    }

    private static Optional<Charset> declared(byte[] bytes) {
        Matcher named =
                CHARSET.matcher(new String(bytes, 0, Math.min(bytes.length, LOOK), StandardCharsets.ISO_8859_1));
        try {
            return named.find() ? Optional.of(Charset.forName(named.group(1))) : Optional.empty();
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** The page as a tree. Nothing in it is fetched or run. */
    static org.jsoup.nodes.Document tree(String html, String address) {
        return Jsoup.parse(html, address, Parser.htmlParser().setMaxDepth(MAX_DEPTH));
    }

    private static Optional<Instant> time(Document document, String raw, String name, Map<String, String> extras) {
        Optional<Instant> time = Times.parse(raw, document.zone());
        if (time.isEmpty()) {
            extra(extras, name, raw);
        }
        return time;
    }

    private static void extra(Map<String, String> extras, String name, String value) {
        String line = Plain.lineOfHtml(value);
        if (line != null) {
            extras.put(
                    name,
                    com.fasterxml.jackson.databind.node.TextNode.valueOf(line).toString());
        }
    }

    private static List<String> lines(List<String> raw) {
        List<String> lines = new ArrayList<>();
        for (String one : raw) {
            String line = Plain.line(one);
            if (line != null && !lines.contains(line)) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** {@code en_US} and {@code en-us} mean en-US; what is no tag is not kept. */
    private static String language(String raw) {
        if (raw == null) {
            return null;
        }
        int end = raw.indexOf(',');
        Locale locale = Locale.forLanguageTag(
                (end < 0 ? raw : raw.substring(0, end)).strip().replace('_', '-'));
        return locale.getLanguage().isEmpty() ? null : locale.toLanguageTag();
    }

    /** An http address, against the page's own when it is relative; null when it is none. */
    private static String absolute(String raw, Optional<String> address) {
        if (raw == null) {
            return null;
        }
        try {
            URI uri = new URI(raw.strip().replace(" ", "%20"));
            URI whole = uri.isAbsolute() || address.isEmpty() ? uri : new URI(address.get()).resolve(uri);
            boolean http = "http".equalsIgnoreCase(whole.getScheme()) || "https".equalsIgnoreCase(whole.getScheme());
            return http && whole.getHost() != null ? Plain.identifier(whole.toString()) : null;
        } catch (URISyntaxException | IllegalArgumentException none) {
            return null;
        }
    }
}
