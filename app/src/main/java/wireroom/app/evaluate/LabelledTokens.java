package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file of tokens and labels (CoNLL, two columns) put back into documents of text: words joined by spaces, sentences by
 * blank lines. Labels become characters, so that whoever reads the text cuts tokens as he likes.
 */
final class LabelledTokens {
    /** Documents of files that do not mark them: long enough for names to be repeated, short enough to be one report. */
    private static final int SENTENCES = 30;

    /**
     * A document.
     *
     * @param names ascending, not overlapping
     * @param tokens how many the file has
     */
    record Document(String text, List<Name> names, int tokens) {}

    /** A name in a document: UTF-16 units, and its type as the file writes it in upper case. */
    record Name(int start, int end, String type) {}

    private final Path file;
    private final List<Document> documents = new ArrayList<>();
    private StringBuilder text = new StringBuilder();
    private List<Name> names = new ArrayList<>();
    private int tokens;
    private int sentences;
    private boolean marked;

    private String open;
    private int start;
    private int end;

    private LabelledTokens(Path file) {
        this.file = file;
    }

    /** Documents of a file. @throws MalformedFile when a line is neither blank nor a token, a tab and a BIO label */
    static List<Document> read(Path file) throws IOException {
        LabelledTokens reading = new LabelledTokens(file);
        List<String> lines = Files.readAllLines(file);
        reading.marked = lines.stream().anyMatch(line -> line.startsWith("-DOCSTART-"));
        for (int i = 0; i < lines.size(); i++) {
            reading.line(lines.get(i), i + 1);
        }
        reading.endOfDocument();
        if (reading.documents.isEmpty()) {
            throw new MalformedFile(file, 1, "no tokens; expected a token, a tab and its label on each line");
        }
        return reading.documents;
    }

    private void line(String line, int number) {
        if (line.isBlank()) {
            endOfSentence();
            return;
        }
        if (line.startsWith("-DOCSTART-")) {
            endOfDocument();
            return;
        }
        int tab = line.indexOf('\t');
        if (tab <= 0 || line.indexOf('\t', tab + 1) >= 0) {
            throw new MalformedFile(file, number, "expected a token, one tab and its label");
        }
        String label = line.substring(tab + 1).strip();
        boolean name = label.length() > 2 && (label.startsWith("B-") || label.startsWith("I-"));
        if (!name && !label.equals("O")) {
            throw new MalformedFile(file, number, "the label is '" + label + "'; expected O, B-TYPE or I-TYPE");
        }
        String type = name ? type(label.substring(2)) : null;
        if (open != null && !(label.startsWith("I-") && open.equals(type))) {
            close();
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append(' ');
        }
        if (name && open == null) {
            open = type;
            start = text.length();
        }
        text.append(line, 0, tab);
        end = text.length();
        tokens++;
    }

    private static String type(String written) {
        String type = written.toUpperCase(Locale.ROOT);
        return switch (type) {
            case "PERSON" -> "PER";
            case "ORGANIZATION", "ORGANISATION" -> "ORG";
            case "LOCATION" -> "LOC";
            default -> type;
        };
    }

    private void close() {
        if (open != null) {
            names.add(new Name(start, end, open));
            open = null;
        }
    }

    private void endOfSentence() {
        close();
        if (text.isEmpty() || text.charAt(text.length() - 1) == '\n') {
            return;
        }
        text.append("\n\n");
        sentences++;
        if (!marked && sentences == SENTENCES) {
            endOfDocument();
        }
    }

    private void endOfDocument() {
        close();
        if (tokens > 0) {
            documents.add(new Document(text.toString(), names, tokens));
        }
        text = new StringBuilder();
        names = new ArrayList<>();
        tokens = 0;
        sentences = 0;
    }
}
