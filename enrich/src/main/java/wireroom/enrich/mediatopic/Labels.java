package wireroom.enrich.mediatopic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The reviewed table {@code labels.tsv}: what the labels of data sets mean in media topics. Immutable. */
final class Labels {
    private final Map<String, Set<String>> topics = new HashMap<>();
    private final Map<String, Set<String>> open = new HashMap<>();

    private Labels() {}

    static Labels shipped() {
        Labels labels = new Labels();
        for (String line : new Resources().lines("labels.tsv")) {
            String[] columns = line.split("\t", -1);
            Set<String> sure = new TreeSet<>();
            Set<String> maybe = new TreeSet<>();
            for (String code : columns[1].split(" ", -1)) {
                if (code.startsWith("?")) {
                    maybe.add(code.substring(1));
                } else {
                    sure.add(code);
                }
            }
            labels.topics.put(columns[0], sure);
            labels.open.put(columns[0], maybe);
        }
        return labels;
    }

    /** Labels of one field: lower case, parted by spaces or commas. */
    static List<String> split(String field) {
        return new ArrayList<>(Arrays.stream(field.toLowerCase(Locale.ROOT).split("[ ,]+", -1))
                .filter(label -> !label.isBlank())
                .toList());
    }

    /** All labels. */
    Set<String> names() {
        return topics.keySet();
    }

    /** Media topics of a label, null when the table does not have it. */
    Set<String> of(String label) {
        return topics.get(label);
    }

    /** Media topics that a text of this label may or may not have. */
    Set<String> open(String label) {
        return open.getOrDefault(label, Set.of());
    }

    /** Media topics of all labels. */
    Collection<Set<String>> all() {
        return topics.values();
    }
}
