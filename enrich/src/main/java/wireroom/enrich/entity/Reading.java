package wireroom.enrich.entity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wireroom.enrich.entity.Authority.Alias;
import wireroom.enrich.entity.Authority.Entry;
import wireroom.enrich.entity.Authority.Kind;
import wireroom.enrich.entity.Authority.Matches;
import wireroom.enrich.entity.Authority.Name;
import wireroom.enrich.token.Tokens;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Mention;

/** One article being read: from spans and known names to entities. For one use. */
final class Reading {
    private static final int CAPITAL = Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL;
    /** Thousands of people that make a city's name safe without a model. */
    private static final int WELL_KNOWN = 300;

    private final Tokens tokens;
    private final Authority authority;
    private final PersonNames people;
    private final long languages;
    /** By token: the mention it is in, or {@link #OTHER}; null for neither. */
    private final Found[] cover;

    private final List<Found> found = new ArrayList<>();
    private final Map<String, Double> countries = new HashMap<>();

    Reading(Tokens tokens, Authority authority, PersonNames people, long languages) {
        this.tokens = tokens;
        this.authority = authority;
        this.people = people;
        this.languages = languages;
        this.cover = new Found[tokens.size()];
    }

    /** A mention and what it turned out to be. */
    private static final class Found {
        private final int first;
        private final int last;
        private EntityType type;
        private int name;
        private Found same;
        private String why;

        Found(int first, int last, EntityType type, int name) {
            this.first = first;
            this.last = last;
            this.type = type;
            this.name = name;
        }

        Found root() {
            return same == null ? this : same.root();
        }

        boolean single() {
            return first == last;
        }
    }

    /** @param spans names the model found, or null where there is no model for the language */
    List<Entity> entities(Matches matches, Spans spans) {
        if (spans != null) {
            takeSpans(spans);
        }
        takeKnown(matches, spans != null);
        found.sort(Comparator.comparingInt(f -> f.first));
        joinPeople();
        joinAcronyms();
        joinShortNames();
        found.sort(Comparator.comparingInt(f -> f.first));
        return link();
    }

    private void takeSpans(Spans spans) {
        for (int i = 0; i < spans.size(); i++) {
            int first = spans.first(i);
            int last = spans.last(i);
            EntityType type = switch (spans.type(i)) {
                case Labels.PER -> EntityType.PER;
                case Labels.ORG -> EntityType.ORG;
                case Labels.LOC -> EntityType.LOC;
                default -> null;
            };
            if (type == null) {
                cover(first, last, OTHER);
                continue;
            }
            while (first < last
                    && (tokens.is(first, Tokens.PUNCTUATION)
                            || type == EntityType.PER && people.title(tokens.hash(first)))) {
                first++;
            }
            while (last > first && (possessive(last) || tokens.is(last, Tokens.PUNCTUATION))) {
                last--;
            }
            if (tokens.is(first, Tokens.PUNCTUATION | Tokens.NUMBER | Tokens.ADDRESS) && first == last
                    || first == last && (people.title(tokens.hash(first)) || people.word(tokens.hash(first)))) {
                continue;
            }
            int name = authority.find(tokens, first, last);
            if (name == 0 && first < last && tokens.hash(first) == THE) {
                first++;
                name = authority.find(tokens, first, last);
            }
            if (type == EntityType.PER && last == first + 1 && givenNameGoesOn(first, last)) {
                last++;
                name = 0;
            }
            add(new Found(first, last, type, name));
        }
    }

    /** {@code Kim Jong Un}: the training texts write such names with a hyphen. */
    private boolean givenNameGoesOn(int first, int last) {
        return people.familyFirst(tokens.hash(first))
                && last + 1 < tokens.size()
                && tokens.is(last + 1, Tokens.INITIAL_CAPITAL)
                && !tokens.is(last + 1, Tokens.SENTENCE_START | Tokens.ALL_CAPITALS | Tokens.LINE_START)
                && tokens.end(last + 1) - tokens.start(last + 1) <= 5
                && !tokens.is(last, Tokens.ABBREVIATION)
                && !hyphenated(last);
    }

