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

    /** Remembers under which day an article is kept. */
    void settle(long day, String id);

    /** Takes an article out of a day. */
    void delete(long day, String id);

    /** Forgets under which day an article was kept. */
    void forget(String id);

    /** Key of the day of an article. */
    static String key(String language, String id) {
        return language + '|' + id;
    }

    /** Key of an article under its day. */
    static String key(String language, long day, String id) {
        return language + '|' + day + '|' + id;
    }
}
