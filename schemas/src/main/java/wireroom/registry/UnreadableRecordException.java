package wireroom.registry;

/** The bytes are not in the Confluent wire format, or are not Avro of the schema that their id names. */
public final class UnreadableRecordException extends RegistryException {
    UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
