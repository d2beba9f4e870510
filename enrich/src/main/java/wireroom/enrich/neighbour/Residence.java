package wireroom.enrich.neighbour;

/** Sees to it that articles are in memory while they are worked on. */
interface Residence {
    /** Brings in all articles first made between two times, both included, milliseconds since 1970. */
    void need(long from, long to);
}
