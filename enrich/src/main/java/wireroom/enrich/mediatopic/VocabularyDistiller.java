package wireroom.enrich.mediatopic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes {@code vocabulary.tsv} from IPTC's Media Topics as JSON lines: codes, tree, names, subject codes, Wikidata ids
 * (CC BY 4.0). Definitions are not copied.
 */
final class VocabularyDistiller {
    private static final String[] LOCALES = {"en-GB", "de", "es", "fr"};

    private VocabularyDistiller() {}

    /**
     * @param args the JSON lines, and the file to write
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, JsonNode> concepts = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            JsonNode concept = json.readTree(line);
            concepts.put(concept.get("qcode").asText(), concept);
        }
        Map<String, String> replacements = new HashMap<>();
        concepts.forEach((code, concept) -> {
            String at = code;
            while (!concepts.get(at).get("retired").isNull()
                    && !concepts.get(at).get("parent").isNull()) {
                at = concepts.get(at).get("parent").asText();
            }
            replacements.put(code, concepts.get(at).get("retired").isNull() ? at : "");
        });
        List<String> lines = new ArrayList<>();
        lines.add("# IPTC Media Topics, (c) IPTC, CC BY 4.0. Code, parent, what replaces it when retired (the nearest"
                + " active ancestor), subject code, Wikidata id, names in " + String.join(", ", LOCALES));
        concepts.forEach((code, concept) -> {
            StringBuilder line = new StringBuilder(digits(code));
            line.append('\t')
                    .append(
                            concept.get("parent").isNull()
                                    ? ""
                                    : digits(concept.get("parent").asText()));
            boolean retired = !concept.get("retired").isNull();
            line.append('\t').append(retired ? digits(replacements.get(code)) : "");
            line.append('\t').append(text(concept.get("subjectcode")));
            line.append('\t').append(text(concept.get("wikidata")));
            for (String locale : LOCALES) {
                line.append('\t').append(text(concept.get("names").get(locale)));
            }
            lines.add(line.toString());
        });
        Files.writeString(Path.of(args[1]), String.join("\n", lines) + "\n");
    }

    private static String digits(String code) {
        return code.isEmpty() ? "" : code.substring(code.indexOf(':') + 1);
    }

    private static String text(JsonNode value) {
        return value == null || value.isNull() ? "" : value.asText().strip().replaceAll("\\s+", " ");
    }
}
