package wireroom.sink.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wireroom.model.Article;
import wireroom.model.PubStatus;

/**
 * What a batch does to the rows of one article in one edition, worked out before a row is touched: the tables then see
 * each row at most once, and new articles go in without a conflict check.
 */
final class ArticlePlan {
    private final String edition;
    /** Emissions in the tables: true when canceled. Complete only if the batch holds an earlier one than the head. */
    private final TreeMap<Long, Boolean> stored;

    private final Instant killedUntil;
    private final TreeMap<Long, ArticleRow> fresh = new TreeMap<>();
    private long textGoneBelow;

    /**
     * @param stored emissions in the tables, true when canceled; empty for a new article
     * @param killedUntil what the kill ledger says of the id; null when it is not in it
     */
    ArticlePlan(String edition, Map<Long, Boolean> stored, Instant killedUntil) {
        this.edition = edition;
        this.stored = new TreeMap<>(stored);
        this.killedUntil = killedUntil;
    }

    void add(Article article) {
        long emission = article.getEmission();
        boolean canceled = article.getStatus() == PubStatus.CANCELED;
        boolean blocked = canceledBefore(emission) && !article.getRevived() && !canceled;
        if (blocked || stored.containsKey(emission) || fresh.containsKey(emission)) {
            return;
        }
        boolean bound = killedUntil != null
                && (!article.getRevived() || !article.getReceivedAt().isAfter(killedUntil));
        fresh.put(emission, new ArticleRow(edition, article, !bound && !canceledAfter(emission), bound));
        if (canceled) {
            fresh.headMap(emission).replaceAll((e, row) -> row.withoutText());
            if (!stored.headMap(emission).isEmpty()) {
                textGoneBelow = Math.max(textGoneBelow, emission);
            }
        }
    }

    private boolean canceledBefore(long emission) {
        var inTable = stored.lowerEntry(emission);
        var inBatch = fresh.lowerEntry(emission);
        if (inBatch != null && (inTable == null || inBatch.getKey() > inTable.getKey())) {
            return inBatch.getValue().article().getStatus() == PubStatus.CANCELED;
        }
        return inTable != null && inTable.getValue();
    }

    private boolean canceledAfter(long emission) {
        return stored.tailMap(emission, false).containsValue(true)
                || fresh.tailMap(emission, false).values().stream()
                        .anyMatch(row -> row.article().getStatus() == PubStatus.CANCELED);
    }

    /** The row to be head; null when the stored one stays. */
    ArticleRow head() {
        return fresh.isEmpty() || (!stored.isEmpty() && stored.lastKey() > fresh.lastKey())
                ? null
                : fresh.lastEntry().getValue();
    }

    /** Whether a stored head moves to the revisions. */
    boolean replaces() {
        return head() != null && !stored.isEmpty();
    }

    /** New rows for the revisions. */
    List<ArticleRow> revisions() {
        List<ArticleRow> rows = new ArrayList<>(fresh.values());
        if (head() != null) {
            rows.removeLast();
        }
        return rows;
    }

    /** Stored emissions below this lose their text; 0 when none do. */
    long textGoneBelow() {
        return textGoneBelow;
    }
}
