package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of {@code label<TAB>title<TAB>text} or {@code label<TAB>text}, one text a line. */
final class LabelledTexts {
    /**
     * A text.
     *
     * @param label as the file writes it, may be empty
     * @param title null where the file has none
     */
    record Text(String label, String title, String text) {}

    private LabelledTexts() {}

    /**
     * Reads a file.
     *
     * @param columns 3 with a title, 2 without
     * @throws MalformedFile when a line has another number of columns, or there is no line
     */
    static List<Text> read(Path file, int columns) throws IOException {
        List<Text> texts = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                continue;
            }
            String[] parts = lines.get(i).split("\t", -1);
            if (parts.length != columns) {
                throw new MalformedFile(
                        file,
                        i + 1,
                        "expected " + (columns == 3 ? "label, title and text" : "language and text")
                                + ", parted by tabs; found " + parts.length + " columns");
            }
            texts.add(new Text(parts[0].strip(), columns == 3 ? parts[1] : null, parts[columns - 1]));
        }
        if (texts.isEmpty()) {
            throw new MalformedFile(file, 1, "no texts; expected one a line");
        }
        return texts;
    }
}
