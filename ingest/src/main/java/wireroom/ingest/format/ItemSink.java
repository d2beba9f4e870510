package wireroom.ingest.format;

import wireroom.model.WireItem;

/**
 * Takes what a document holds, one at a time and in its order, while the rest is still unread. A sink that throws stops
 * the parser.
 */
public interface ItemSink {

    /** The next item. */
    void item(WireItem item);

    /** The next thing that was refused; what stands beside it goes on. */
    void refusal(Refusal refusal);

    /** What a feed says about how it wants to be read; at most once, at any time before the end. */
    default void hints(FeedHints hints) {}
}
