package wireroom.registry;

/** The registry refused a new schema because the subject's compatibility rule forbids it (HTTP 409). */
public final class IncompatibleSchemaException extends RegistryException {
    private final String subject;
    private final String reason;

    IncompatibleSchemaException(String subject, String schema, String reason) {
        super(
                "schema " + schema + " is refused for subject " + subject + ": " + reason
                        + ". Make the change compatible (a new field needs a default), or register it by hand.",
                null);
        this.subject = subject;
        this.reason = reason;
    }

    /** Subject that refuses the schema. */
    public String subject() {
        return subject;
    }

    /** What the registry says about the why. */
    public String reason() {
        return reason;
    }
}
