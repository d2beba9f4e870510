package wireroom.ingest.format.html;

import org.jsoup.nodes.Element;

/** A part of a page that stands on lines of its own, with what is known of the text inside. */
final class Box {
    final Box parent;
    final String tag;
    /** {@link Hints} of its own names. */
    final int hints;

    final int depth;
    final boolean hidden;
    /** Whether its {@code itemprop} says that it is the text of the article. */
    final boolean marked;

    /** Words in it, at any depth. */
    int words;

    int linkWords;
    /** Words of paragraphs of ten words and more, at any depth. */
    int proseWords;
    /** Blocks in it, at any depth. */
    int blocks;

    int proseBlocks;
    /** Commas and the like, at any depth. */
    int commas;

    /** Weighted sum of the blocks' scores of the first round, and of the weights. */
    double score;

    double mass;
    double best;

    Box(Box parent, Element element, int hints) {
        this.parent = parent;
        this.tag = element.normalName();
        this.hints = hints;
        this.depth = parent == null ? 0 : parent.depth + 1;
        String style = element.attr("style");
        this.hidden = parent != null && parent.hidden
                || element.hasAttr("hidden")
                || element.attr("aria-hidden").equals("true")
                || style.contains("display:none")
                || style.contains("display: none");
        this.marked = element.attr("itemprop").equalsIgnoreCase("articleBody");
    }
}
