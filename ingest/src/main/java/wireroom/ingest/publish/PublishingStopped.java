package wireroom.ingest.publish;

/** Nothing is published any more by this process; the message says why and what to do. */
public final class PublishingStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishingStopped(String message, Throwable cause) {
        super(message, cause);
    }
}
