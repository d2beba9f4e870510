package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One article with its revisions. */
@Command(
        name = "article",
        mixinStandardHelpOptions = true,
        description = "Shows one article, by id (provider|uri) or uri, with its revisions.",
        footer = {
            "",
            "Example:  wireroom article 'example.wire|summit-1'",
            "          wireroom article 'example.wire|summit-1' --form newsml-g2"
        })
final class ArticleCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "URI", description = "uri, or id: provider|uri")
    private String uri;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Option(names = "--form", paramLabel = "FORM", description = "in a standard form, alone: ninjs, newsml-g2 or atom")
    private String form;

    @Mixin
    private RoomOption room = new RoomOption();

    ArticleCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        URI page = context.room(room.home()).page();
        try (Http http = new Http()) {
            if (form != null) {
                context.console()
                        .out()
                        .println(http.text(URI.create(
                                        page + "/api/articles?uri=" + Http.encode(uri) + "&form=" + Http.encode(form)))
                                .strip());
                return Exit.OK;
            }
            JsonNode article = http.get(URI.create(page + "/api/articles?uri=" + Http.encode(uri)));
            JsonNode revisions = http.get(URI.create(
                    page + "/api/articles/" + Http.encode(article.path("id").asText()) + "/revisions"));
            if (json) {
                ((ObjectNode) article).set("revisions", revisions.path("known"));
                context.console().out().println(article);
            } else {
                print(article, revisions.path("known"));
            }
        }
        return Exit.OK;
    }

    private void print(JsonNode article, JsonNode revisions) {
        Console console = context.console();
        var out = console.out();
        out.println(console.bold(article.path("headline").asText("(no text)")));
        line("id", article.path("id").asText());
        line(
                "status",
                article.path("status").asText() + ", " + article.path("action").asText());
        line("version", article.path("version").asText());
        line(
                "embargo",
                article.path("embargoedUntil").asText(article.path("embargo").asText()));
        line("language", article.path("language").asText());
        line("byline", article.path("byline").asText());
        line("dateline", article.path("dateline").asText());
        article.path("mediaTopics")
                .forEach(topic -> line(
                        "topic",
                        topic.path("name").asText() + " ("
                                + topic.path("confidence").asText() + "; "
                                + topic.path("evidence").toString() + ")"));
        article.path("entities")
                .forEach(entity -> line(
                        "entity",
                        entity.path("name").asText() + ", "
                                + entity.path("type").asText() + ", "
                                + entity.path("id").asText() + ", "
                                + entity.path("mentions").size() + " mentions"));
        line("same as", article.path("duplicateOf").asText());
        line("story", article.path("story").asText());
        if (article.hasNonNull("body")) {
            out.println();
            out.println(article.path("body").asText());
        }
        out.println();
        revisions.forEach(revision -> out.println((revision.path("head").asBoolean() ? "* " : "  ")
                + revision.path("version").asText("-") + "  "
                + revision.path("versionCreated").asText("-") + "  "
                + revision.path("action").asText() + "  "
                + revision.path("status").asText() + "  delivered "
                + revision.path("deliveries").asInt()
                + (revision.path("deliveries").asInt() == 1 ? " time" : " times")));
    }

    private void line(String name, String value) {
        if (!value.isEmpty() && !value.equals("null") && !value.equals("NONE")) {
            context.console().out().printf(java.util.Locale.ROOT, "  %-9s %s%n", name, value);
        }
    }
}
