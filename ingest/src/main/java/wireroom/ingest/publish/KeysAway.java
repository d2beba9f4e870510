package wireroom.ingest.publish;

/** What was published under keys cannot be read, and so nothing can be published under them; later it may. */
public final class KeysAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysAway(String message) {
        super(message);
    }

    KeysAway(String message, Throwable cause) {
        super(message, cause);
    }
}
