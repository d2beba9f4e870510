package wireroom.app.authority;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;

/**
 * The authority as it stands: what is shipped, and what the room says. Every change is a function from this table to the
 * records that have to be written; what changes nothing gives none.
 */
public final class AuthorityTable {
    private final Map<String, AuthorityEntry> shipped;
    private final SortedMap<String, AuthorityEntry> own;

    /**
     * @param shipped entries of the build by id
     * @param own last records of the room by id
     */
    public AuthorityTable(Map<String, AuthorityEntry> shipped, Map<String, AuthorityEntry> own) {
        this.shipped = shipped;
        this.own = new TreeMap<>(own);
    }

    /** What this change cannot do, and the mend. */
    public static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String mend;

        Refusal(String what, String mend) {
            super(what);
            this.mend = mend;
        }

        /** What to do about it. */
        public String mend() {
            return mend;
        }
    }

    /**
     * What a file changes.
     *
     * @param where name of the file, for refusals
     */
    public Collection<AuthorityEntry> load(String where, List<Said> said, Instant now) {
        Map<String, AuthorityEntry> after = new LinkedHashMap<>();
        for (Said one : said) {
            AuthorityEntry before = after.getOrDefault(one.id(), own.get(one.id()));
            AuthorityEntry known = before == null || before.getRemoved() || before.getType() == null
                    ? beginning(one.id(), before)
                    : before;
            if (known != null && known.getType() != one.type() && one instanceof Said.Name) {
                throw new Refusal(
                        where + ":" + one.line() + ": " + one.id() + " is " + known.getType() + ", not " + one.type(),
                        "mend the type, or use another id");
            }
            AuthorityEntry next = switch (one) {
                case Said.Name name -> known == null ? first(name, before, now) : with(known, name, now);
                case Said.Whole whole ->
                    AuthorityEntry.newBuilder()
                            .setId(whole.id())
                            .setName(whole.name())
                            .setType(whole.type())
                            .setPrior(whole.prior())
                            .setAliases(whole.aliases())
                            .setIdentifiers(whole.identifiers())
                            .setInto(before == null ? null : before.getInto())
                            .setChangedAt(now)
                            .build();
            };
            if (next.getAliases().size() > AuthorityFile.MAX_ALIASES) {
                throw new Refusal(
                        where + ":" + one.line() + ": " + one.id() + " would have "
                                + next.getAliases().size() + " aliases",
                        "keep to " + AuthorityFile.MAX_ALIASES);
            }
            after.put(one.id(), next);
        }
        return after.values().stream()
                .filter(entry -> !same(entry, own.get(entry.getId())))
                .toList();
    }

    /** What an entry is before the room says anything of it, or says something again; null when it is new. */
    private AuthorityEntry beginning(String id, AuthorityEntry before) {
        AuthorityEntry base = shipped.get(id);
        return base == null
                ? null
                : AuthorityEntry.newBuilder()
                        .setId(id)
                        .setName(base.getName())
                        .setType(base.getType())
                        .setIdentifiers(base.getIdentifiers())
                        .setInto(before == null ? null : before.getInto())
                        .setChangedAt(Instant.EPOCH)
                        .build();
    }

    private static AuthorityEntry first(Said.Name name, AuthorityEntry before, Instant now) {
        return AuthorityEntry.newBuilder()
                .setId(name.id())
                .setName(name.alias())
                .setType(name.type())
                .setPrior(name.prior())
                .setInto(before == null ? null : before.getInto())
                .setChangedAt(now)
                .build();
    }

    private AuthorityEntry with(AuthorityEntry known, Said.Name name, Instant now) {
        AuthorityEntry.Builder next = AuthorityEntry.newBuilder(known).setChangedAt(now);
        // The usual name of what is shipped keeps its weight; said with a prior it is a name of the room's.
        if (known.getName().equals(name.alias()) && !shipped.containsKey(known.getId())) {
            return next.setPrior(name.prior()).build();
        }
        List<AuthorityAlias> aliases = new ArrayList<>(known.getAliases());
        AuthorityAlias alias = new AuthorityAlias(name.alias(), name.prior());
        for (int i = 0; i < aliases.size(); i++) {
            if (aliases.get(i).getName().equals(name.alias())) {
                aliases.set(i, alias);
                return next.setAliases(aliases).build();
            }
        }
        aliases.add(alias);
        return next.setAliases(aliases).build();
    }

    /** Another name for an entry that is known. */
    public Collection<AuthorityEntry> alias(String id, String alias, double prior, Instant now) {
        AuthorityEntry known = find(id);
        if (known == null || known.getType() == null) {
            throw unknown(id);
        }
        return load("alias", List.of(new Said.Name(1, id, known.getType(), alias, prior)), now);
    }

    /** From now on {@code from} means {@code into}; also an id that articles made or guessed. */
    public Collection<AuthorityEntry> merge(String from, String into, Instant now) {
        AuthorityEntry target = find(into);
        if (target == null || target.getType() == null) {
            throw unknown(into);
        }
        String end = target.getId();
        if (end.equals(from)) {
            throw new Refusal(
                    from.equals(into)
                            ? from + " cannot be merged into itself"
                            : into + " was merged into " + from + " before",
                    "name another, or take that back: wireroom authority remove " + into);
        }
        AuthorityEntry known = own.get(from);
        boolean guessed = from.startsWith("local:") || from.startsWith("enwiki:");
        if ((known == null || known.getRemoved()) && !shipped.containsKey(from) && !guessed) {
            throw unknown(from);
        }
        AuthorityEntry before = known == null || known.getRemoved() ? beginning(from, null) : known;
        AuthorityEntry next = (before == null
                        ? AuthorityEntry.newBuilder().setId(from).setName(from)
                        : AuthorityEntry.newBuilder(before))
                .setInto(end)
                .setRemoved(false)
                .setChangedAt(now)
                .build();
        return same(next, known) ? List.of() : List.of(next);
    }

    /** Nothing is linked to it any more; what was merged into another stands for itself no more either. */
    public Collection<AuthorityEntry> remove(String id, Instant now) {
        AuthorityEntry known = own.get(id);
        if (known == null && !shipped.containsKey(id)) {
            throw unknown(id);
        }
        if (known != null && known.getRemoved()) {
            return List.of();
        }
        AuthorityEntry base = known == null ? shipped.get(id) : known;
        return List.of(AuthorityEntry.newBuilder()
                .setId(id)
                .setName(base.getName())
                .setType(base.getType())
                .setRemoved(true)
                .setChangedAt(now)
                .build());
    }

    /**
     * What an id means: the entry that it was merged into in the end, with shipped and own names.
     *
     * @return null when nobody knows it, or it is removed
     */
    public AuthorityEntry find(String id) {
        String at = id;
        for (int steps = 0; steps <= own.size(); steps++) {
            AuthorityEntry entry = own.get(at);
            if (entry == null) {
                return shipped.get(at);
            }
            if (entry.getRemoved()) {
                return null;
            }
            if (entry.getInto() == null) {
                return together(entry);
            }
            at = entry.getInto();
        }
        return null;
    }

    /** The room's own record of an id, as it is; null when there is none. */
    public AuthorityEntry own(String id) {
        return own.get(id);
    }

    /** Whether the build ships it. */
    public boolean isShipped(String id) {
        return shipped.containsKey(id);
    }

    private AuthorityEntry together(AuthorityEntry entry) {
        AuthorityEntry base = shipped.get(entry.getId());
        if (base == null || entry.getType() == null) {
            return base == null ? entry : base;
        }
        List<AuthorityAlias> aliases = new ArrayList<>(entry.getAliases());
        for (AuthorityAlias alias : base.getAliases()) {
            if (aliases.stream().noneMatch(own -> own.getName().equals(alias.getName()))) {
                aliases.add(alias);
            }
        }
        return AuthorityEntry.newBuilder(entry).setAliases(aliases).build();
    }

    /**
     * Entries whose id or any name has the text in it, whatever its case and accents; the room's own first, then by id.
     *
     * @param limit most entries
     */
    public List<AuthorityEntry> search(String text, int limit) {
        String wanted = plain(text);
        return Stream.concat(
                        own.keySet().stream(),
                        shipped.keySet().stream()
                                .filter(id -> !own.containsKey(id))
                                .sorted())
                .map(id -> own.containsKey(id) && own.get(id).getInto() != null ? null : find(id))
                .filter(entry -> entry != null && has(entry, wanted))
                .limit(limit)
                .toList();
    }

    private static boolean has(AuthorityEntry entry, String wanted) {
        return plain(entry.getId()).contains(wanted)
                || plain(entry.getName()).contains(wanted)
                || entry.getAliases().stream()
                        .anyMatch(alias -> plain(alias.getName()).contains(wanted));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{Mn}+", "")
                .toLowerCase(Locale.ROOT);
    }

    private static Refusal unknown(String id) {
        return new Refusal(
                "there is no entry " + id, "find it: wireroom authority search TEXT, or make it: authority load");
    }

    private static boolean same(AuthorityEntry one, AuthorityEntry other) {
        return other != null
                && AuthorityEntry.newBuilder(one)
                        .setChangedAt(other.getChangedAt())
                        .build()
                        .equals(other);
    }
}
