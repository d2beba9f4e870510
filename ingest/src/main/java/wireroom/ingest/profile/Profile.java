package wireroom.ingest.profile;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.model.Action;

/**
 * How one agency writes. Codes are looked up in lower case. All of it is optional: {@link #DEFAULT} believes the
 * standards.
 *
 * @param name of the profile, lower case
 * @param providers names of providers that it is for, lower case, besides its own name
 * @param charset of texts that are neither Unicode nor marked
 * @param zone of times that name none, and of the provider's day
 * @param language BCP 47 tag of items that do not say theirs
 * @param emptyEmbargo what an embargo without a time means
 * @param reviveAfterKill whether an article may be issued again after a kill (R6)
 * @param categories category codes of IPTC 7901, ANPA 1312 and vendor fields
 * @param priorities priority letters to urgency, 1 (highest) to 9
 * @param genres genre codes
 * @param signals NewsML-G2 signal qcodes, e.g. {@code edstat:c}, to what they do
 * @param schemes aliases of the provider's own catalogues to scheme URIs, case as written
 * @param identities how ids that hold a version or a date become the id of the family; first match counts
 * @param quirks habits
 * @param senders mail addresses, or domains as {@code @example.org}, that may kill, hold and release by mail; lower case
 */
public record Profile(
        String name,
        Set<String> providers,
        Optional<Charset> charset,
        Optional<ZoneId> zone,
        Optional<String> language,
        EmptyEmbargo emptyEmbargo,
        boolean reviveAfterKill,
        Map<String, Code> categories,
        Map<String, Integer> priorities,
        Map<String, Code> genres,
        Map<String, Action> signals,
        Map<String, String> schemes,
        List<Identity> identities,
        Set<Quirk> quirks,
        Set<String> senders) {

    /** Believes the standards. */
    public static final Profile DEFAULT = new Profile(
            "default",
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            EmptyEmbargo.OPEN,
            false,
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Set.of(),
            Set.of());

    public Profile {
        providers = Set.copyOf(providers);
        categories = Map.copyOf(categories);
        priorities = Map.copyOf(priorities);
        genres = Map.copyOf(genres);
        signals = Map.copyOf(signals);
        schemes = Map.copyOf(schemes);
        identities = List.copyOf(identities);
        quirks = Set.copyOf(quirks);
        senders = Set.copyOf(senders);
    }

    /**
     * An id as sent, and the family it belongs to.
     *
     * @param pattern regular expression of the whole id
     * @param family replacement, with {@code $1} for groups
     */
    public record Identity(Pattern pattern, String family) {}

    /** Whether it has a habit. */
    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** The family of an id as sent; the id itself when no rule knows it; null stays null. */
    public String family(String id) {
        if (id != null) {
            for (Identity identity : identities) {
                Matcher m = identity.pattern().matcher(id);
                if (m.matches()) {
                    return m.replaceFirst(identity.family());
                }
            }
        }
        return id;
    }

    /** Meaning of a category code, as far as the table knows it. */
    public Optional<Code> category(String code) {
        return code(categories, code);
    }

    /** Meaning of a genre code, as far as the table knows it. */
    public Optional<Code> genre(String code) {
        return code(genres, code);
    }

    /** Urgency of a priority code, 1 to 9, as far as the table knows it. */
    public Optional<Integer> urgency(String priority) {
        return code(priorities, priority);
    }

    /** What a signal qcode does, as far as the table knows it. */
    public Optional<Action> signal(String qcode) {
        return code(signals, qcode);
    }

    private static <T> Optional<T> code(Map<String, T> table, String code) {
        return code == null
                ? Optional.empty()
                : Optional.ofNullable(table.get(code.strip().toLowerCase(Locale.ROOT)));
    }
}
