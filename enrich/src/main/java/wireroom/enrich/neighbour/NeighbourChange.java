package wireroom.enrich.neighbour;

import wireroom.model.Story;

/** What {@link NeighbourProcessor} tells: an article stands elsewhere, or something happened to a story. */
public sealed interface NeighbourChange {
    /** An article's new place; the record's key is its id. */
    record Placed(Placement placement) implements NeighbourChange {}

    /** What happened to a story; the record's key is the story's id. */
    record Told(Story story) implements NeighbourChange {}
}
