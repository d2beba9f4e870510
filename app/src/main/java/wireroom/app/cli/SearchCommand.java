package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches the current edition. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Searches the articles of the current edition.",
        footer = {
            "",
            "The query is Lucene syntax over headline, body, entity, topic, source, lang, urgency, date …",
            "Example:  wireroom search 'headline:summit AND lang:en'"
        })
final class SearchCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "QUERY", description = "Lucene syntax")
    private String query;

    @Option(names = "--size", defaultValue = "20", description = "most articles, 1 to 100 (default: ${DEFAULT-VALUE})")
    private int size;

    @Option(names = "--sort", defaultValue = "newest", description = "newest or relevance (default: ${DEFAULT-VALUE})")
    private String sort;

    @Option(names = "--json", description = "one article per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    SearchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        URI page = context.room(room.home()).page();
        Console console = context.console();
        try (Http http = new Http()) {
            JsonNode found = http.get(URI.create(
                    page + "/api/search?q=" + Http.encode(query) + "&size=" + size + "&sort=" + Http.encode(sort)));
            found.path("articles")
                    .forEach(article ->
                            console.out().println(json ? article.toString() : JsonLine.of(console, article)));
            if (!json) {
                console.err().println(found.path("total").asLong() + " found");
            }
        }
        return Exit.OK;
    }
}
