package wireroom.enrich.entity;

/** The 17 labels of a token: outside, and begin, inside, end, single of the four kinds of name (BIOES). */
final class Labels {
    static final int PER = 0;
    static final int ORG = 1;
    static final int LOC = 2;
    /** Nationalities, events, works: learnt because it keeps the other three clean, never reported. */
    static final int MISC = 3;

    static final int COUNT = 17;
    static final int O = 0;
    static final int BEGIN = 0;
    static final int INSIDE = 1;
    static final int END = 2;
    static final int SINGLE = 3;

    private Labels() {}

    static int of(int type, int position) {
        return 1 + 4 * type + position;
    }

    static int type(int label) {
        return label - 1 >> 2;
    }

    static int position(int label) {
        return label - 1 & 3;
    }

    /** No name is open after this label. */
    static boolean closed(int label) {
        return label == O || position(label) >= END;
    }

    /** No name is open before this label. */
    static boolean opens(int label) {
        return label == O || position(label) == BEGIN || position(label) == SINGLE;
    }

    static boolean follows(int before, int label) {
        return closed(before) ? opens(label) : !opens(label) && type(label) == type(before);
    }
}
