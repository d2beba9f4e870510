package wireroom.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import wireroom.gateway.form.Form;
import wireroom.gateway.http.Answer;
import wireroom.gateway.http.Call;
import wireroom.gateway.http.HttpRefusal;
import wireroom.gateway.http.Route;
import wireroom.gateway.http.StaticFiles;
import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.index.SearchPage;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.query.Reading;
import wireroom.gateway.view.Views;
import wireroom.model.Article;
import wireroom.model.Story;

/** Every path of the gateway. */
final class Api {
    private static final int DEFAULT_SIZE = 20;
    private static final int MAX_SIZE = 100;
    /** Paging deeper costs memory for every hit in front; a narrower query or a date range gets there too. */
    private static final int MAX_DEPTH = 10_000;

    private static final int MAX_STORY_ARTICLES = 200;

    private final Feed feed;
    private final QueryLanguage language;
    private final Streaming streaming;
    private final StreamWatch watch;
    private final SourceBoard sources;

    Api(Feed feed, QueryLanguage language, Streaming streaming, StreamWatch watch, SourceBoard sources) {
        this.sources = sources;
        this.feed = feed;
        this.language = language;
        this.streaming = streaming;
        this.watch = watch;
    }

    List<Route> routes() {
        List<Route> routes = new java.util.ArrayList<>(List.of(
                Route.of("/health", call -> health()),
                Route.of("/api/status", call -> status()),
                Route.of("/api/sources", call -> Answer.json(Views.bytes(sources.json()))),
                Route.of("/api/search", this::search),
                Route.of("/api/stream", streaming::answer),
                Route.of("/api/articles", this::articleByUri),
                Route.of("/api/articles/*", call -> article(call.path().get(2), call)),
                Route.of(
                        "/api/articles/*/revisions",
                        call -> revisions(call.path().get(2))),
                Route.of("/api/stories/*", call -> story(call.path().get(2)))));
        routes.addAll(StaticFiles.routes(
                Api.class, Map.of("/", "web/index.html", "/app.css", "web/app.css", "/app.js", "web/app.js")));
        return routes;
    }

    static Reading.Understood understood(QueryLanguage language, String text) {
        return switch (language.read(text)) {
            case Reading.Understood understood -> understood;
            case Reading.Refused refused ->
                throw new HttpRefusal(400, refused.code(), refused.detail(), refused.mend(), refused.picture());
        };
    }

    private static Answer health() {
        return new Answer(200, "text/plain; charset=utf-8", "ok\n".getBytes(StandardCharsets.UTF_8), null, Map.of());
    }

    private Answer status() {
        GatewayStatus status = feed.status(watch.streams());
        ObjectNode json = Views.object()
                .put("edition", status.edition())
                .put("articles", status.articles())
                .put("withoutText", status.withoutText())
                .put("stories", status.stories())
                .put("lag", status.lag())
                .put("subscribers", status.subscribers())
                .put("unreadable", status.unreadable());
        ObjectNode positions = json.putObject("positions");
        new TreeMap<>(status.positions()).forEach(positions::put);
        return Answer.json(Views.bytes(json));
    }

    private Answer article(String id, Call call) {
        Shown shown = feed.shown();
        return article(shown, shown.index().article(id).orElseThrow(() -> noArticle(id)), call);
    }

    private Answer articleByUri(Call call) {
        String uri = call.parameter("uri");
        if (uri == null || uri.isBlank()) {
            throw new HttpRefusal(
                    400,
                    "missing_parameter",
                    "no uri is given",
                    "ask for /api/articles?uri=… or /api/articles/{id}; to find articles, /api/search?q=…");
        }
        Shown shown = feed.shown();
        Optional<Article> byId = shown.index().article(uri);
        if (byId.isPresent()) {
            return article(shown, byId.get(), call);
        }
        List<Article> found = shown.index().withUri(uri);
        if (found.isEmpty()) {
            throw noArticle(uri);
        }
        if (found.size() > 1) {
            throw new HttpRefusal(
                    409,
                    "ambiguous_uri",
                    "several providers use this uri",
                    "ask for one of "
                            + String.join(
                                    ", ", found.stream().map(Article::getId).toList()));
        }
        return article(shown, found.getFirst(), call);
    }