    private boolean hyphenated(int i) {
        int hyphen = tokens.text().indexOf('-', tokens.start(i));
        return hyphen > 0 && hyphen < tokens.end(i);
    }

    private static final long THE = Tokens.hashOf("the");
    private static final long OPEN = Tokens.hashOf("(");
    private static final long CLOSE = Tokens.hashOf(")");
    private static final long COMMA = Tokens.hashOf(",");
    private static final long POSSESSIVE = Tokens.hashOf("'s");

    /** Names of the authority that the model did not see, where they are safe; and which countries the text is about. */
    private void takeKnown(Matches matches, boolean model) {
        for (int i = 0; i < matches.size(); i++) {
            int first = matches.first(i);
            int last = matches.last(i);
            Name name = authority.name(matches.name(i));
            Entry likeliest = null;
            int candidates = 0;
            for (Alias alias : name.aliases()) {
                if ((alias.languages() & languages) != 0 || alias.languages() == 1) {
                    candidates++;
                    if (likeliest == null || alias.entry().prior() > likeliest.prior()) {
                        likeliest = alias.entry();
                    }
                }
            }
            if (likeliest == null) {
                continue;
            }
            if (candidates == 1) {
                countries.merge(likeliest.country(), 1.0, Double::sum);
            }
            if (likeliest.kind() == Kind.PEOPLE || covered(first, last) || !safe(likeliest, first, last, model)) {
                continue;
            }
            add(new Found(first, last, likeliest.type(), matches.name(i)));
        }
    }

    private boolean safe(Entry entry, int first, int last, boolean model) {
        boolean caseless = tokens.is(first, Tokens.CASELESS);
        if (!caseless && (besideCapital(first - 1, first) || besideCapital(last + 1, first))) {
            return false;
        }
        boolean unmistakable = first < last || tokens.is(first, Tokens.ALL_CAPITALS);
        return switch (entry.kind()) {
            case COUNTRY -> true;
            case CAPITAL -> !model || first < last;
            case CITY -> !model && entry.people() >= WELL_KNOWN;
            case PART, PLACE -> !model;
            case ORGANISATION -> unmistakable;
            case PEOPLE -> false;
        };
    }

    /** Whether this neighbour is a capitalised word that could make a longer name of it: {@code Paris Hilton}. */
    private boolean besideCapital(int i, int first) {
        if (i < 0 || i >= tokens.size() || tokens.is(i, Tokens.PUNCTUATION) || cover[i] != null && cover[i] != OTHER) {
            return false;
        }
        if (i > first ? tokens.is(i, Tokens.SENTENCE_START) : tokens.is(first, Tokens.SENTENCE_START)) {
            return false;
        }
        if (i < first && tokens.is(i, Tokens.SENTENCE_START)) {
            // "In Paris", but also "Paris Hilton" at the head of a sentence: the first word's capital says nothing.
            return false;
        }
        return tokens.is(i, CAPITAL) && !people.title(tokens.hash(i));
    }

    private void add(Found mention) {
        found.add(mention);
        cover(mention.first, mention.last, mention);
    }

    private void cover(int first, int last, Found by) {
        for (int i = first; i <= last; i++) {
            cover[i] = by;
        }
    }

    private boolean covered(int first, int last) {
        for (int i = first; i <= last; i++) {
            if (cover[i] != null) {
                return true;
            }
        }
        return false;
    }

    private boolean possessive(int i) {
        return tokens.hash(i) == POSSESSIVE;
    }

