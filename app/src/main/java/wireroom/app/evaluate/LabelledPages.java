package wireroom.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Web pages with what is to be found on them: {@code ground-truth.json}, an object of pages by key. A page has the text
 * expected as {@code articleBody}, or lists of passages {@code with} and {@code without}; it lies in the file named by
 * {@code file}, else by the key with {@code .html}.
 */
final class LabelledPages {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A page.
     *
     * @param bytes as it came
     * @param text the whole text expected, or null
     * @param with passages that belong to it
     * @param without passages that do not
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
    record Page(String name, byte[] bytes, String text, List<String> with, List<String> without) {}

    private LabelledPages() {}

    /** @throws MalformedFile when the ground truth is not such an object, or names a page that is not there */
    static List<Page> read(Path directory) throws IOException {
        Path truth = directory.resolve("ground-truth.json");
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(truth));
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new MalformedFile(truth, line, "not JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject() || root.isEmpty()) {
            throw new MalformedFile(truth, 1, "expected an object of pages by key");
        }
        List<Page> pages = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            pages.add(page(directory, truth, entry.getKey(), entry.getValue()));
        }
        return pages;
    }

    private static Page page(Path directory, Path truth, String key, JsonNode node) throws IOException {
        JsonNode text = node.path("articleBody");
        List<String> with = passages(node.path("with"));
        List<String> without = passages(node.path("without"));
        if (!text.isTextual() && with.isEmpty() && without.isEmpty()) {
            throw new MalformedFile(truth, line(truth, key), "page '" + key + "' has neither 'articleBody' nor 'with'");
        }
        String name = node.path("file").asText(key + ".html");
        for (Path folder : List.of(directory.resolve("html"), directory)) {
            for (String ending : List.of("", ".gz")) {
                Path file = folder.resolve(name + ending);
                if (file.startsWith(directory) && Files.isRegularFile(file)) {
                    return new Page(name, bytes(file), text.isTextual() ? text.asText() : null, with, without);
                }
            }
        }
        throw new MalformedFile(
                truth, line(truth, key), "no file " + name + " or " + name + ".gz for page '" + key + "'");
    }

    private static List<String> passages(JsonNode list) {
        List<String> passages = new ArrayList<>();
        list.forEach(passage -> passages.add(passage.asText()));
        passages.removeIf(String::isBlank);
        return passages;
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readAllBytes(file);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    /** Line on which a key stands, 1 when it cannot be told. */
    private static long line(Path truth, String key) throws IOException {
        List<String> lines = Files.readAllLines(truth);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains('"' + key + '"')) {
                return i + 1L;
            }
        }
        return 1;
    }
}
