package wireroom.enrich.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import wireroom.enrich.token.Tokens;
import wireroom.model.AuthorityEntry;
import wireroom.model.EntityType;

/**
 * The names we know: countries and their parts, cities, organisations, peoples. A trie over token hashes in one
 * open-addressed table, so that a text is scanned without making strings. Immutable, thread-safe.
 */
final class Authority {
    /** What an entry is; the order is the order of preference between two of one name. */
    enum Kind {
        COUNTRY(0),
        CAPITAL(1),
        CITY(2),
        PART(3),
        PLACE(4),
        ORGANISATION(5),
        PEOPLE(6),
        PERSON(7);

        /** Models were trained with these numbers: never change one. */
        private final int mark;

        Kind(int mark) {
            this.mark = mark;
        }
    }

    /**
     * A thing with an id.
     *
     * @param country ISO 3166 code of the country it is (in), or "-"
     * @param people inhabitants in thousands, 0 when not counted
     * @param identifiers other ids of the same thing
     */
    record Entry(
            String id, EntityType type, Kind kind, String name, String country, int people, List<String> identifiers) {
        /** How likely the name alone means this one, before any context; larger is likelier. */
        double prior() {
            return switch (kind) {
                case COUNTRY -> 5;
                case CAPITAL -> 3.5 + Math.log10(people + 1.0) / 4;
                case CITY -> 1 + Math.log10(people + 1.0) / 2;
                case PART -> 3;
                case PLACE -> 3;
                case ORGANISATION -> 3.5;
                case PEOPLE -> 0;
                case PERSON -> 3;
            };
        }
    }

    /** Score of a name that the room gave the prior 1: above every shipped one before any context. */
    static final double OWN = 6.5;

    /**
     * An entry under one of its names.
     *
     * @param own score of a name that the room gave it, NaN for shipped ones
     */
    record Alias(Entry entry, long languages, boolean usual, double own) {
        Alias(Entry entry, long languages, boolean usual) {
            this(entry, languages, usual, Double.NaN);
        }

        boolean isOwn() {
            return !Double.isNaN(own);
        }

        /** How likely the name alone means this one, before any context; larger is likelier. */
        double prior() {
            return isOwn() ? own : entry.prior();
        }
    }

    /** All entries of one name. */
    record Name(List<Alias> aliases, boolean acronym) {
        /** Whether the room gave it to anything. */
        boolean isOwn() {
            for (int i = 0; i < aliases.size(); i++) {
                if (aliases.get(i).isOwn()) {
                    return true;
                }
            }
            return false;
        }