    /** Bare family names join the person who was named in full, wherever in the text; and are found where missed. */
    private void joinPeople() {
        Map<Long, Found> byFamilyName = new HashMap<>();
        Map<String, Found> byFullName = new HashMap<>();
        Map<Found, Integer> often = new HashMap<>();
        for (Found mention : found) {
            if (mention.type == EntityType.PER && !mention.single()) {
                Found person = byFullName.putIfAbsent(fullNameKey(mention), mention);
                if (person != null) {
                    mention.same = person;
                }
                often.merge(mention.root(), 1, Integer::sum);
            }
        }
        if (often.isEmpty()) {
            joinAlone();
            return;
        }
        for (Found mention : found) {
            if (mention.type == EntityType.PER && !mention.single() && mention.same == null) {
                long family = tokens.hash(people.familyName(tokens, mention.first, mention.last));
                // Two of one family: the bare name is the one named in full most often, else first.
                byFamilyName.merge(family, mention, (a, b) -> often.get(b) > often.get(a) ? b : a);
            }
        }
        for (Found mention : found) {
            if (!mention.single()) {
                continue;
            }
            Found person = byFamilyName.get(tokens.hash(mention.first));
            if (person == null) {
                continue;
            }
            if (mention.type == EntityType.PER || mention.name == 0) {
                mention.type = EntityType.PER;
                mention.name = 0;
                mention.same = person;
            }
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (cover[i] != null || !tokens.is(i, Tokens.INITIAL_CAPITAL)) {
                continue;
            }
            Found person = byFamilyName.get(tokens.hash(i));
            if (person == null
                    || tokens.is(i, Tokens.SENTENCE_START) && tokens.end(i) - tokens.start(i) < 4
                    || besideCapital(i - 1, i)
                    || besideCapital(i + 1, i)) {
                continue;
            }
            Found mention = new Found(i, i, EntityType.PER, 0);
            mention.same = person;
            add(mention);
        }
        joinAlone();
    }

    /** Single names of people that are written the same are one person. */
    private void joinAlone() {
        Map<Long, Found> alone = new HashMap<>();
        for (Found mention : found) {
            if (mention.type == EntityType.PER && mention.single() && mention.same == null) {
                Found first = alone.putIfAbsent(tokens.hash(mention.first), mention);
                if (first != null) {
                    mention.same = first;
                }
            }
        }
    }

    /** First and family name: {@code Vladimir V. Putin} is {@code Vladimir Putin}; all parts where the family leads. */
    private String fullNameKey(Found mention) {
        int family = people.familyName(tokens, mention.first, mention.last);
        if (family == mention.first) {
            return Slugs.of(text(mention));
        }
        return tokens.hash(mention.first) + " " + tokens.hash(mention.last);
    }

    /** {@code Institute for War Studies (IWS)}: from then on, and before, IWS is the institute. */
    private void joinAcronyms() {
        Map<Long, Found> byAcronym = null;
        int known = found.size();
        for (int k = 0; k < known; k++) {
            Found longForm = found.get(k);
            int at = longForm.last + 2;
            if (longForm.type == EntityType.PER
                    || longForm.single()
                    || at + 1 >= tokens.size()
                    || tokens.hash(at - 1) != OPEN
                    || tokens.hash(at + 1) != CLOSE
                    || !tokens.is(at, Tokens.ALL_CAPITALS)
                    || !initials(longForm, at)) {
                continue;
            }
            byAcronym = byAcronym == null ? new HashMap<>() : byAcronym;
            byAcronym.putIfAbsent(tokens.hash(at), longForm);
        }
        if (byAcronym == null) {
            return;
        }
        for (Found mention : found) {
            if (mention.single() && tokens.is(mention.first, Tokens.ALL_CAPITALS)) {
                Found longForm = byAcronym.get(tokens.hash(mention.first));
                if (longForm != null && longForm.root() != mention) {
                    mention.same = longForm;
                    mention.type = longForm.type;
                }
            }
        }
        for (int i = 0; i < tokens.size(); i++) {
            if ((cover[i] == null || cover[i] == OTHER) && tokens.is(i, Tokens.ALL_CAPITALS)) {
                Found longForm = byAcronym.get(tokens.hash(i));
                if (longForm != null) {
                    Found mention = new Found(i, i, longForm.type, 0);
                    mention.same = longForm;
                    add(mention);
                }
            }
        }
    }

