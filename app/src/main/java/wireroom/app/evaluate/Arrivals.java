package wireroom.app.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import wireroom.article.ArticleId;
import wireroom.enrich.NeighbourRehearsal;
import wireroom.enrich.duplicate.Relation;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.NeighbourChange;
import wireroom.enrich.neighbour.Placement;
import wireroom.model.Article;
import wireroom.model.WireItem;

/** Articles of files on their way through the pipeline, in their order of arrival. */
final class Arrivals {
    private final NeighbourRehearsal pipeline = new NeighbourRehearsal();
    private final List<String> ids = new ArrayList<>();
    private final List<Article> articles = new ArrayList<>();
    private final Map<String, Fingerprint> prints = new HashMap<>();

    /**
     * Takes articles through the steps before their placing.
     *
     * @param texts in the order in which they were made, where they do not say when
     * @param shuffle seed of another order of arrival, null for that of {@code texts}
     * @param language BCP 47, null to let the pipeline tell each
     */
    Arrivals(List<StreamedTexts.Text> texts, Long shuffle, String language) {
        for (StreamedTexts.Text text : texts) {
            WireItem item = text.item(ids.size(), language);
            ids.add(new ArticleId(item.getProvider(), item.getUri()).toString());
            Article article = pipeline.article(item);
            if (article != null) {
                articles.add(article);
            }
        }
        if (shuffle != null) {
            Collections.shuffle(articles, new Random(shuffle));
        }
    }

    /** Id of an article by its place in the texts. */
    String id(int number) {
        return ids.get(number);
    }

    /** Places all articles; the last word on each, by its id. */
    Map<String, Placement> placed() {
        Map<String, Placement> last = new HashMap<>();
        for (Article article : articles) {
            Fingerprint print = pipeline.fingerprint(article);
            prints.put(print.getId(), print);
            for (NeighbourChange change : pipeline.place(print)) {
                if (change instanceof NeighbourChange.Placed placed) {
                    last.put(placed.placement().getId(), placed.placement());
                }
            }
        }
        return last;
    }

    /** What neighbours know of an article, once all are placed; null when it has no text that may be shown. */
    Fingerprint print(String id) {
        return prints.get(id);
    }

    /** How two articles stand to one another; the one that was made first is the earlier. */
    Relation relation(Fingerprint one, Fingerprint other) {
        int byTime = one.getFirstCreated().compareTo(other.getFirstCreated());
        boolean inOrder = byTime != 0 ? byTime < 0 : one.getId().compareTo(other.getId()) < 0;
        return inOrder ? pipeline.relation(one, other) : pipeline.relation(other, one);
    }

    /** Articles a second, taking fingerprints and placing them. */
    double perSecond(LongSupplier nanoTime) {
        return Stopwatch.perSecond(articles.size(), nanoTime, () -> {
            pipeline.clear();
            placed();
        });
    }
}
