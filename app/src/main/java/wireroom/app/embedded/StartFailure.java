package wireroom.app.embedded;

/** A part cannot start, for a reason outside the program: what is wrong, and what the user can do about it. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String mend;

    /**
     * @param what what is wrong, one line without a full stop
     * @param mend what to do about it, one line
     */
    public StartFailure(String what, String mend) {
        super(what);
        this.mend = mend;
    }

    public StartFailure(String what, String mend, Throwable cause) {
        super(what, cause);
        this.mend = mend;
    }

    /** What to do about it. */
    public String mend() {
        return mend;
    }
}
