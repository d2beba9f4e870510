package wireroom.registry;

/**
 * The registry answers, and knows no such schema: an id it never gave or has lost, or a schema that nobody registered
 * while {@code auto.register.schemas} is off.
 */
public final class UnknownSchemaException extends RegistryException {
    UnknownSchemaException(String message) {
        super(message, null);
    }
}
