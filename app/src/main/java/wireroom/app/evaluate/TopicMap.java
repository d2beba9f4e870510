package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.model.Subject;

/**
 * What the labels of a data set mean in media topics: {@code label<TAB>code}, several codes parted by spaces, in any
 * spelling that a wire may use. With {@code ?} a code that texts of this label may or may not have: it is not judged there.
 *
 * @param sure by label in lower case
 * @param open by label in lower case
 */
record TopicMap(Map<String, Set<String>> sure, Map<String, Set<String>> open) {
    /** The reviewed table that the classifier was trained with. */
    static TopicMap shipped() {
        TopicMap map = new TopicMap(new HashMap<>(), new HashMap<>());
        MediaTopicStep.reviewedLabels().forEach((label, codes) -> codes.forEach(code -> map.put(label, code)));
        return map;
    }

    /** @throws MalformedFile when a line is not a label and codes, or a code is no media topic */
    static TopicMap read(Path file) throws IOException {
        TopicMap map = new TopicMap(new HashMap<>(), new HashMap<>());
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\t", -1);
            if (columns.length < 2 || columns[0].isBlank()) {
                throw new MalformedFile(file, i + 1, "expected a label, a tab and the codes of its media topics");
            }
            for (String written : columns[1].strip().split("[ ,]+", -1)) {
                boolean maybe = written.startsWith("?");
                String code = MediaTopicStep.resolve(Subject.newBuilder()
                        .setScheme("medtop")
                        .setCode(maybe ? written.substring(1) : written)
                        .build());
                if (code == null) {
                    throw new MalformedFile(file, i + 1, "'" + written + "' is no media topic, e.g. medtop:11000000");
                }
                map.put(columns[0], maybe ? "?" + code : code);
            }
        }
        return map;
    }

    private void put(String label, String code) {
        boolean maybe = code.startsWith("?");
        (maybe ? open : sure)
                .computeIfAbsent(label.strip().toLowerCase(Locale.ROOT), l -> new TreeSet<>())
                .add(maybe ? code.substring(1) : code);
    }

    /** The labels of a field: the whole of it when it is a label, else its parts between spaces and commas. */
    List<String> labels(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return List.of();
        }
        return sure.containsKey(lower) || open.containsKey(lower) ? List.of(lower) : List.of(lower.split("[ ,]+", -1));
    }
}
