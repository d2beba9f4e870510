package wireroom.enrich;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wireroom.enrich.duplicate.DuplicateRule;
import wireroom.enrich.duplicate.Relation;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.FingerprintStep;
import wireroom.enrich.neighbour.NeighbourChange;
import wireroom.enrich.neighbour.Neighbours;
import wireroom.enrich.neighbour.Traits;
import wireroom.enrich.story.StoryRule;
import wireroom.enrich.token.Tokens;
import wireroom.model.Article;
import wireroom.model.WireItem;

/**
 * The way of a wire item to its place among its neighbours, in memory and without Kafka: the steps of the topology, in
 * its order, with its rules. Each wire item is an article of its own. Not thread-safe.
 */
public final class NeighbourRehearsal {
    private final Enrichment steps =
            new Enrichment(new Enrichment.Steps(new EntityStep(), state -> List.of(), Map.of()), Map.of());
    private Neighbours neighbours = new Neighbours(new DuplicateRule(), new StoryRule());

    /**
     * The article after lifecycle, text, language and entities; media topics have no part in its place.
     *
     * @return null when nothing of it may be shown
     */
    public Article article(WireItem item) {
        Rehearsal lifecycle = new Rehearsal(Set.of());
        lifecycle.receive(item);
        for (Map.Entry<String, Rehearsal.Standing> known :
                lifecycle.at(item.getReceivedAt()).entrySet()) {
            Head head = known.getValue().head();
            if (head.shown()) {
                return article(known.getKey(), head, known.getValue().text());
            }
        }
        return null;
    }

    private Article article(String id, Head head, WireItem text) {
        Cause cause = new Cause(Change.REVISION, "", ByteBuffer.allocate(0), text.getReceivedAt());
        Draft draft = steps.entity(steps.language(steps.text(Draft.of(cause, head, text, 0))));
        if (draft.rejected() != null) {
            throw new IllegalStateException(id + ": " + draft.rejected().getDetail());
        }
        return steps.article(id, draft);
    }

    /** What its neighbours need to know of an article. */
    public Fingerprint fingerprint(Article article) {
        return FingerprintStep.of(article, Tokens.of(article.getBody() == null ? "" : article.getBody()));
    }

    /** Places a fingerprint among those before it. */
    public List<NeighbourChange> place(Fingerprint print) {
        return neighbours.accept(print);
    }

    /** How two articles stand to one another, whatever stands between them. */
    public Relation relation(Fingerprint earlier, Fingerprint later) {
        return DuplicateRule.relation(Traits.of(earlier), Traits.of(later));
    }

    /** Forgets all fingerprints placed. */
    public void clear() {
        neighbours = new Neighbours(new DuplicateRule(), new StoryRule());
    }
}
