package wireroom.ingest.poll;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.format.Refusal;
import wireroom.model.WireItem;

/** Parses what was fetched, and publishes what a poll came to. */
public interface FeedReader {

    /**
     * What stands in a document.
     *
     * @param url where it was
     * @param most items and refusals; what follows them is left out
     */
    Reading read(Feed feed, String url, byte[] body, Instant at, int most);

    /**
     * Publishes items, refusals and the cursor in one transaction.
     *
     * @param cursor fields by the part of the source that they are of
     * @return completes when all is committed; fails when it will not be
     */
    CompletableFuture<Void> publish(
            Feed feed, List<WireItem> items, List<Refusal> refusals, Map<String, Map<String, String>> cursor);

    /** Why nothing can be published now; empty when it can. While it cannot, nothing is fetched. */
    Optional<String> trouble(Feed feed);

    /**
     * Items, refusals and wishes of a document.
     *
     * @param complete false when there was more than was asked for
     */
    record Reading(List<WireItem> items, List<Refusal> refusals, FeedHints hints, boolean complete) {}
}
