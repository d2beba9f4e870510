package wireroom.ingest.format.iptc7901;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.article.SequenceRef;

/**
 * The header line: {@code nwd0157 4 pl 211 optional  nw 061}.
 *
 * @param service source letters
 * @param number sequence number, wraps daily or at its maximum
 * @param priority 1 (highest) to 9
 * @param category code of the provider's list
 * @param words word count as claimed; null when it is left out
 * @param optional what follows; null when nothing does
 */
record Header(String service, long number, int priority, String category, Integer words, String optional) {
    private static final Pattern LINE = Pattern.compile(
            "\\s*(\\p{Alpha}{1,6}) ?(\\d{1,6})\\s+([1-9])\\s+([\\p{L}-]{1,4})(?:\\s+(\\d{1,6}))?(?:\\s+(\\S.*?))?\\s*");
    private static final Pattern REFERENCE = Pattern.compile("(?:^|\\s)(\\p{L}[\\p{L}-]{1,15})\\s+(\\d{1,6})$");
    private static final Pattern VERSIONED =
            Pattern.compile("(?:^|\\s)(\\p{L}{2,8}\\s+[\\p{Alnum}-]{5,40})#(\\d{1,4})$");

    static Optional<Header> of(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Header(
                m.group(1),
                Long.parseLong(m.group(2)),
                Integer.parseInt(m.group(3)),
                m.group(4),
                m.group(5) == null ? null : Integer.valueOf(m.group(5)),
                m.group(6)));
    }

    /** What people call the item: {@code dpa 061} at the end of the optional information. */
    Optional<SequenceRef> reference() {
        if (optional == null) {
            return Optional.empty();
        }
        Matcher m = REFERENCE.matcher(optional);
        return m.find() ? Optional.of(SequenceRef.of(m.group(1), Long.parseLong(m.group(2)))) : Optional.empty();
    }

    /**
     * An id with a version at the end of the optional information, as some agencies send it: {@code KNA
     * 170123-89-00065#2}.
     */
    Optional<Versioned> versioned() {
        if (optional == null) {
            return Optional.empty();
        }
        Matcher m = VERSIONED.matcher(optional);
        return m.find() ? Optional.of(new Versioned(m.group(1), m.group(2))) : Optional.empty();
    }

    /** An id of the family and the version of the message. */
    record Versioned(String family, String version) {}
}
