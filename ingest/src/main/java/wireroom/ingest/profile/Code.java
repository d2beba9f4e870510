package wireroom.ingest.profile;

import java.util.Objects;

/**
 * What one code of a provider's table means.
 *
 * @param name in words
 * @param subject qcode of an IPTC scheme, e.g. {@code medtop:15000000}; null when the code is no subject
 */
public record Code(String name, String subject) {
    public Code {
        Objects.requireNonNull(name, "name");
    }
}
