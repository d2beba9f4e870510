package wireroom.enrich.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import wireroom.enrich.entity.Authority.Alias;
import wireroom.enrich.entity.Authority.Entry;
import wireroom.enrich.entity.Authority.Kind;
import wireroom.enrich.entity.Authority.Name;
import wireroom.enrich.token.Tokens;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;
import wireroom.model.EntityType;

/**
 * The room's own names at one state of the authority, laid over the shipped ones and asked first. Holds a name of its own
 * for every name that the room added to, took from or turned to another entry; all others are the shipped ones.
 * Immutable, thread-safe. Whatever stands in the entries, making one does not fail: what makes no sense is left out.
 */
final class Overlay {
    private static final long THE = Tokens.hashOf("the");

    /** Entries by id, as the room sees them, where it sees them otherwise than shipped. */
    private final Map<String, Entry> entries = new HashMap<>();
    /** Ids that mean another entry. */
    private final Map<String, Entry> instead = new HashMap<>();
    /** Ids that nothing may be linked to. */
    private final Set<String> gone = new HashSet<>();

    /** Nothing of the room's: the shipped names decide. */
    static final int NO_NAME = -1;
    /** The beginning of a name; a shipped name may end here. */
    static final int BEGINNING = 0;
    /** A shipped name from which the room took everything; longer ones may begin so. */
    static final int EMPTIED = -2;

    private final Map<Long, Integer> building = new LinkedHashMap<>();

    private final List<Name> names = new ArrayList<>();
    private final long[] keys;
    private final int[] values;