    /** Our own JSON, or the standard form that {@code form} or the header {@code Accept} asks for. */
    private static Answer article(Shown shown, Article article, Call call) {
        Optional<Form> form = form(call);
        if (form.isEmpty()) {
            return Answer.json(Views.bytes(Views.article(article)))
                    .withEtag(etag(shown, article))
                    .with("Vary", "Accept");
        }
        String word = form.get().word();
        return new Answer(
                200,
                form.get().mediaType() + "; charset=utf-8",
                form.get().write(article),
                etag(shown, article).replaceAll("\"$", "-" + word + "\""),
                Map.of("Vary", "Accept"));
    }

    private static Optional<Form> form(Call call) {
        String asked = call.parameter("form");
        if (asked == null) {
            return Form.accepted(call.header("Accept"));
        }
        Optional<Form> form = Form.of(asked);
        if (form.isEmpty() && !asked.equals("json")) {
            throw new HttpRefusal(
                    400, "bad_parameter", "'form' is '" + asked + "'", "give json, ninjs, newsml-g2 or atom");
        }
        return form;
    }

    /** An article's emission counts everything that can change in it, within its edition. */
    private static String etag(Shown shown, Article article) {
        return "\"" + shown.edition() + "-" + article.getEmission() + "\"";
    }

    private static HttpRefusal noArticle(String id) {
        return new HttpRefusal(
                404,
                "no_such_article",
                "no article has the id '" + id + "'",
                "an id is provider|uri, URL-encoded in a path; one under embargo is not here before its release");
    }

    private Answer revisions(String id) {
        Shown shown = feed.shown();
        Article article = shown.index().article(id).orElseThrow(() -> noArticle(id));
        ObjectNode json = Views.object()
                .put("id", article.getId())
                .put("status", article.getStatus().name());
        ArrayNode texts = json.putArray("shown");
        shown.index().revisions(id).forEach(revision -> texts.add(Views.revision(revision)));
        json.set("known", Views.notes(article));
        return Answer.json(Views.bytes(json)).withEtag(etag(shown, article));
    }

    private Answer story(String id) {
        EditionIndex index = feed.shown().index();
        Story story = index.story(id)
                .orElseThrow(() -> new HttpRefusal(
                        404,
                        "no_such_story",
                        "no story has the id '" + id + "'",
                        "take it from the field 'story' of an article, URL-encoded"));
        ObjectNode json = Views.story(story);
        ArrayNode articles = json.putArray("articles");
        story.getMembers().stream()
                .limit(MAX_STORY_ARTICLES)
                .map(index::article)
                .flatMap(Optional::stream)
                .forEach(article -> articles.add(Views.article(article)));
        return Answer.json(Views.bytes(json));
    }

    private Answer search(Call call) {
        Reading.Understood reading = understood(language, call.parameter("q"));
        int size = call.number("size", DEFAULT_SIZE, 1, MAX_SIZE);
        int from = call.number("from", 0, 0, MAX_DEPTH - size);
        String sort = call.parameter("sort") == null ? "newest" : call.parameter("sort");
        if (!sort.equals("newest") && !sort.equals("relevance")) {
            throw new HttpRefusal(400, "bad_parameter", "'sort' is '" + sort + "'", "give 'newest' or 'relevance'");
        }
        SearchPage page =
                feed.shown().index().search(reading.query(), reading.namesStatus(), sort.equals("newest"), from, size);
        ObjectNode json = Views.object()
                .put("total", page.total())
                .put("exact", page.exact())
                .put("complete", page.complete())
                .put("from", from)
                .put("size", size);
        ArrayNode articles = json.putArray("articles");
        page.articles().forEach(article -> articles.add(Views.article(article)));
        return Answer.json(Views.bytes(json));
    }
}
