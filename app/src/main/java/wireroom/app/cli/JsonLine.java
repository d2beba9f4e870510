package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** An article as the gateway tells it, in one line for people. */
final class JsonLine {
    private static final int NAMES = 4;

    private JsonLine() {}

    static String of(Console console, JsonNode article) {
        String id = console.faint(article.path("id").asText());
        if (article.path("status").asText().equals("CANCELED")) {
            return console.red("KILL") + "  " + id + "  must not be used";
        }
        if (!article.hasNonNull("headline") && !article.hasNonNull("body")) {
            return console.yellow(article.path("status").asText("WITHHELD")) + "  " + id + "  "
                    + article.path("instruction").asText("no text");
        }
        List<String> topics = names(article.path("mediaTopics"));
        List<String> entities = names(article.path("entities"));
        return article.path("language").asText("--") + "  "
                + console.bold(article.path("headline").asText("(no headline)"))
                + (topics.isEmpty() ? "" : "  [" + String.join("; ", topics) + "]")
                + (entities.isEmpty() ? "" : "  " + String.join(", ", entities)) + "  " + id;
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : list) {
            if (names.size() < NAMES) {
                names.add(one.path("name").asText());
            }
        }
        return names;
    }
}
