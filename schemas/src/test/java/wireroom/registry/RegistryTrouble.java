package wireroom.registry;

/** What a deserializer may throw, for tests in other packages. */
public final class RegistryTrouble {
    private RegistryTrouble() {}

    /** No registry answers. */
    public static RegistryException unavailable() {
        return new RegistryUnavailableException("no registry answers", null);
    }

    /** The record is none. */
    public static RegistryException unreadable() {
        return new UnreadableRecordException("not in the wire format", null);
    }
}
