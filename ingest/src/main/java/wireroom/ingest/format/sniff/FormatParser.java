package wireroom.ingest.format.sniff;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Format;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.anpa.AnpaParser;
import wireroom.ingest.format.atom.AtomParser;
import wireroom.ingest.format.container.Containers;
import wireroom.ingest.format.html.HtmlParser;
import wireroom.ingest.format.iptc7901.Iptc7901Parser;
import wireroom.ingest.format.mail.MailParser;
import wireroom.ingest.format.newsml1.Newsml1Parser;
import wireroom.ingest.format.newsmlg2.NewsmlG2Parser;
import wireroom.ingest.format.nitf.NitfParser;
import wireroom.ingest.format.rss.RssParser;
import wireroom.ingest.format.text.TextParser;
import wireroom.ingest.format.warc.WarcParser;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/** The parser of the format that was told, or that the first bytes show. */
public final class FormatParser {
    /** An XML prolog is shorter; a longer one is not looked through. */
    private static final int LOOK = 64 * 1024;

    /** Most roots begin within so many bytes; then the rest need not be decoded to find them. */
    private static final int ROOT_WITHIN = 1024;

    private static final Pattern XML_START = Pattern.compile("^\\s*<(?:\\?xml|!--|!DOCTYPE|[A-Za-z_])");

    private FormatParser() {}

    /** Hands on the items and refusals of a document; never throws on what is in it. */
    public static void parse(Document document, ItemSink sink) {
        parse(document, sink, 0);
    }

    private static void parse(Document document, ItemSink sink, int depth) {
        byte[] start = document.input().peek(LOOK);
        // A web archive is gzip too, but its members are records, and a broken one must not cost the others.
        if (!WarcParser.looksLike(start) && Containers.is(start)) {
            Containers.parse(document, depth, sink, (member, on) -> parse(member, on, depth + 1));
            return;
        }
        Optional<Format> format = document.told().or(() -> recognise(document));
        if (format.isEmpty()) {
            byte[] bytes = document.input().whole(document.limits().itemBytes());
            sink.refusal(new Refusal(
                    new Reject(
                            RejectCode.UNKNOWN_FORMAT,
                            document.place() + ": XML, but of no news format that is read",
                            "send one of the formats that docs/formats.md lists"),
                    "sniff.unknown-xml",
                    0,
                    bytes));
            return;
        }
        switch (format.get()) {
            case IPTC7901 -> Iptc7901Parser.parse(document, sink);
            case ANPA -> AnpaParser.parse(document, sink);
            case MAIL -> MailParser.parse(document, sink);
            case TEXT -> TextParser.parse(document, sink);
            case NINJS, JSON_FEED, AP -> JsonParser.parse(document, sink);
            case RSS -> RssParser.parse(document, sink);
            case ATOM -> AtomParser.parse(document, sink);
            case HTML -> HtmlParser.parse(document, sink);
            case WARC -> WarcParser.parse(document, sink);
            case NEWSML_G2 -> NewsmlG2Parser.parse(document, sink);
            case NITF -> NitfParser.parse(document, sink);
            case NEWSML_1 -> Newsml1Parser.parse(document, sink);
        }
    }

    /** All items and refusals of a document that is known to be small. */
    public static Parsed parse(Document document) {
        return Parsed.of(sink -> parse(document, sink));
    }

    private static Optional<Format> recognise(Document document) {
        byte[] start = document.input().peek(LOOK);
        if (WarcParser.looksLike(start)) {
            return Optional.of(Format.WARC);
        }
        if (HtmlParser.looksLike(start)) {
            return Optional.of(Format.HTML);
        }
        String name = document.place().toLowerCase(Locale.ROOT);
        boolean namedJson = name.endsWith(".json") || name.endsWith(".ndjson") || name.endsWith(".jsonl");
        Optional<Format> xml = namedJson ? Optional.empty() : xml(start);
        if (xml.isPresent()) {
            return xml;
        }
        String text =
                Decoded.of(start, Optional.empty(), StandardCharsets.ISO_8859_1).text();
        if (namedJson || isJson(text)) {
            return Optional.of(Format.NINJS);
        }
        if (AnpaParser.recognises(text)) {
            return Optional.of(Format.ANPA);
        }
        if (Iptc7901Parser.recognises(text)) {
            return Optional.of(Format.IPTC7901);
        }
        if (MailParser.recognises(text)) {
            return Optional.of(Format.MAIL);
        }
        if (!XML_START.matcher(text).find()) {
            return Optional.of(Format.TEXT);
        }
        return byRoot(root(text));
    }

    /** What a document is whose first bytes are a prolog and the root of a format in XML; empty: look closer. */
    private static Optional<Format> xml(byte[] start) {
        if (start.length == 0 || start[0] != '<') {
            return Optional.empty();
        }
        // Prologs and names of roots are ASCII.
        String text = new String(start, 0, Math.min(start.length, ROOT_WITHIN), StandardCharsets.ISO_8859_1);
        String root = root(text);
        // A name that reaches to the end may go on behind it.
        boolean whole = !root.isEmpty() && root.equals(root(text.substring(0, text.length() - 1)));
        return whole && XML_START.matcher(text).find() ? byRoot(root) : Optional.empty();
    }

    private static Optional<Format> byRoot(String root) {
        return switch (root) {
            case "rss", "RDF", "channel" -> Optional.of(Format.RSS);
            case "feed", "entry", "deleted-entry" -> Optional.of(Format.ATOM);
            case "newsMessage",
                    "newsItem",
                    "packageItem",
                    "conceptItem",
                    "knowledgeItem",
                    "planningItem",
                    "catalogItem" -> Optional.of(Format.NEWSML_G2);
            case "nitf" -> Optional.of(Format.NITF);
            case "NewsML" -> Optional.of(Format.NEWSML_1);
            default -> Optional.empty();
        };
    }

    /** Local name of the root element; blank when it is not within sight. */
    private static String root(String text) {
        int at = text.indexOf('<');
        while (at >= 0 && at + 1 < text.length()) {
            if (Character.isLetter(text.charAt(at + 1)) || text.charAt(at + 1) == '_') {
                int end = at + 1;
                while (end < text.length() && " \t\r\n/>".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String name = text.substring(at + 1, end);
                return name.substring(name.indexOf(':') + 1);
            }
            String close = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : ">";
            int end = text.indexOf(close, at);
            if (text.startsWith("<!DOCTYPE", at)) {
                int subset = text.indexOf('[', at);
                end = subset >= 0 && subset < end ? text.indexOf("]", subset) : end;
            }
            at = end < 0 ? -1 : text.indexOf('<', end);
        }
        return "";
    }

    /** An object or an array of objects; a text may well begin with a bracket. */
    private static boolean isJson(String text) {
        String head = text.substring(0, Math.min(text.length(), 200)).stripLeading();
        if (head.isEmpty()) {
            return false;
        }
        String next = head.substring(1).stripLeading();
        return switch (head.charAt(0)) {
            case '{' -> next.startsWith("\"") || next.startsWith("}");
            case '[' -> next.startsWith("{") || next.startsWith("]");
            default -> false;
        };
    }
}
