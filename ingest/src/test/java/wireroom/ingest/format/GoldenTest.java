package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.WireItem;

/** Every input beside its expected outcome; {@code -Dgolden=write} rewrites the outcomes, to be reviewed as a diff. */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final JsonMapper JSON = new JsonMapper();

    static List<String> inputs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> !n.endsWith(".expected.json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void becomesWhatIsExpected(String name) throws IOException {
        Parsed parsed = FormatParser.parse(Documents.document(name, Files.readAllBytes(FOLDER.resolve(name))));
        String actual = render(parsed);
        Path expected = FOLDER.resolve(name + ".expected.json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected, StandardCharsets.UTF_8));
    }

    private static String render(Parsed parsed) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode items = root.putArray("items");
        for (WireItem item : parsed.items()) {
            ObjectNode node = (ObjectNode) JSON.readTree(item.toString());
            ((ObjectNode) node.path("raw")).remove(List.of("bytes"));
            if (!item.getMayRevive()) {
                node.remove("mayRevive");
            }
            items.add(withoutDefaults(node));
        }
        ArrayNode refusals = root.putArray("refusals");
        parsed.refusals()
                .forEach(r -> refusals.addObject()
                        .put("code", r.reject().code().name())
                        .put("rule", r.rule())
                        .put("detail", r.reject().detail())
                        .put("mend", r.reject().mend())
                        .put("bytes", Items.sha256(r.bytes())));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static ObjectNode withoutDefaults(ObjectNode node) {
        List<String> empty = new ArrayList<>();
        node.properties().forEach(p -> {
            JsonNode value = p.getValue();
            if (value.isNull() || value.isContainerNode() && value.isEmpty()) {
                empty.add(p.getKey());
            } else if (value instanceof ObjectNode inner) {
                withoutDefaults(inner);
            } else if (value.isArray()) {
                value.forEach(v -> {
                    if (v instanceof ObjectNode inner) {
                        withoutDefaults(inner);
                    }
                });
            }
        });
        node.remove(empty);
        return node;
    }
}
