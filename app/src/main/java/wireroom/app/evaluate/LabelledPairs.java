package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import wireroom.enrich.duplicate.Relation;

/** A file of {@code id<TAB>id<TAB>relation}, one pair of articles a line; the order of the two ids says nothing. */
final class LabelledPairs {
    private static final Map<String, Relation> RELATIONS = Map.ofEntries(
            Map.entry("copy", Relation.COPY),
            Map.entry("duplicate", Relation.COPY),
            Map.entry("exact", Relation.COPY),
            Map.entry("update", Relation.UPDATE),
            Map.entry("excerpt", Relation.EXCERPT),
            Map.entry("template", Relation.ALIKE),
            Map.entry("lookalike", Relation.ALIKE),
            Map.entry("templatelookalike", Relation.ALIKE),
            Map.entry("none", Relation.NONE),
            Map.entry("different", Relation.NONE),
            Map.entry("unrelated", Relation.NONE));

    /**
     * Two articles.
     *
     * @param relation of the later one to the earlier one
     */
    record Pair(String one, String other, Relation relation) {}

    private LabelledPairs() {}

    /** How a relation is written. */
    static String name(Relation relation) {
        return relation == Relation.ALIKE ? "template" : relation.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a file.
     *
     * @param known ids that a pair may name
     * @throws MalformedFile when a line is no pair of two known articles with a relation
     */
    static List<Pair> read(Path file, Set<String> known) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\t", -1);
            if (parts.length != 3) {
                throw new MalformedFile(
                        file,
                        i + 1,
                        "expected id, id and relation, parted by tabs; found " + parts.length + " columns");
            }
            Relation relation = RELATIONS.get(parts[2].toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""));
            if (relation == null) {
                throw new MalformedFile(
                        file,
                        i + 1,
                        "the relation is '" + parts[2] + "'; expected copy, update, excerpt, template or none");
            }
            for (int side = 0; side < 2; side++) {
                if (!known.contains(parts[side].strip())) {
                    throw new MalformedFile(file, i + 1, "no article has the id '" + parts[side] + "'");
                }
            }
            if (parts[0].strip().equals(parts[1].strip())) {
                throw new MalformedFile(file, i + 1, "an article is paired with itself");
            }
            pairs.add(new Pair(parts[0].strip(), parts[1].strip(), relation));
        }
        if (pairs.isEmpty()) {
            throw new MalformedFile(file, 1, "no pairs; expected id, id and relation a line");
        }
        return pairs;
    }
}
