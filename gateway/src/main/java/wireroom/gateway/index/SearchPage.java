package wireroom.gateway.index;

import java.util.List;
import wireroom.model.Article;

/**
 * A page of hits.
 *
 * @param total how many articles match
 * @param exact false when {@code total} is only a lower bound
 * @param complete false when the time for a search ran out and hits may be missing
 * @param articles the page
 */
public record SearchPage(long total, boolean exact, boolean complete, List<Article> articles) {
    public SearchPage {
        articles = List.copyOf(articles);
    }
}
