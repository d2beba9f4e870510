package wireroom.registry;

/**
 * The registry refused the question itself: wrong credentials, an untrusted certificate, an invalid schema or subject,
 * or no registry under that URL. The configuration has to change.
 */
public final class RegistryRefusedException extends RegistryException {
    private final int status;

    RegistryRefusedException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** HTTP status of the answer; 0 when the refusal came before HTTP, e.g. in the TLS handshake. */
    public int status() {
        return status;
    }
}
