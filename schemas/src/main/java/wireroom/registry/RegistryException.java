package wireroom.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Why a record could not be written or read. Which subclass it is says what to do: {@link
 * RegistryUnavailableException} asks for another try later, with the same record; all others stay as they are however
 * often one tries, so the record belongs with the rejects, or the configuration has to change.
 */
public abstract sealed class RegistryException extends SerializationException
        permits RegistryUnavailableException,
                RegistryRefusedException,
                UnknownSchemaException,
                IncompatibleSchemaException,
                UnreadableRecordException {
    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** True when the same call can succeed later without anybody changing anything but the registry being back. */
    public final boolean retriable() {
        return this instanceof RegistryUnavailableException;
    }
}
