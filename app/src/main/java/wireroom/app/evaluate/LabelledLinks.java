package wireroom.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of texts with links, one JSON object a line: {@code text}, {@code labels[{span:[start,end), entity_id, name}]}. */
final class LabelledLinks {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A text.
     *
     * @param from first character that was labelled
     * @param to one past the last
     */
    record Document(String text, int from, int to, List<Link> links) {}

    /**
     * A name in the text, UTF-16 units, and what it stands for.
     *
     * @param id Wikidata id; null when it is nothing that Wikidata has
     * @param name label of that thing, may be empty
     */
    record Link(int start, int end, String id, String name) {}

    private LabelledLinks() {}

    /** @throws MalformedFile when a line is not such an object, or a span lies outside its text */
    static List<Document> read(Path file) throws IOException {
        List<Document> documents = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                documents.add(document(file, i + 1, lines.get(i)));
            }
        }
        if (documents.isEmpty()) {
            throw new MalformedFile(file, 1, "no texts; expected one JSON object a line");
        }
        return documents;
    }

    private static Document document(Path file, int number, String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new MalformedFile(file, number, "not JSON: " + e.getOriginalMessage());
        }
        JsonNode text = json.path("text");
        JsonNode labels = json.path("labels");
        if (!text.isTextual() || !labels.isArray()) {
            throw new MalformedFile(file, number, "expected an object with 'text' and a list 'labels'");
        }
        String written = text.asText();
        // Spans count code points; ours count UTF-16 units.
        int points = written.codePointCount(0, written.length());
        int[] judged = {0, points};
        if (json.path("evaluation_span").isArray()) {
            judged = span(file, number, json.path("evaluation_span"), points);
        }
        List<Link> links = new ArrayList<>();
        for (JsonNode label : labels) {
            int[] span = span(file, number, label.path("span"), points);
            String id = label.path("entity_id").asText("");
            links.add(new Link(
                    written.offsetByCodePoints(0, span[0]),
                    written.offsetByCodePoints(0, span[1]),
                    id.matches("Q\\d+") ? id : null,
                    label.path("name").asText("")));
        }
        return new Document(
                written, written.offsetByCodePoints(0, judged[0]), written.offsetByCodePoints(0, judged[1]), links);
    }

    private static int[] span(Path file, int number, JsonNode span, int points) {
        int start = span.path(0).asInt(-1);
        int end = span.path(1).asInt(-1);
        if (start < 0 || end < start || end > points || span.size() != 2) {
            throw new MalformedFile(file, number, "span " + span + " is not [start,end) within the text");
        }
        return new int[] {start, end};
    }
}
