package wireroom.app.cli;

/** A command cannot do what it was asked for: what is wrong, what to do about it, and the exit code. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String mend;

    CommandFailure(int code, String what, String mend) {
        super(what);
        this.code = code;
        this.mend = mend;
    }

    CommandFailure(int code, String what, String mend, Throwable cause) {
        super(what, cause);
        this.code = code;
        this.mend = mend;
    }

    int code() {
        return code;
    }

    String mend() {
        return mend;
    }
}
