package wireroom.ingest.format.html;

import java.util.List;
import org.jsoup.nodes.Entities;

/** Writes the blocks of an article as plain markup, without attributes: nothing in it can run or be fetched. */
final class Markup {
    private Markup() {}

    /**
     * Paragraphs, headings, lists, rows of tables, quotations.
     *
     * @param headline a first block that only repeats it is left out, for it is a field of its own; may be null
     */
    static String of(List<Block> blocks, String headline) {
        StringBuilder out = new StringBuilder();
        int list = 0;
        boolean table = false;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (i == 0 && headline != null && block.text().equalsIgnoreCase(headline) && blocks.size() > 1) {
                continue;
            }
            String kind = kind(block);
            int ownList = kind.equals("li") ? Math.max(1, block.list()) : 0;
            boolean row = kind.equals("td");
            if (table && !row) {
                out.append("</table>\n");
            }
            if (list != 0 && ownList != list) {
                out.append("</ul>\n");
            }
            if (ownList != 0 && ownList != list) {
                out.append("<ul>");
            }
            if (row) {
                out.append(table ? "<tr>" : "<table><tr>");
            }
            out.append('<').append(kind).append('>');
            out.append(Entities.escape(block.text()));
            out.append("</").append(kind).append('>');
            if (row) {
                out.append("</tr>");
            } else if (ownList == 0) {
                out.append('\n');
            }
            list = ownList;
            table = row;
        }
        out.append(table ? "</table>\n" : "").append(list != 0 ? "</ul>\n" : "");
        return out.toString();
    }

    private static String kind(Block block) {
        for (Box box = block.box(); box != null; box = box.parent) {
            switch (box.tag) {
                case "h1", "h2" -> {
                    return "h2";
                }
                case "h3", "h4", "h5", "h6" -> {
                    return "h3";
                }
                case "li" -> {
                    return "li";
                }
                case "blockquote" -> {
                    return "blockquote";
                }
                case "pre" -> {
                    return "pre";
                }
                case "tr" -> {
                    return box.blocks > 1 ? "p" : "td";
                }
                default -> {}
            }
        }
        return "p";
    }
}
