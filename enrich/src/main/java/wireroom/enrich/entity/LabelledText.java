package wireroom.enrich.entity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wireroom.enrich.token.Tokens;

/**
 * Text with names marked, put together from a two-column file: words joined by spaces, sentences by a blank line. Labels
 * are kept as characters, so that our own tokens are what is trained and judged, never the file's.
 */
record LabelledText(String text, List<Name> names) {
    /** A name: UTF-16 units and type. */
    record Name(int start, int end, int type) {}

    static LabelledText read(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        List<Name> names = new ArrayList<>();
        int number = 0;
        int start = -1;
        String open = null;
        int end = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String[] columns = line.strip().split("\\s+");
            boolean blank = line.isBlank() || columns[0].equals("-DOCSTART-");
            if (!blank && columns.length < 2) {
                throw new IOException(file + ":" + number + ": expected a token and its label");
            }
            String label = blank ? "O" : columns[columns.length - 1];
            boolean goesOn = label.startsWith("I-") && label.substring(2).equals(open);
            if (open != null && !goesOn) {
                close(text, names, start, end, open);
                open = null;
            }
            if (blank) {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                    text.append("\n\n");
                }
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append(' ');
            }
            if (!label.equals("O") && !goesOn) {
                open = label.substring(2);
                start = text.length();
            }
            text.append(columns[0]);
            end = text.length();
        }
        if (open != null) {
            close(text, names, start, end, open);
        }
        return new LabelledText(text.toString(), names);
    }

    private static void close(StringBuilder text, List<Name> names, int start, int end, String label) {
        int type = switch (label.toLowerCase(Locale.ROOT)) {
            case "per", "person" -> Labels.PER;
            case "org", "organisation", "organization", "corporation", "group" -> Labels.ORG;
            case "loc", "location", "geo-loc" -> Labels.LOC;
            case "misc", "creative-work", "product", "nationality", "event", "weapon", "militaryplatform" ->
                Labels.MISC;
            default -> -1;
        };
        // Some sets label "the army" and "we" as well: a name has a capital.
        if (type >= 0 && text.substring(start, end).chars().anyMatch(Character::isUpperCase)) {
            names.add(new Name(start, end, type));
        }
    }

    /** With the spans of one type added where there is no name yet. */
    LabelledText with(Tokens tokens, Spans spans, int type) {
        List<Name> all = new ArrayList<>(names);
        int next = 0;
        for (int i = 0; i < spans.size(); i++) {
            int start = tokens.start(spans.first(i));
            int end = tokens.end(spans.last(i));
            while (next < names.size() && names.get(next).end <= start) {
                next++;
            }
            if (spans.type(i) == type && (next == names.size() || names.get(next).start >= end)) {
                all.add(new Name(start, end, type));
            }
        }
        all.sort(Comparator.comparingInt(Name::start));
        return new LabelledText(text, all);
    }

    /** Labels of our tokens. */
    byte[] labels(Tokens tokens) {
        byte[] labels = new byte[tokens.size()];
        int i = 0;
        for (Name name : names) {
            while (i < tokens.size() && tokens.end(i) <= name.start) {
                i++;
            }
            int first = i;
            while (i < tokens.size() && tokens.start(i) < name.end) {
                i++;
            }
            int last = i - 1;
            if (last < first) {
                continue;
            }
            for (int k = first; k <= last; k++) {
                int position = first == last
                        ? Labels.SINGLE
                        : k == first ? Labels.BEGIN : k == last ? Labels.END : Labels.INSIDE;
                labels[k] = (byte) Labels.of(name.type, position);
            }
        }
        return labels;
    }

    /** Precision, recall and F1 of these spans against the names, exact in characters and type. */
    String compare(Tokens tokens, Spans spans) {
        Map<Name, Boolean> gold = new HashMap<>();
        for (Name name : names) {
            if (name.type != Labels.MISC) {
                gold.put(name, false);
            }
        }
        int[] right = new int[3];
        int[] said = new int[3];
        int[] all = new int[3];
        gold.keySet().forEach(name -> all[name.type]++);
        for (int i = 0; i < spans.size(); i++) {
            int type = spans.type(i);
            if (type == Labels.MISC) {
                continue;
            }
            said[type]++;
            if (gold.containsKey(new Name(tokens.start(spans.first(i)), tokens.end(spans.last(i)), type))) {
                right[type]++;
            }
        }
        return String.format(
                Locale.ROOT,
                "%s PER %s ORG %s LOC %s",
                f1(right[0] + right[1] + right[2], said[0] + said[1] + said[2], all[0] + all[1] + all[2]),
                f1(right[0], said[0], all[0]),
                f1(right[1], said[1], all[1]),
                f1(right[2], said[2], all[2]));
    }

    private static String f1(int right, int said, int all) {
        double precision = said == 0 ? 0 : (double) right / said;
        double recall = all == 0 ? 0 : (double) right / all;
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return String.format(Locale.ROOT, "%.2f (%.3f/%.3f)", 100 * f1, precision, recall);
    }
}