    /** Whether the acronym is made of initials of the long form, in order, beginning with its first. */
    private boolean initials(Found longForm, int acronym) {
        String text = tokens.text();
        int letter = tokens.start(acronym);
        int end = tokens.end(acronym);
        boolean first = true;
        for (int i = longForm.first; i <= longForm.last && letter < end; i++) {
            char initial = Character.toUpperCase(text.charAt(tokens.start(i)));
            if (initial == text.charAt(letter)) {
                letter++;
                first = false;
            } else if (first && tokens.hash(i) != THE) {
                return false;
            }
        }
        return letter == end;
    }

    /** A single word that begins exactly one longer name of an organisation here: {@code Acme} and {@code Acme Steel}. */
    private void joinShortNames() {
        Map<Long, Found> byFirst = new HashMap<>();
        Map<String, Found> byText = new HashMap<>();
        for (Found mention : found) {
            if (mention.type != EntityType.ORG || mention.name != 0 || mention.same != null) {
                continue;
            }
            Found first = byText.putIfAbsent(Slugs.of(text(mention)), mention);
            if (first != null) {
                mention.same = first;
            } else if (!mention.single()) {
                byFirst.merge(tokens.hash(mention.first), mention, (a, b) -> AMBIGUOUS);
            }
        }
        for (Found mention : found) {
            if (mention.type == EntityType.ORG && mention.single() && mention.name == 0 && mention.same == null) {
                Found longer = byFirst.get(tokens.hash(mention.first));
                if (longer != null && longer != AMBIGUOUS) {
                    mention.same = longer;
                }
            }
        }
    }

    /** Stands for a name that is none of ours: a nationality, an event. */
    private static final Found OTHER = new Found(0, 0, EntityType.ORG, 0);

    private static final Found AMBIGUOUS = new Found(0, 0, EntityType.ORG, 0);

    private List<Entity> link() {
        Map<String, Entity.Builder> byId = new LinkedHashMap<>();
        Map<Found, String> ids = new HashMap<>();
        for (Found mention : found) {
            Found root = mention.root();
            String id = ids.get(root);
            if (id == null) {
                Entity.Builder entity = decide(root);
                id = entity.getId();
                ids.put(root, id);
                byId.putIfAbsent(id, entity);
            }
            byId.get(id).getMentions().add(new Mention(tokens.start(mention.first), tokens.end(mention.last)));
        }
        List<Entity> entities = new ArrayList<>(byId.size());
        byId.values().forEach(entity -> entities.add(entity.build()));
        return entities;
    }

    private Entity.Builder decide(Found mention) {
        if (mention.type != EntityType.PER && mention.name != 0) {
            Entity.Builder linked = choose(mention);
            if (linked != null) {
                return linked;
            }
        }
        String text = text(mention);
        String kind = switch (mention.type) {
            case PER -> "per";
            case ORG -> "org";
            case LOC -> "loc";
        };
        String slug = Slugs.of(text);
        return Entity.newBuilder()
                .setId("local:" + kind + ":" + (slug.isEmpty() ? text : slug))
                .setName(text)
                .setType(mention.type)
                .setMentions(new ArrayList<>())
                .setConfidence(1)
                .setWhy(mention.why == null ? "not in the authority" : mention.why);
    }

    /** The likeliest entry of that name here, or null when none fits. */
    private Entity.Builder choose(Found mention) {
        Name name = authority.name(mention.name);
        String within = within(mention);
        Entry best = null;
        double bestScore = 0;
        double rest = 0;
        int candidates = 0;
        for (Alias alias : name.aliases()) {
            Entry entry = alias.entry();
            boolean allowed = (alias.languages() & languages) != 0 || alias.languages() == 1;
            if (!allowed || entry.kind() == Kind.PEOPLE || !fits(mention, entry)) {
                continue;
            }
            if (within != null && entry.kind() != Kind.COUNTRY && !within.equals(entry.country())) {
                continue;
            }
            candidates++;
            double score =
                    entry.prior() + Math.min(3, context(entry, candidates)) + (holdsCityBefore(mention, entry) ? 5 : 0);
            if (best == null
                    || score > bestScore
                    || score == bestScore && entry.id().compareTo(best.id()) < 0) {
                rest += best == null ? 0 : Math.exp(bestScore);
                best = entry;
                bestScore = score;
            } else {
                rest += Math.exp(score);
            }
        }
        if (best == null) {
            mention.why = within == null
                    ? "known names of another kind only"
                    : "the authority has no such place in " + within;
            return null;
        }
        double sure = Math.exp(bestScore) / (Math.exp(bestScore) + rest);
        double confidence = Math.round(100 * sure * (best.kind() == Kind.CITY ? 0.9 : 0.97)) / 100.0;
        return Entity.newBuilder()
                .setId(best.id())
                .setName(best.name())
                .setType(best.type())
                .setMentions(new ArrayList<>())
                .setConfidence(confidence)
                .setWhy(why(mention, best, candidates, within))
                .setIdentifiers(best.identifiers());
    }

