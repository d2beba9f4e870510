package wireroom.ingest.format.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What a page says of its article outside the text: JSON-LD first (schema.org Article and its kinds), then microdata,
 * then {@code meta} elements (Open Graph, Dublin Core, Parsely and other habits), then elements of the page.
 *
 * @param title title of the page with the site's name in it, blank when there is none
 * @param headline headline, or null
 * @param authors names, without doubles
 * @param published as written, or null
 * @param modified as written, or null
 * @param language BCP 47 tag as written, or null
 * @param canonical address that the page gives itself, or null
 * @param site name of the site, or null
 * @param description abstract, or null
 * @param section section of the site, or null
 * @param keywords as written
 * @param image address of the leading picture, or null
 * @param imageCredit who made it, or null
 * @param rights notice, or null
 * @param body text of the article as the metadata repeat it, or null
 * @param isArticle whether the page says that it is one
 */
record Facts(
        String title,
        String headline,
        List<String> authors,
        String published,
        String modified,
        String language,
        String canonical,
        String site,
        String description,
        String section,
        List<String> keywords,
        String image,
        String imageCredit,
        String rights,
        String body,
        boolean isArticle) {

    /** JSON-LD longer than this is not about one article. */
    private static final int MAX_JSON = 2 << 20;

    /** Scripts and JSON objects beyond these are not looked at. */
    private static final int MAX_SCRIPTS = 24;

    private static final int MAX_OBJECTS = 2_000;
    private static final int MAX_AUTHORS = 20;
    private static final int MAX_KEYWORDS = 64;

    /** A text told by the metadata with fewer words is an abstract. */
    private static final int MIN_BODY_WORDS = 60;

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(MAX_JSON)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    static Facts of(Document page) {
        Map<String, List<String>> metas = metas(page);
        JsonNode article = article(page, one(metas, "og:title"));
        Microdata marked = new Microdata(page);
        String title = page.title();
        String headline = first(
                text(article, "headline"),
                one(metas, "og:title"),
                marked.text("headline"),
                one(metas, "twitter:title"),
                one(metas, "dc.title"),
                onlyHeading(page),
                title);
        Set<String> authors = new LinkedHashSet<>();
        names(article.path("author"), authors);
        if (authors.isEmpty()) {
            addAll(
                    authors,
                    metas.get("author"),
                    metas.get("parsely-author"),
                    metas.get("dc.creator"),
                    metas.get("sailthru.author"),
                    metas.get("byl"),
                    marked.all("author"),
                    metas.get("article:author"));
        }
        if (authors.isEmpty()) {
            page.select("a[rel~=author]").stream().limit(MAX_AUTHORS).forEach(a -> addName(authors, a.text()));
        }
        String body = text(article, "articleBody");
        return new Facts(
                title,
                withoutSite(headline, first(one(metas, "og:site_name"), name(article.path("publisher")))),
                List.copyOf(authors),
                first(
                        text(article, "datePublished"),
                        one(metas, "article:published_time"),
                        marked.time("datePublished"),
                        one(metas, "parsely-pub-date"),
                        one(metas, "sailthru.date"),
                        one(metas, "dc.date.issued"),
                        one(metas, "dc.date"),
                        one(metas, "date"),
                        one(metas, "pubdate"),
                        one(metas, "publishdate"),
                        one(metas, "publication_date"),
                        onlyTime(page)),
                first(
                        text(article, "dateModified"),
                        one(metas, "article:modified_time"),
                        marked.time("dateModified"),
                        one(metas, "og:updated_time"),
                        one(metas, "last-modified")),
                first(
                        text(article, "inLanguage"),
                        page.selectFirst("html") == null
                                ? null
                                : page.selectFirst("html").attr("lang"),
                        one(metas, "og:locale"),
                        one(metas, "content-language"),
                        one(metas, "dc.language")),
                canonical(page, metas, article),
                first(one(metas, "og:site_name"), name(article.path("publisher")), one(metas, "application-name")),
                first(
                        text(article, "description"),
                        one(metas, "og:description"),
                        one(metas, "description"),
                        one(metas, "twitter:description")),
                first(text(article, "articleSection"), one(metas, "article:section"), one(metas, "parsely-section")),
                keywords(article, metas),
                image(page, metas, article),
                imageCredit(article),
                first(text(article, "copyrightNotice"), one(metas, "copyright"), one(metas, "dc.rights")),
                body == null || BlockReader.words(body, 0) < MIN_BODY_WORDS ? null : body,
                article.isObject() || "article".equals(one(metas, "og:type")));
    }

    /** The page without JSON-LD and other metadata: what remains is the title. */
    static Facts none(Document page) {
        return new Facts(
                page.title(),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                false);
    }

    /** Shingles of the text that the metadata repeat. */
    Set<Long> told() {
        if (body == null) {
            return Set.of();
        }
        String plain = body.indexOf('<') >= 0 && body.indexOf('>') >= 0
                ? Jsoup.parseBodyFragment(body).text()
                : body;
        return Features.shingles(plain);
    }

    /** Title and headline in one, for comparing with blocks. */
    String titles() {
        return headline == null ? title : headline;
    }

    private static Map<String, List<String>> metas(Document page) {
        Map<String, List<String>> metas = new HashMap<>();
        for (Element meta : page.getElementsByTag("meta")) {
            String name = first(meta.attr("property"), meta.attr("name"), meta.attr("http-equiv"));
            String content = meta.attr("content").strip();
            if (name != null && !content.isEmpty()) {
                metas.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1))
                        .add(content);
            }
        }
        return metas;
    }

    /** The JSON-LD object that is the article; a missing node when there is none. */
    private static JsonNode article(Document page, String title) {
        JsonNode best = JSON.missingNode();
        int bestValue = -1;
        int scripts = 0;
        for (Element script : page.getElementsByTag("script")) {
            if (!script.attr("type").strip().toLowerCase(Locale.ROOT).startsWith("application/ld+json")) {
                continue;
            }
            String data = script.data();
            if (++scripts > MAX_SCRIPTS || data.length() > MAX_JSON) {
                continue;
            }
            for (JsonNode node : articles(parse(data))) {
                int value = value(node, title);
                if (value > bestValue) {
                    best = node;
                    bestValue = value;
                }
            }
        }
        return best;
    }

    /** A text told, the page's own title, and a date speak for an object. */
    private static int value(JsonNode node, String title) {
        String headline = text(node, "headline");
        return (headline != null && title != null && (title.contains(headline) || headline.contains(title)) ? 4 : 0)
                + (node.has("articleBody") ? 2 : 0)
                + (node.has("datePublished") ? 1 : 0);
    }

    private static JsonNode parse(String data) {
        int from = data.indexOf('{');
        int array = data.indexOf('[');
        from = array >= 0 && (array < from || from < 0) ? array : from;
        if (from < 0) {
            return JSON.missingNode();
        }
        try {
            // Behind the value may stand a semicolon or the end of a CDATA section.
            return JSON.readTree(data.substring(from));
        } catch (JsonProcessingException broken) {
            return JSON.missingNode();
        }
    }

    private static List<JsonNode> articles(JsonNode root) {
        List<JsonNode> found = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
        for (int looked = 0; !open.isEmpty() && looked < MAX_OBJECTS; looked++) {
            JsonNode node = open.poll();
            if (node.isObject() && isArticle(node.path("@type"))) {
                found.add(node);
            }
            if (node.isObject() || node.isArray()) {
                for (JsonNode child : node) {
                    if (child.isContainerNode()) {
                        open.add(child);
                    }
                }
            }
        }
        return found;
    }

    private static boolean isArticle(JsonNode type) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isArticle(one)) {
                    return true;
                }
            }
            return false;
        }
        String name = type.asText();
        return name.endsWith("Article") || name.endsWith("BlogPosting") || name.equals("Report");
    }

    /** A field that is a string, the first of several, or the name of an object. */
    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isArray() && !value.isEmpty()) {
            value = value.get(0);
        }
        if (value.isObject()) {
            value = value.has("name") ? value.path("name") : value.path("@value");
        }
        String text = value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
        return text.isEmpty() ? null : text;
    }

    private static String name(JsonNode node) {
        Set<String> names = new LinkedHashSet<>();
        names(node, names);
        return names.isEmpty() ? null : names.iterator().next();
    }

    private static void names(JsonNode node, Set<String> names) {
        if (node.isArray()) {
            node.forEach(one -> names(one, names));
        } else if (node.isObject()) {
            names(node.path("name"), names);
        } else if (node.isTextual()) {
            addName(names, node.asText());
        }
    }

    @SafeVarargs
    private static void addAll(Set<String> names, Collection<String>... sources) {
        for (Collection<String> source : sources) {
            if (source != null && names.isEmpty()) {
                source.forEach(name -> addName(names, name));
            }
        }
    }

    /** A name, not an address of a profile; "By" in front of it is none of its words. */
    private static void addName(Set<String> names, String raw) {
        String name = Jsoup.parseBodyFragment(raw).text().strip();
        if (name.regionMatches(true, 0, "by ", 0, 3)) {
            name = name.substring(3).strip();
        }
        if (!name.isEmpty() && name.length() < 120 && !name.contains("://") && names.size() < MAX_AUTHORS) {
            names.add(name);
        }
    }

    private static List<String> keywords(JsonNode article, Map<String, List<String>> metas) {
        Set<String> words = new LinkedHashSet<>();
        JsonNode told = article.path("keywords");
        if (told.isArray()) {
            told.forEach(word -> words.add(word.asText().strip()));
        } else {
            addWords(words, told.asText());
        }
        if (words.isEmpty()) {
            metas.getOrDefault("article:tag", List.of()).forEach(word -> words.add(word.strip()));
        }
        for (String name : List.of("news_keywords", "keywords", "parsely-tags")) {
            if (words.isEmpty()) {
                addWords(words, one(metas, name));
            }
        }
        words.remove("");
        return words.stream().limit(MAX_KEYWORDS).toList();
    }

    private static void addWords(Set<String> words, String list) {
        if (list != null) {
            for (String word : list.split("[,;]")) {
                words.add(word.strip());
            }
            words.remove("");
        }
    }

    private static String canonical(Document page, Map<String, List<String>> metas, JsonNode article) {
        Element link = page.selectFirst("link[rel~=(?i)^canonical$]");
        String id = text(article, "mainEntityOfPage");
        return first(
                link == null ? null : link.attr("href"),
                one(metas, "og:url"),
                article.path("mainEntityOfPage").isObject() ? text(article.path("mainEntityOfPage"), "@id") : id,
                text(article, "url"));
    }

    private static String image(Document page, Map<String, List<String>> metas, JsonNode article) {
        JsonNode image = article.path("image");
        if (image.isArray() && !image.isEmpty()) {
            image = image.get(0);
        }
        Element link = page.selectFirst("link[rel=image_src]");
        return first(
                image.isObject() ? text(image, "url") : image.isTextual() ? image.asText() : null,
                one(metas, "og:image"),
                one(metas, "twitter:image"),
                link == null ? null : link.attr("href"));
    }

    private static String imageCredit(JsonNode article) {
        JsonNode image = article.path("image");
        if (image.isArray() && !image.isEmpty()) {
            image = image.get(0);
        }
        return first(
                text(image, "creditText"),
                name(image.path("creator")),
                name(image.path("author")),
                name(image.path("copyrightHolder")));
    }

    private static String onlyHeading(Document page) {
        List<Element> headings = page.getElementsByTag("h1");
        return headings.size() == 1 ? headings.getFirst().text() : null;
    }

    /** A page with one {@code time} element, or with several that begin with one marked as the publication. */
    private static String onlyTime(Document page) {
        Element time = page.selectFirst("time[pubdate], time.published, time.entry-date, article time[datetime]");
        if (time == null) {
            List<Element> all = page.select("time[datetime]");
            time = all.size() == 1 ? all.getFirst() : null;
        }
        return time == null ? null : first(time.attr("datetime"), time.text());
    }

    /** The headline without the site's name that many titles end with. */
    private static String withoutSite(String headline, String site) {
        if (headline == null) {
            return null;
        }
        for (String bar : List.of(" | ", " - ", " – ", " — ", " :: ", " » ")) {
            int cut = headline.lastIndexOf(bar);
            if (cut > 0
                    && site != null
                    && headline.substring(cut + bar.length()).strip().equalsIgnoreCase(site.strip())) {
                return headline.substring(0, cut).strip();
            }
        }
        return headline;
    }

    private static String one(Map<String, List<String>> metas, String name) {
        List<String> values = metas.get(name);
        return values == null ? null : values.getFirst();
    }

    private static String first(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isBlank()) {
                return candidate.strip();
            }
        }
        return null;
    }

    /** Elements with {@code itemprop}. */
    private static final class Microdata {
        private final Map<String, List<Element>> byProperty = new HashMap<>();

        Microdata(Document page) {
            for (Element element : page.getElementsByAttribute("itemprop")) {
                byProperty
                        .computeIfAbsent(element.attr("itemprop"), p -> new ArrayList<>(1))
                        .add(element);
            }
        }

        private String of(String property, Function<Element, String> read) {
            List<Element> elements = byProperty.get(property);
            return elements == null ? null : read.apply(elements.getFirst());
        }

        String text(String property) {
            return of(property, e -> first(e.attr("content"), e.text()));
        }

        String time(String property) {
            return of(property, e -> first(e.attr("datetime"), e.attr("content"), e.text()));
        }

        List<String> all(String property) {
            return byProperty.getOrDefault(property, List.of()).stream()
                    .limit(MAX_AUTHORS)
                    .map(e -> {
                        Element name = e.selectFirst("[itemprop=name]");
                        return first(
                                name == null ? null : first(name.attr("content"), name.text()),
                                e.attr("content"),
                                e.text());
                    })
                    .filter(name -> name != null)
                    .toList();
        }
    }
}