        boolean has(long languages) {
            for (int i = 0; i < aliases.size(); i++) {
                if ((aliases.get(i).languages & languages) != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Names found in a text: token ranges, ascending, not overlapping. */
    static final class Matches {
        private int[] entries = new int[96];
        private int size;
        private final byte[] marks;

        private Matches(int tokens) {
            marks = new byte[tokens];
        }

        int size() {
            return size;
        }

        int first(int i) {
            return entries[3 * i];
        }

        int last(int i) {
            return entries[3 * i + 1];
        }

        int name(int i) {
            return entries[3 * i + 2];
        }

        /** Per token what kind of name it is in, and where in it; 0 for none. */
        byte[] marks() {
            return marks;
        }

        private void add(int first, int last, int name) {
            if (3 * size == entries.length) {
                entries = Arrays.copyOf(entries, entries.length * 2);
            }
            entries[3 * size] = first;
            entries[3 * size + 1] = last;
            entries[3 * size + 2] = name;
            size++;
        }
    }

    /** Languages of names: bit 0 is any language, then this list. */
    private static final List<String> LANGUAGES = Arrays.asList(
            ("en de es fr nl it pt ca sv da nb fi is pl cs sk hu ro hr sl sq tr id ms vi et lv lt el bg ru uk sr mk he"
                            + " ar fa hi zh ja ko th")
                    .split(" ", -1));

    static final int LONGEST_NAME = 8;
    private static final int STARTS = Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL | Tokens.CASELESS;

    private final Map<String, Entry> entries;
    private final List<Name> names;
    private long[] keys = new long[1 << 16];
    private int[] values = new int[1 << 16];
    private int used;
    /** The room's own names; null in the shipped authority. */
    private final Overlay over;
    /** Every name by its state, once an overlay needed it. */
    private volatile Map<Long, Name> byState;
    /** Told of every name of every entry while the tables are read. */
    private final BiConsumer<String, Entry> told;

    static Authority shipped() {
        return new Authority(new Resources());
    }

    /** The same with the room's own names laid over. */
    Authority with(Iterable<AuthorityEntry> said) {
        return new Authority(this, said);
    }

    private Authority(Authority shipped, Iterable<AuthorityEntry> said) {
        entries = shipped.entries;
        names = shipped.names;
        keys = shipped.keys;
        values = shipped.values;
        used = shipped.used;
        told = shipped.told;
        over = new Overlay(said, entries::get, shipped.byState());
    }

    private Map<Long, Name> byState() {
        Map<Long, Name> known = byState;
        if (known == null) {
            known = new HashMap<>();
            for (int i = 0; i < keys.length; i++) {
                if (values[i] > 1) {
                    known.put(keys[i], names.get(values[i] - 1));
                }
            }
            byState = known;
        }
        return known;
    }

    Authority(Resources resources) {
        this(resources, (name, entry) -> {});
    }

    /** @param told gets every name of every entry, some of them twice */
    Authority(Resources resources, BiConsumer<String, Entry> told) {
        this.entries = new HashMap<>();
        this.names = new ArrayList<>();
        this.over = null;
        this.told = told;
        names.add(new Name(List.of(), false));
        List<String> own = resources.lines("names.tsv");
        // Our names of countries win over CLDR's "Hong Kong SAR China".
        Map<String, String> better = new HashMap<>();
        own.forEach(line -> better.put(line.split("\t", -1)[0], line.split("\t", -1)[2]));
        Map<String, String> territories = new HashMap<>();
        for (String line : resources.lines("territories.tsv")) {
            String[] columns = line.split("\t", -1);
            // Codes for countries, names for the rest: "Scotland", and "Denmark" without Greenland.
            territories.put(columns[1].equals("-") ? columns[2] : columns[1], columns[0]);
        }
        for (String line : resources.lines("countries.tsv")) {
            String[] columns = line.split("\t", -1);
            String id = "iso3166:" + columns[0];
            String name = better.getOrDefault(id, columns[1]);
            Entry entry = new Entry(
                    id, EntityType.LOC, Kind.COUNTRY, name, columns[0], 0, countries(territories, columns[0], name));
            entries.put(id, entry);
            add(columns[1], entry, 1, true);
            add(name, entry, 1, true);
            aliases(columns[2], entry, false);
        }
        Set<String> large = new HashSet<>();
        for (String line : resources.lines("cities.tsv")) {
            String[] columns = line.split("\t", -1);
            Kind kind = columns[4].equals("C") ? Kind.CAPITAL : Kind.CITY;
            String name = columns[1];
            Entry entry = new Entry(
                    "geonames:" + columns[0],
                    EntityType.LOC,
                    kind,
                    name,
                    columns[2],
                    Integer.parseInt(columns[
                            3]), // They come by population: the largest city of a name has the article of that name.
                    large.add(name) ? List.of("enwiki:" + name) : List.of());
            entries.put(entry.id, entry);
            add(name, entry, 1, true);
            String plain = Slugs.withoutAccents(name);
            if (!plain.equals(name)) {
                add(plain, entry, 1, false);
            }
        }
        for (String line : own) {
            String[] columns = line.split("\t", -1);
            EntityType type = EntityType.valueOf(columns[1]);
            Entry entry = entries.get(columns[0]);
            if (entry == null) {
                Kind kind = type == EntityType.PER
                        ? Kind.PERSON
                        : type == EntityType.ORG
                                ? Kind.ORGANISATION
                                : columns[0].startsWith("iso3166:") && columns[0].length() > 10
                                        ? Kind.PART
                                        : columns[0].startsWith("iso3166:") ? Kind.COUNTRY : Kind.PLACE;
                entry = new Entry(columns[0], type, kind, columns[2], columns[3], 0, articles(columns, territories));
            }
            entries.putIfAbsent(entry.id, entry);
            add(columns[2], entry, 1, true);
            aliases(columns[4], entry, true);
        }
        for (String line : resources.lines("demonyms.tsv")) {
            String[] columns = line.split("\t", -1);
            String id = columns[0].indexOf(':') > 0 ? columns[0] : "iso3166:" + columns[0];
            String country = columns[0].indexOf(':') > 0 ? "-" : columns[0].substring(0, 2);
            Entry entry = new Entry(id, EntityType.LOC, Kind.PEOPLE, columns[1], country, 0, List.of());
            aliases(columns[1], entry, false);
        }
    }

    /** Our own names are titles of articles, save where there is a better id. */
    private static List<String> articles(String[] columns, Map<String, String> territories) {
        if (columns[0].startsWith("wikidata:") || columns[0].startsWith("enwiki:")) {
            return List.of(columns[0]);
        }
        List<String> known = identifiers(territories, columns[2]);
        return known.isEmpty() ? List.of("enwiki:" + (columns.length > 5 ? columns[5] : columns[2])) : known;
    }

    /** The kingdom and the country of that name are one to the wire. */
    private static List<String> countries(Map<String, String> territories, String code, String name) {
        List<String> all = new ArrayList<>(identifiers(territories, code));
        all.addAll(identifiers(territories, name));
        return List.copyOf(all);
    }

    private static List<String> identifiers(Map<String, String> territories, String key) {
        String id = territories.get(key);
        return id == null ? List.of() : List.of("wikidata:" + id);
    }

    /** Mask of a BCP 47 language, for {@link #scan}; names of no particular language are always allowed. */
    static long mask(String language) {
        if (language == null || language.isEmpty()) {
            return 1;
        }
        int dash = language.indexOf('-');
        String base = dash < 0 ? language : language.substring(0, dash);
        int bit = LANGUAGES.indexOf(base.equals("no") || base.equals("nn") ? "nb" : base);
        return bit < 0 ? 1 : 1 | 2L << bit;
    }

    /** The entry with this id, or null. */
    Entry entry(String id) {
        Entry own = over == null ? null : over.entry(id);
        return own != null ? own : over != null && over.gone(id) ? null : entries.get(id);
    }

    /** The entry that the room merged this id into, or null. */
    Entry instead(String id) {
        return over == null ? null : over.instead(id);
    }

    /** Whether the room wants nothing linked to this id. */
    boolean gone(String id) {
        return over != null && over.gone(id);
    }

    /** Whether the room has names of its own. */
    boolean hasOwn() {
        return over != null;
    }

    /** The name numbered so in {@link Matches#name}; number 0 has no entries. */
    Name name(int number) {
        return number < names.size() ? names.get(number) : over.name(number - names.size());
    }

    /** Number of the name that ends in this state; 0 for the beginning of one, -1 for neither. The room is asked first. */
    private int number(long state) {
        int slot = slot(state);
        int shipped = slot < 0 ? -1 : values[slot] - 1;
        if (over == null) {
            return shipped;
        }
        int own = over.value(state);
        return switch (own) {
            case Overlay.NO_NAME -> shipped;
            case Overlay.BEGINNING -> Math.max(0, shipped);
            case Overlay.EMPTIED -> 0;
            default -> names.size() + own - 1;
        };
    }

    /** Number of the name written by exactly these tokens, or 0. Case is not looked at. */
    int find(Tokens tokens, int first, int last) {
        if (last - first >= LONGEST_NAME) {
            return 0;
        }
        long state = 1;
        for (int i = first; i <= last; i++) {
            state = next(state, tokens.hash(i));
        }
        return Math.max(0, number(state));
    }

    byte[] mark(Tokens tokens) {
        return scan(tokens, mask("en")).marks;
    }

    /** The longest known names of the text, left to right. Capitals decide: {@code turkey} is a bird. */
    Matches scan(Tokens tokens, long languages) {
        Matches matches = new Matches(tokens.size());
        int size = tokens.size();
        int sentenceEnd = 0;
        boolean capitals = false;
        int i = 0;
        while (i < size) {
            if (i >= sentenceEnd) {
                sentenceEnd = Recogniser.endOfSentence(tokens, i);
                capitals = Recogniser.capitals(tokens, i, sentenceEnd);
            }
            if (!tokens.is(i, STARTS)) {
                i++;
                continue;
            }
            long state = 1;
            int best = 0;
            int bestLast = 0;
            int limit = Math.min(size, i + LONGEST_NAME);
            for (int k = i; k < limit; k++) {
                if (k > i && tokens.is(k, Tokens.PARAGRAPH_START)) {
                    break;
                }
                state = next(state, tokens.hash(k));
                int number = number(state);
                if (number < 0) {
                    break;
                }
                if (number > 0 && tokens.is(k, STARTS) && fits(tokens, i, k, name(number), languages, capitals)) {
                    best = number;
                    bestLast = k;
                }
            }
            if (best > 0) {
                matches.add(i, bestLast, best);
                mark(matches.marks, i, bestLast, name(best), languages);
                i = bestLast + 1;
            } else {
                i++;
            }
        }
        return matches;
    }

    private static boolean fits(Tokens tokens, int first, int last, Name name, long languages, boolean capitals) {
        if (!name.has(languages)) {
            return false;
        }
        if (first == last && !tokens.is(first, Tokens.CASELESS)) {
            boolean upper = tokens.is(first, Tokens.ALL_CAPITALS);
            boolean dotted = tokens.is(first, Tokens.ABBREVIATION);
            if (name.acronym) {
                // "US" and "WHO" are also words: only where the capitals are not those of a headline.
                return upper && !capitals || dotted;
            }
            // "TURKEY" in a dateline, but "AL" is not "Al".
            return !upper || capitals || tokens.end(first) - tokens.start(first) > 3;
        }
        return true;
    }

    private static void mark(byte[] marks, int first, int last, Name name, long languages) {
        Kind kind = Kind.PERSON;
        for (Alias alias : name.aliases) {
            if ((alias.languages & languages) != 0 && alias.entry.kind.compareTo(kind) < 0) {
                kind = alias.entry.kind;
            }
        }
        if (kind == Kind.PERSON) {
            // Found by the model alone: a few family names in a list would only make it trust the list.
            return;
        }
        int base = 1 + 4 * kind.mark;
        if (first == last) {
            marks[first] = (byte) (base + Labels.SINGLE);
            return;
        }
        for (int i = first; i <= last; i++) {
            marks[i] = (byte) (base + (i == first ? Labels.BEGIN : i == last ? Labels.END : Labels.INSIDE));
        }
    }

    private void aliases(String list, Entry entry, boolean usual) {
        if (list.isEmpty()) {
            return;
        }
        for (String alias : list.split("\\|", -1)) {
            int at = alias.indexOf('@');
            long languages = 1;
            if (at > 0) {
                languages = 0;
                for (String language : alias.substring(at + 1).split("\\.", -1)) {
                    languages |= 2L << LANGUAGES.indexOf(language);
                }
            }
            add(at > 0 ? alias.substring(0, at) : alias, entry, languages, usual);
        }
    }

    private void add(String name, Entry entry, long languages, boolean usual) {
        if (name.indexOf('(') >= 0
                || name.contains(" - ")
                || name.contains(" \u2013 ")
                || name.indexOf('\uFF08') >= 0) {
            return;
        }
        told.accept(name, entry);
        Tokens tokens = Tokens.of(name);
        if (tokens.size() > LONGEST_NAME) {
            return;
        }
        long state = 1;
        int slot = 0;
        for (int i = 0; i < tokens.size(); i++) {
            state = next(state, tokens.hash(i));
            slot = put(state);
        }
        boolean acronym = tokens.size() == 1 && tokens.is(0, Tokens.ALL_CAPITALS) && !tokens.is(0, Tokens.ABBREVIATION);
        Alias alias = new Alias(entry, languages, usual);
        if (values[slot] == 1) {
            names.add(new Name(new ArrayList<>(List.of(alias)), acronym));
            values[slot] = names.size();
            return;
        }
        Name known = names.get(values[slot] - 1);
        for (int i = 0; i < known.aliases.size(); i++) {
            Alias other = known.aliases.get(i);
            if (other.entry.equals(entry)) {
                known.aliases.set(i, new Alias(entry, other.languages | languages, other.usual || usual));
                return;
            }
        }
        known.aliases.add(alias);
        if (known.acronym && !acronym) {
            names.set(values[slot] - 1, new Name(known.aliases, false));
        }
    }

    static long next(long state, long hash) {
        long h = (state * 0x9E3779B97F4A7C15L + hash) * 0xBF58476D1CE4E5B9L;
        return (h ^ h >>> 31) | 1;
    }

    /** Slot of a state, or -1. Values: 1 for the beginning of a name, else the number of the name + 1. */
    private int slot(long state) {
        int mask = keys.length - 1;
        int slot = (int) (state >>> 40) & mask;
        while (keys[slot] != 0) {
            if (keys[slot] == state) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private int put(long state) {
        if (2 * used > keys.length) {
            grow();
        }
        int mask = keys.length - 1;
        int slot = (int) (state >>> 40) & mask;
        while (keys[slot] != 0 && keys[slot] != state) {
            slot = slot + 1 & mask;
        }
        if (keys[slot] == 0) {
            keys[slot] = state;
            values[slot] = 1;
            used++;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = (int) (oldKeys[i] >>> 40) & mask;
                while (keys[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
