package wireroom.registry;

/**
 * No registry answered within {@code schema.registry.wait.ms}, or those that did were out of order (HTTP 5xx, 408,
 * 429). Nothing is wrong with the record: try it again, do not reject it.
 */
public final class RegistryUnavailableException extends RegistryException {
    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
