package wireroom.enrich.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Cuts markup or plain text into paragraphs; a paragraph of several lines is a list, a table or verse. */
final class Paragraphs {
    private static final Set<String> DROPPED = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "figure",
            "aside",
            "nav",
            "form",
            "button",
            "iframe",
            "object",
            "embed",
            "svg",
            "video",
            "audio",
            "select",
            "textarea",
            "footer");

    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "ul",
            "ol",
            "dl",
            "table",
            "pre",
            "address",
            "body");

    private static final Set<String> LINES = Set.of("li", "tr", "dt", "dd", "caption");

    /** Lines shorter than this do not look like prose that was wrapped. */
    private static final int WRAPPED_MIN = 35;

    private static final int WRAPPED_MEAN = 48;
    private static final int WRAPPED_MAX = 100;

    private Paragraphs() {}

    static List<String> ofHtml(String html) {
        Builder builder = new Builder();
        Jsoup.parseBodyFragment(html).body().filter(builder);
        builder.paragraph();
        return builder.paragraphs;
    }

    static List<String> ofText(String text) {
        List<String> paragraphs = new ArrayList<>();
        List<String> block = new ArrayList<>();
        String normal = Characters.normalise(text);
        for (int at = 0; at <= normal.length(); ) {
            int end = normal.indexOf('\n', at);
            if (end < 0) {
                end = normal.length();
            }
            String line = normal.substring(at, end);
            if (line.isBlank()) {
                flush(block, paragraphs);
            } else {
                block.add(line);
            }
            at = end + 1;
        }
        flush(block, paragraphs);
        return paragraphs;
    }

    private static void flush(List<String> block, List<String> paragraphs) {
        int from = 0;
        for (int i = 1; i <= block.size(); i++) {
            // Wire text marks a paragraph by an indented first line.
            boolean begins = i == block.size()
                    || isIndented(block.get(i)) && !isIndented(block.get(i - 1))
                    || isIndented(block.get(i)) && i - from == 1
                    || isLong(block.get(i)) && isLong(block.get(i - 1));
            if (begins) {
                paragraphs.add(joined(block.subList(from, i)));
                from = i;
            }
        }
        block.clear();
    }

    private static boolean isIndented(String line) {
        return line.startsWith("  ");
    }

    private static boolean isLong(String line) {
        return line.length() > WRAPPED_MAX;
    }

    private static String joined(List<String> lines) {
        if (lines.size() == 1) {
            return Characters.squeeze(lines.getFirst());
        }
        String between = isWrapped(lines) ? " " : "\n";
        StringBuilder paragraph = new StringBuilder();
        for (String line : lines) {
            paragraph.append(paragraph.isEmpty() ? "" : between).append(Characters.squeeze(line));
        }
        return paragraph.toString();
    }

    /** Whether the lines that another one continues are about as long as those of wrapped prose. */
    private static boolean isWrapped(List<String> lines) {
        long sum = 0;
        for (int i = 0; i + 1 < lines.size(); i++) {
            int length = lines.get(i).strip().length();
            if (length > WRAPPED_MAX || length < WRAPPED_MIN) {
                return false;
            }
            sum += length;
        }
        return lines.size() > 1 && sum / (lines.size() - 1) >= WRAPPED_MEAN;
    }

    /** Walks markup without recursion: depth is the sender's choice. */
    private static final class Builder implements NodeFilter {
        private final List<String> paragraphs = new ArrayList<>();
        private final StringBuilder current = new StringBuilder();
        private int breaks;

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                text(text);
            } else if (node instanceof Element element) {
                String name = element.normalName();
                if (DROPPED.contains(name) || element.hasAttr("hidden")) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                if (name.equals("br")) {
                    lineBreak();
                } else if (BLOCKS.contains(name)) {
                    if (!isInLine(element)) {
                        paragraph();
                    }
                } else if (LINES.contains(name)) {
                    line();
                } else if (name.equals("td") || name.equals("th")) {
                    current.append(' ');
                }
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                String name = element.normalName();
                if (BLOCKS.contains(name) && !isInLine(element)) {
                    paragraph();
                } else if (LINES.contains(name)) {
                    line();
                }
            }
            return FilterResult.CONTINUE;
        }

        /** A block inside an item of a list or a cell does not end the list. */
        private static boolean isInLine(Element element) {
            Element parent = element.parent();
            return parent != null
                    && (LINES.contains(parent.normalName())
                            || parent.normalName().equals("td")
                            || parent.normalName().equals("th"));
        }

        private void text(TextNode node) {
            String text = Characters.normalise(node.getWholeText());
            boolean preformatted =
                    node.parent() != null && node.parent().normalName().equals("pre");
            if (preformatted) {
                current.append(text);
                return;
            }
            if (!text.isBlank()) {
                breaks = 0;
            }
            current.append(text.replace('\n', ' '));
        }

        private void lineBreak() {
            if (++breaks >= 2) {
                paragraph();
            } else {
                line();
            }
        }

        private void line() {
            current.append('\n');
        }

        private void paragraph() {
            breaks = 0;
            StringBuilder lines = new StringBuilder();
            current.toString()
                    .lines()
                    .map(Characters::squeeze)
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> lines.append(lines.isEmpty() ? "" : "\n").append(line));
            current.setLength(0);
            if (!lines.isEmpty()) {
                paragraphs.add(lines.toString());
            }
        }
    }
}
