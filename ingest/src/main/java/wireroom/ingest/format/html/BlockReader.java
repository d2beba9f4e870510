package wireroom.ingest.format.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Cuts a page into {@link Block}s, in one walk without recursion: depth is the sender's choice. */
final class BlockReader implements NodeFilter {
    /** Without text of their own, or with none that is read. */
    private static final Set<String> DROPPED = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "head",
            "iframe",
            "object",
            "embed",
            "applet",
            "svg",
            "math",
            "canvas",
            "video",
            "audio",
            "map",
            "select",
            "option",
            "textarea",
            "input",
            "button",
            "datalist",
            "dialog",
            "frameset",
            "noframes");

    private static final Set<String> BOXES = Set.of(
            "html",
            "body",
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "nav",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
            "pre",
            "address",
            "figure",
            "figcaption",
            "form",
            "fieldset",
            "legend",
            "details",
            "summary",
            "center",
            "hgroup",
            "menu",
            "amp-list",
            "label");

    private static final int PROSE = 10;

    /** Words of a cell, or of several together, that still is one of a table of facts. */
    private static final int CELL = 20;

    private final Hints hints = new Hints();
    private final List<Block> blocks = new ArrayList<>();
    private final int maxBlocks;
    private Box box;
    private final StringBuilder text = new StringBuilder();
    private int links;
    private int strong;
    private int linkWords;
    private int boldWords;
    private int breaks;
    private int inner;
    private int list;
    private int lists;
    private int preformatted;

    private BlockReader(int maxBlocks) {
        this.maxBlocks = maxBlocks;
    }

    /**
     * The blocks of a page in its order.
     *
     * @param maxBlocks blocks behind these are not read
     */
    static List<Block> read(Document page, int maxBlocks) {
        BlockReader reader = new BlockReader(maxBlocks);
        page.filter(reader);
        return reader.blocks;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (blocks.size() >= maxBlocks) {
            return FilterResult.STOP;
        }
        if (node instanceof TextNode characters) {
            text(characters);
            return FilterResult.CONTINUE;
        }
        if (!(node instanceof Element element)) {
            return FilterResult.CONTINUE;
        }
        String name = element.normalName();
        if (DROPPED.contains(name)) {
            return FilterResult.SKIP_ENTIRELY;
        }
        if (BOXES.contains(name)) {
            if (continuesRow(name)) {
                space();
            } else {
                end();
            }
            box = new Box(box, element, hints.of(element));
            switch (name) {
                case "ul", "ol" -> list = ++lists;
                case "pre" -> preformatted++;
                default -> {}
            }
        } else {
            switch (name) {
                case "br" -> lineBreak();
                case "hr" -> end();
                case "a" -> links++;
                case "b", "strong", "em", "i" -> strong++;
                default -> {}
            }
            if (text.isEmpty()) {
                inner |= hints.of(element);
            }
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            String name = element.normalName();
            if (BOXES.contains(name)) {
                if (box != null) {
                    if (continuesRow(name)) {
                        space();
                    } else {
                        end();
                    }
                    box = box.parent;
                    switch (name) {
                        case "ul", "ol" -> list = 0;
                        case "pre" -> preformatted--;
                        default -> {}
                    }
                }
            } else {
                switch (name) {
                    case "a" -> links--;
                    case "b", "strong", "em", "i" -> strong--;
                    default -> {}
                }
            }
        }
        return FilterResult.CONTINUE;
    }

    /** A row of small cells is one block; large cells are columns of the page. */
    private boolean continuesRow(String name) {
        return (name.equals("td") || name.equals("th")) && words(text, 0) <= CELL;
    }

    private void lineBreak() {
        if (++breaks >= 2) {
            end();
        } else if (!text.isEmpty()) {
            space();
        }
    }

    private void text(TextNode node) {
        String raw = node.getWholeText();
        int length = raw.length();
        int from = text.length();
        for (int i = 0; i < length; i++) {
            char c = raw.charAt(i);
            if (c == '\n' && preformatted > 0 && isBlankLine(raw, i + 1)) {
                end();
                from = 0;
            } else if (c <= ' ' || c == '\u00A0' || c == '\u200B' || c == '\uFEFF') {
                if (c != '\uFEFF' && c != '\u200B') {
                    space();
                }
            } else {
                text.append(c);
                breaks = 0;
            }
        }
        if (links > 0 || strong > 0) {
            int words = words(text, Math.min(from, text.length()));
            linkWords += links > 0 ? words : 0;
            boldWords += strong > 0 ? words : 0;
        }
    }

    private static boolean isBlankLine(String raw, int from) {
        int at = from;
        while (at < raw.length() && (raw.charAt(at) == ' ' || raw.charAt(at) == '\r' || raw.charAt(at) == '\t')) {
            at++;
        }
        return at < raw.length() && raw.charAt(at) == '\n';
    }

    private void space() {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
            text.append(' ');
        }
    }

    private void end() {
        breaks = 0;
        int length = text.length();
        if (length > 0 && text.charAt(length - 1) == ' ') {
            text.setLength(--length);
        }
        if (length > 0 && box != null) {
            int words = Math.max(1, words(text, 0));
            Block block = new Block(
                    box, text.toString(), words, Math.min(words, linkWords), inner, Math.min(words, boldWords), list);
            blocks.add(block);
            count(block, 1);
        }
        text.setLength(0);
        linkWords = 0;
        boldWords = 0;
        inner = 0;
    }

    /** Takes a block out of the counts of the boxes around it. */
    static void forget(Block block) {
        count(block, -1);
    }

    private static void count(Block block, int times) {
        int commas = times * commas(block.text());
        boolean prose = block.words() >= PROSE && block.linkWords() * 2 < block.words();
        for (Box b = block.box(); b != null; b = b.parent) {
            b.words += times * block.words();
            b.linkWords += times * block.linkWords();
            b.blocks += times;
            b.commas += commas;
            if (prose) {
                b.proseWords += times * block.words();
                b.proseBlocks += times;
            }
        }
    }

    static int commas(String text) {
        int commas = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '、' || c == '，' || c == '،' || c == ';') {
                commas++;
            }
        }
        return commas;
    }

    /** Words from a place on; two characters of a script without spaces are as much as a word. */
    static int words(CharSequence text, int from) {
        int words = 0;
        int dense = 0;
        boolean inside = from > 0 && from <= text.length() && text.charAt(from - 1) != ' ';
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                inside = false;
            } else if (c >= 0x3040 && c < 0xAC00 || c >= 0xF900 && c < 0xFB00 || c >= 0x0E00 && c < 0x0E80) {
                dense++;
                inside = false;
            } else if (!inside) {
                words++;
                inside = true;
            }
        }
        return words + (dense + 1) / 2;
    }
}
