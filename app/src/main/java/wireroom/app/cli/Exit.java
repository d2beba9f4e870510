package wireroom.app.cli;

/** Exit codes: part of the public contract. */
final class Exit {
    /** Done. */
    static final int OK = 0;
    /** Something went wrong, said on stderr. */
    static final int FAILURE = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Done, but something was rejected. */
    static final int REJECTED = 3;
    /** No room is running, or it does not answer. */
    static final int UNREACHABLE = 4;

    /** A killed text is still held by somebody. */
    static final int HELD = 5;

    /** What was found is not what was expected. */
    static final int DIFFERENT = 6;

    private Exit() {}
}