    private static boolean fits(Found mention, Entry entry) {
        if (mention.type == EntityType.LOC) {
            return true;
        }
        // A team is named after its city, so an organisation is no city; a country's name stays the country's.
        return entry.kind() == Kind.ORGANISATION || entry.kind() == Kind.COUNTRY;
    }

    /** How much else of the entry's country the text speaks of. */
    private double context(Entry entry, int candidates) {
        if (entry.country().equals("-")) {
            return 0;
        }
        double said = countries.getOrDefault(entry.country(), 0.0);
        return candidates >= 1 ? 1.2 * Math.log1p(said) : 0;
    }

    /** The country that a comma tells: after {@code Paris, Texas}, before {@code Atlanta, Georgia}; null when none does. */
    private String within(Found mention) {
        int after = mention.last + 2;
        if (after < tokens.size() && tokens.hash(after - 1) == COMMA) {
            for (Alias alias : placesAt(after)) {
                if (alias.entry().kind() == Kind.PART) {
                    return alias.entry().country();
                }
            }
        }
        return null;
    }

    /** Of two places of one name, the one that holds the city in front of the comma: {@code Atlanta, Georgia}. */
    private boolean holdsCityBefore(Found mention, Entry entry) {
        int before = mention.first - 2;
        if (before < 0 || entry.kind() != Kind.PART || tokens.hash(before + 1) != COMMA) {
            return false;
        }
        for (Alias alias : placesAt(before)) {
            boolean city = alias.entry().kind() == Kind.CITY || alias.entry().kind() == Kind.CAPITAL;
            if (city && alias.entry().country().equals(entry.country())) {
                return true;
            }
        }
        return false;
    }

    private List<Alias> placesAt(int token) {
        Found place = cover[token];
        return place == null || place == OTHER || place.type != EntityType.LOC
                ? List.of()
                : authority.name(place.name).aliases();
    }

    private String why(Found mention, Entry entry, int candidates, String within) {
        StringBuilder why = new StringBuilder(80);
        why.append('\u201C').append(text(mention)).append("\u201D is ");
        switch (entry.kind()) {
            case COUNTRY -> why.append("a name of the country");
            case CAPITAL -> why.append("the capital of ").append(entry.country());
            case CITY ->
                why.append("a city of ")
                        .append(entry.people())
                        .append(" thousand in ")
                        .append(entry.country());
            case PART -> why.append("a part of ").append(entry.country());
            case PLACE, ORGANISATION, PEOPLE -> why.append("a name in the authority");
        }
        if (candidates > 1) {
            why.append("; likeliest of ").append(candidates);
        }
        if (within != null) {
            why.append("; written as in ").append(within);
        } else if (candidates > 1 && countries.getOrDefault(entry.country(), 0.0) > 0) {
            why.append("; the text speaks of ").append(entry.country());
        }
        return why.toString();
    }

    /** As written, white space as single spaces. */
    private String text(Found mention) {
        String text = tokens.words(mention.first, mention.last);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i)) && text.charAt(i) != ' ' || text.charAt(i) == '\u00A0') {
                return text.replaceAll("[\\s\u00A0]+", " ");
            }
        }
        return text;
    }
}