    /**
     * @param said last records of all ids, without those that say nothing
     * @param shipped shipped entry of an id, or null
     * @param shippedNames every shipped name by its state
     */
    Overlay(Iterable<AuthorityEntry> said, Function<String, Entry> shipped, Map<Long, Name> shippedNames) {
        Map<String, AuthorityEntry> byId = new LinkedHashMap<>();
        said.forEach(entry -> byId.put(entry.getId(), entry));
        for (AuthorityEntry entry : byId.values()) {
            if (entry.getInto() == null && !entry.getRemoved()) {
                Entry made = entry(entry, shipped.apply(entry.getId()));
                if (made != null) {
                    entries.put(entry.getId(), made);
                }
            }
        }
        for (AuthorityEntry entry : byId.values()) {
            String end = end(entry.getId(), byId);
            Entry target = end == null ? null : entries.getOrDefault(end, shipped.apply(end));
            // Another road to the same thing must not lead back to it.
            Entry base = shipped.apply(entry.getId());
            List<String> others = base == null ? List.of() : base.identifiers();
            if (target == null) {
                gone.add(entry.getId());
                gone.addAll(others);
            } else if (!end.equals(entry.getId())) {
                instead.put(entry.getId(), target);
                others.forEach(other -> instead.putIfAbsent(other, target));
            }
        }
        shippedNames.forEach(this::turn);
        for (AuthorityEntry entry : byId.values()) {
            Entry target = instead.getOrDefault(entry.getId(), entries.get(entry.getId()));
            if (target != null && !gone.contains(entry.getId()) && entry.getType() != null) {
                Entry known = shipped.apply(entry.getId());
                // Said again only to be complete: it keeps its shipped weight.
                if (known == null || !known.name().equals(entry.getName())) {
                    add(entry.getName(), target, entry.getPrior(), shippedNames);
                }
                for (AuthorityAlias alias : entry.getAliases()) {
                    add(alias.getName(), target, alias.getPrior(), shippedNames);
                }
            }
        }
        int size = Integer.highestOneBit(Math.max(8, building.size() * 2)) * 2;
        keys = new long[size];
        values = new int[size];
        building.forEach((state, value) -> {
            int slot = slot(state);
            while (keys[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            keys[slot] = state;
            values[slot] = value;
        });
        building.clear();
    }

    /** What an id means in the end; null when it is removed, or merged in a circle. */
    private static String end(String id, Map<String, AuthorityEntry> byId) {
        String at = id;
        for (int steps = 0; steps <= byId.size(); steps++) {
            AuthorityEntry entry = byId.get(at);
            if (entry == null) {
                return at;
            }
            if (entry.getRemoved()) {
                return null;
            }
            if (entry.getInto() == null) {
                return at;
            }
            at = entry.getInto();
        }
        return null;
    }

    private static Entry entry(AuthorityEntry said, Entry shipped) {
        if (said.getType() == null || said.getName().isBlank()) {
            return shipped;
        }
        if (shipped == null) {
            Kind kind = switch (said.getType()) {
                case PER -> Kind.PERSON;
                case ORG -> Kind.ORGANISATION;
                case LOC -> Kind.PLACE;
            };
            return new Entry(
                    said.getId(), said.getType(), kind, said.getName(), "-", 0, List.copyOf(said.getIdentifiers()));
        }
        EntityType type = said.getType();
        boolean person = shipped.type() == EntityType.PER;
        Kind kind = (type == EntityType.PER) == person ? shipped.kind() : person ? Kind.PLACE : Kind.PERSON;
        List<String> identifiers =
                said.getIdentifiers().isEmpty() ? shipped.identifiers() : List.copyOf(said.getIdentifiers());
        return new Entry(said.getId(), type, kind, said.getName(), shipped.country(), shipped.people(), identifiers);
    }

    /** A shipped name of which the room sees one of the entries otherwise. */
    private void turn(long state, Name name) {
        boolean touched = false;
        for (int i = 0; i < name.aliases().size() && !touched; i++) {
            String id = name.aliases().get(i).entry().id();
            touched = gone.contains(id) || instead.containsKey(id) || entries.containsKey(id);
        }
        if (!touched) {
            return;
        }
        List<Alias> aliases = new ArrayList<>();
        for (Alias alias : name.aliases()) {
            Entry seen = seen(alias.entry());
            if (seen != null) {
                aliases.add(new Alias(seen, alias.languages(), alias.usual()));
            }
        }
        if (aliases.isEmpty()) {
            building.put(state, EMPTIED);
        } else {
            put(state, new Name(aliases, name.acronym()));
        }
    }

    private Entry seen(Entry shipped) {
        if (gone.contains(shipped.id())) {
            return null;
        }
        Entry other = instead.getOrDefault(shipped.id(), entries.get(shipped.id()));
        if (other == null) {
            return shipped;
        }
        // A people is named after its country and is none.
        return shipped.kind() == Kind.PEOPLE
                ? new Entry(other.id(), other.type(), Kind.PEOPLE, shipped.name(), other.country(), 0, List.of())
                : other;
    }

    private void add(String name, Entry entry, double prior, Map<Long, Name> shippedNames) {
        addAs(name, entry, prior, shippedNames);
        String plain = Slugs.withoutAccents(name);
        if (!plain.equals(name)) {
            addAs(plain, entry, prior, shippedNames);
        }
    }

    private void addAs(String name, Entry entry, double prior, Map<Long, Name> shippedNames) {
        Tokens tokens = Tokens.of(name);
        int first = tokens.size() > 1 && tokens.hash(0) == THE ? 1 : 0;
        int size = tokens.size() - first;
        if (size < 1 || size > Authority.LONGEST_NAME) {
            return;
        }
        long state = 1;
        for (int i = first; i < tokens.size(); i++) {
            state = Authority.next(state, tokens.hash(i));
            if (i + 1 < tokens.size()) {
                building.putIfAbsent(state, BEGINNING);
            }
        }
        boolean acronym = size == 1 && tokens.is(first, Tokens.ALL_CAPITALS) && !tokens.is(first, Tokens.ABBREVIATION);
        int known = building.getOrDefault(state, NO_NAME);
        Name before = known > 0 ? names.get(known - 1) : known == EMPTIED ? null : shippedNames.get(state);
        List<Alias> aliases = new ArrayList<>();
        if (before != null) {
            for (Alias alias : before.aliases()) {
                if (!alias.entry().id().equals(entry.id()) || alias.entry().kind() == Kind.PEOPLE) {
                    aliases.add(alias);
                }
            }
            acronym &= before.acronym();
        }
        double weight = prior > 0 && prior <= 1 ? prior : 1;
        aliases.add(new Alias(entry, 1, true, Authority.OWN + Math.log(weight)));
        put(state, new Name(aliases, acronym));
    }

    private void put(long state, Name name) {
        int known = building.getOrDefault(state, NO_NAME);
        if (known > 0) {
            names.set(known - 1, name);
        } else {
            names.add(name);
            building.put(state, names.size());
        }
    }

    /** Number of the name + 1, {@link #BEGINNING}, {@link #EMPTIED}, or {@link #NO_NAME}. */
    int value(long state) {
        int slot = slot(state);
        while (keys[slot] != 0) {
            if (keys[slot] == state) {
                return values[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        return NO_NAME;
    }

    private int slot(long state) {
        return (int) (state >>> 40) & keys.length - 1;
    }

    /** A name by its number, from 0. */
    Name name(int number) {
        return names.get(number);
    }

    /** The entry that this id means here; null when the room does not say. */
    Entry entry(String id) {
        return instead.getOrDefault(id, entries.get(id));
    }

    /** The entry that this id was merged into, or null. */
    Entry instead(String id) {
        return instead.get(id);
    }

    /** Whether nothing may be linked to this id. */
    boolean gone(String id) {
        return gone.contains(id);
    }
}
