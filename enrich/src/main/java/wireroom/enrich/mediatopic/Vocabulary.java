package wireroom.enrich.mediatopic;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import wireroom.model.Subject;

/** IPTC Media Topics: the tree, the names, and what older codes have become. Immutable, thread-safe. */
final class Vocabulary {
    private static final String PREFIX = "medtop:";
    private static final int DIGITS = 8;

    /**
     * A concept.
     *
     * @param parent code of its parent, null at the top
     * @param replacement null when active; else the code to use, "" when there is none
     */
    record Concept(String code, String parent, String replacement, String name) {}

    private final Map<String, Concept> concepts = new HashMap<>();
    private final Map<String, String> bySubjectCode = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();
    private final Map<String, String> slugs = new TreeMap<>();

    Vocabulary(Resources resources) {
        for (String line : resources.lines("vocabulary.tsv")) {
            String[] columns = line.split("\t", -1);
            String code = PREFIX + columns[0];
            boolean retired = !columns[2].isEmpty();
            Concept concept = new Concept(
                    code,
                    columns[1].isEmpty() ? null : PREFIX + columns[1],
                    retired ? PREFIX + columns[2] : null,
                    columns[5]);
            concepts.put(code, concept);
            if (!columns[3].isEmpty()) {
                // Two concepts may claim one subject code: the active one has it.
                bySubjectCode.merge(columns[3], code, (a, b) -> concepts.get(a).replacement == null ? a : b);
            }
            if (!retired) {
                byName.putIfAbsent(columns[5].toLowerCase(Locale.ROOT), code);
                if (concept.parent == null) {
                    slugs.put(code, concept.name.replaceAll("[^a-z]+", "-"));
                }
            }
        }
    }

    Concept concept(String code) {
        return concepts.get(code);
    }

    boolean active(String code) {
        Concept concept = concepts.get(code);
        return concept != null && concept.replacement == null;
    }

    /** Top-level topic above or equal to this one; null when the code is unknown. */
    String top(String code) {
        Concept concept = concepts.get(code);
        while (concept != null && concept.parent != null) {
            concept = concepts.get(concept.parent);
        }
        return concept == null ? null : concept.code;
    }

    /** Whether {@code code} lies below {@code ancestor}. */
    boolean below(String code, String ancestor) {
        Concept concept = concepts.get(code);
        while (concept != null && concept.parent != null) {
            if (concept.parent.equals(ancestor)) {
                return true;
            }
            concept = concepts.get(concept.parent);
        }
        return false;
    }

    String slug(String top) {
        return slugs.get(top);
    }

    /** Codes of the top level. */
    Set<String> tops() {
        return new TreeSet<>(slugs.keySet());
    }

    /** The active media topic that a wire means by this subject, or null when it means something else. */
    String resolve(Subject subject) {
        String scheme = lower(subject.getScheme());
        for (String written : new String[] {subject.getCode(), subject.getUri()}) {
            String code = written == null ? null : code(scheme, written);
            if (code != null) {
                return code;
            }
        }
        if (scheme.contains("medtop") || scheme.contains("mediatopic")) {
            return byName.get(lower(subject.getName()));
        }
        return null;
    }

    private String code(String scheme, String written) {
        String text = lower(written);
        int end = text.length();
        int start = end;
        while (start > 0 && text.charAt(start - 1) >= '0' && text.charAt(start - 1) <= '9') {
            start--;
        }
        if (end - start != DIGITS) {
            return null;
        }
        String digits = text.substring(start);
        String space = text.substring(0, start);
        boolean bare = space.isEmpty();
        String told = bare ? scheme : space;
        boolean subject = told.contains("subj");
        boolean topic = told.contains("medtop") || told.contains("mediatopic");
        if (!subject && !topic) {
            // Bare digits, or a vendor's scheme: media topics below the top begin with 2000, subject codes never do.
            if (!bare || !(told.isEmpty() || told.contains("iptc"))) {
                return null;
            }
            topic = digits.startsWith("2000");
            subject = !topic;
        }
        return topic ? current(PREFIX + digits) : ofSubjectCode(digits);
    }

    private String ofSubjectCode(String digits) {
        String code = bySubjectCode.get(digits);
        if (code != null) {
            return current(code);
        }
        // A code without a successor of its own means its subject matter, else its subject.
        String matter = bySubjectCode.get(digits.substring(0, 5) + "000");
        if (matter != null) {
            return current(matter);
        }
        return current(PREFIX + digits.substring(0, 2) + "000000");
    }

    private String current(String code) {
        Concept concept = concepts.get(code);
        if (concept == null) {
            return null;
        }
        return concept.replacement == null ? code : concept.replacement;
    }

    private static String lower(String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }
}
