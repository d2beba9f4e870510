package wireroom.ingest.poll.http;

/** Carries the reason out of the depth of a request; never leaves {@link FeedClient}. */
final class FetchFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure why;

    FetchFailure(Failure why, String detail) {
        super(detail, null, false, false);
        this.why = why;
    }

    Failure why() {
        return why;
    }
}
