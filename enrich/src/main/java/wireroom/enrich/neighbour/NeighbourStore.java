package wireroom.enrich.neighbour;

import java.util.function.Consumer;

/** Everything known of the articles of one language; what is in memory is only a part of it. */
interface NeighbourStore {
    /** Day, counted from 1970, under which an article is kept; null when it is not. */
    Long dayOf(String id);

    /** Passes the articles of a day, in the order of their ids. */
    void read(long day, Consumer<Neighbour> reader);

    /** Keeps an article under a day, or replaces it there. */
    void write(long day, String id, Neighbour neighbour);

    /** Forgets an article. */
    void delete(long day, String id);
}
