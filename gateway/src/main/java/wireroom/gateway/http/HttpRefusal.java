package wireroom.gateway.http;

/** A request that is refused with a status, a stable code, what is wrong, and what to do instead. */
public final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;
    private final String mend;
    private final String picture;

    /** @param picture lines that point at the place; null when there is none */
    public HttpRefusal(int status, String code, String detail, String mend, String picture) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.mend = mend;
        this.picture = picture;
    }

    public HttpRefusal(int status, String code, String detail, String mend) {
        this(status, code, detail, mend, null);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String mend() {
        return mend;
    }

    String picture() {
        return picture;
    }
}
