package wireroom.enrich.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wireroom.enrich.entity.Authority.Alias;
import wireroom.enrich.entity.Authority.Entry;
import wireroom.enrich.entity.Authority.Kind;
import wireroom.enrich.entity.Authority.Matches;
import wireroom.enrich.entity.Authority.Name;
import wireroom.enrich.token.Tokens;
import wireroom.model.Candidate;
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

    /** Where peoples are named, by country; the country itself need not be. */
    private final Map<String, List<Mention>> peoples = new LinkedHashMap<>();

    private final Encyclopaedia encyclopaedia;
    private Encyclopaedia.Subject subject;

    /** @param encyclopaedia null where there is none for the language */
    Reading(Tokens tokens, Authority authority, Encyclopaedia encyclopaedia, PersonNames people, long languages) {
        this.tokens = tokens;
        this.authority = authority;
        this.encyclopaedia = encyclopaedia;
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
        if (authority.hasOwn()) {
            takeOwn(matches, spans);
        }
        if (spans != null) {
            takeSpans(spans);
        }
        takeKnown(matches, spans != null);
        takeFamilyFirst();
        found.sort(Comparator.comparingInt(f -> f.first));
        settleSingles();
        joinPeople();
        joinAcronyms();
        joinShortNames();
        found.sort(Comparator.comparingInt(f -> f.first));
        return link();
    }

    /**
     * Names that the room gave: it knows what it means by them. One inside a longer name of the model gives way; a single
     * word does where the model says anything, and where its capital may only be that of a sentence.
     */
    private void takeOwn(Matches matches, Spans spans) {
        for (int i = 0; i < matches.size(); i++) {
            int first = matches.first(i);
            int last = matches.last(i);
            Alias own = own(authority.name(matches.name(i)));
            if (own == null || inLongerName(spans, first, last)) {
                continue;
            }
            if (first == last
                    && (spans != null && spanAt(spans, first) >= 0
                            || besideCapital(first - 1, first)
                            || besideCapital(last + 1, first)
                            || spans != null
                                    && tokens.is(first, Tokens.SENTENCE_START)
                                    && !tokens.is(first, Tokens.ALL_CAPITALS | Tokens.CASELESS))) {
                continue;
            }
            add(new Found(first, last, own.entry().type(), matches.name(i)));
        }
    }

    /** The likeliest of a name's entries when the room gave it the name, else null. */
    private static Alias own(Name name) {
        Alias likeliest = null;
        for (Alias alias : name.aliases()) {
            if (likeliest == null || alias.prior() > likeliest.prior()) {
                likeliest = alias;
            }
        }
        return likeliest != null && likeliest.isOwn() ? likeliest : null;
    }

    private static boolean inLongerName(Spans spans, int first, int last) {
        int span = spans == null ? -1 : spanAt(spans, first);
        return span >= 0 && spans.last(span) >= last && spans.last(span) - spans.first(span) > last - first;
    }

    /** The span that a token is in, or -1. */
    private static int spanAt(Spans spans, int token) {
        for (int i = 0; i < spans.size(); i++) {
            if (spans.first(i) <= token && spans.last(i) >= token) {
                return i;
            }
        }
        return -1;
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
            if (authority.hasOwn() && covered(first, last)) {
                continue;
            }
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
            if (type == EntityType.PER
                    && first < last
                    && encyclopaedia != null
                    && encyclopaedia.organisationOnly(tokens, first, last)) {
                type = EntityType.ORG;
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

    /** {@code Park Geun-hye}, where the model sees nobody: mostly at the head of a sentence, where "Park" is a word. */
    private void takeFamilyFirst() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.is(i, Tokens.INITIAL_CAPITAL)
                    && !tokens.is(i, Tokens.ALL_CAPITALS)
                    && !tokens.is(i + 1, Tokens.SENTENCE_START | Tokens.LINE_START)
                    && !namedIn(i, i + 1)
                    && people.familyFirst(tokens.hash(i))
                    && people.givenOfTwo(tokens, i + 1)) {
                add(new Found(i, i + 1, EntityType.PER, 0));
            }
        }
    }

    private boolean hyphenated(int i) {
        int hyphen = tokens.text().indexOf('-', tokens.start(i));
        return hyphen > 0 && hyphen < tokens.end(i);
    }

    private static final long THE = Tokens.hashOf("the");
    private static final long OPEN = Tokens.hashOf("(");
    private static final long CLOSE = Tokens.hashOf(")");
    private static final long COMMA = Tokens.hashOf(",");
    private static final long AND = Tokens.hashOf("and");
    private static final long OR = Tokens.hashOf("or");
    private static final long POSSESSIVE = Tokens.hashOf("'s");

    /** Names of the authority that the model did not see, where they are safe; and which countries the text is about. */
    private void takeKnown(Matches matches, boolean model) {
        for (int i = 0; i < matches.size(); i++) {
            int first = matches.first(i);
            int last = matches.last(i);
            Name name = authority.name(matches.name(i));
            Entry likeliest = null;
            double weight = 0;
            int candidates = 0;
            for (Alias alias : name.aliases()) {
                if ((alias.languages() & languages) != 0 || alias.languages() == 1) {
                    candidates++;
                    if (likeliest == null || alias.prior() > weight) {
                        likeliest = alias.entry();
                        weight = alias.prior();
                    }
                }
            }
            if (likeliest == null || likeliest.kind() == Kind.PERSON) {
                continue;
            }
            if (candidates == 1) {
                countries.merge(likeliest.country(), 1.0, Double::sum);
            }
            if (likeliest.kind() == Kind.PEOPLE && !namedIn(first, last)) {
                peoples.computeIfAbsent(likeliest.id(), id -> new ArrayList<>())
                        .add(new Mention(tokens.start(first), tokens.end(last)));
            }
            // In a headline in capitals the model joins a country and the words beside it, and their capitals say
            // nothing.
            boolean headline = likeliest.kind() == Kind.COUNTRY
                    && tokens.is(first, Tokens.ALL_CAPITALS)
                    && (first < last ? !namedIn(first, last) : !covered(first, first) && amongCapitals(first));
            boolean taken = headline || !covered(first, last) && safe(likeliest, first, last, model);
            if (likeliest.kind() == Kind.PEOPLE || !taken) {
                continue;
            }
            add(new Found(first, last, likeliest.type(), matches.name(i)));
        }
    }

    /** Whether both neighbours are in capitals, too, so that those of this word are a headline's. */
    private boolean amongCapitals(int i) {
        return i > 0
                && i + 1 < tokens.size()
                && tokens.is(i - 1, Tokens.ALL_CAPITALS)
                && tokens.is(i + 1, Tokens.ALL_CAPITALS | Tokens.PUNCTUATION);
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
            case PEOPLE, PERSON -> false;
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

    /** Whether these tokens are in a name that is reported. */
    private boolean namedIn(int first, int last) {
        for (int i = first; i <= last; i++) {
            if (cover[i] != null && cover[i] != OTHER) {
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
        joinParts();
        for (Found mention : found) {
            if (!mention.single() || mention.same != null) {
                continue;
            }
            Found person = byFamilyName.get(tokens.hash(mention.first));
            if (person == null) {
                continue;
            }
            if (mention.type == EntityType.PER || mention.name == 0 || takesAfter(person, mention)) {
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

    /**
     * Whether a place's or organisation's name is the family name of a person whom the text has named in full before:
     * {@code Denzel Washington … Washington said}. Not where the words around say that it is a place.
     */
    private boolean takesAfter(Found person, Found mention) {
        int i = mention.first;
        return person.last < i
                && own(authority.name(mention.name)) == null
                && !(i > 0 && Arrays.binarySearch(WHERE, tokens.hash(i - 1)) >= 0)
                && !besideCity(i)
                && !(i > 0 && tokens.hash(i - 1) == THE);
    }

    /** Whether a comma joins a place to the one here, or this one to the next: {@code Seattle, Washington}. */
    private boolean besideCity(int i) {
        return i > 1 && tokens.hash(i - 1) == COMMA && place(i - 2)
                || i + 2 < tokens.size() && tokens.hash(i + 1) == COMMA && place(i + 2);
    }

    private boolean place(int i) {
        return cover[i] != null && cover[i] != OTHER && cover[i].type == EntityType.LOC;
    }

    /** How often a single word was found as a name of each type; three bits say of which longer names it is a part. */
    private static final class Uses {
        private final int[] types = new int[3];
        private boolean beginsOrganisation;
        private boolean inPerson;

        EntityType usual() {
            int best = 0;
            for (int t = 1; t < types.length; t++) {
                best = types[t] > types[best] ? t : best;
            }
            int all = types[0] + types[1] + types[2];
            return all >= 3 && types[best] >= 2 && all - types[best] <= all / 4 ? EntityType.values()[best] : null;
        }
    }

    /**
     * A word that is nearly always one type of name in this text is it everywhere, also where the model saw none; and one
     * that begins the name of an organisation, and is in nobody's, is no person.
     */
    private void settleSingles() {
        Map<Long, Uses> uses = new HashMap<>();
        for (Found mention : found) {
            if (mention.single()) {
                uses.computeIfAbsent(tokens.hash(mention.first), h -> new Uses()).types[mention.type.ordinal()]++;
            }
        }
        if (uses.isEmpty()) {
            return;
        }
        for (Found mention : found) {
            if (!mention.single()) {
                for (int i = mention.first; i <= mention.last; i++) {
                    Uses use = uses.get(tokens.hash(i));
                    if (use != null) {
                        use.beginsOrganisation |= mention.type == EntityType.ORG && i == mention.first;
                        use.inPerson |= mention.type == EntityType.PER;
                    }
                }
            }
        }
        for (Found mention : found) {
            if (!mention.single() || mention.type == EntityType.LOC) {
                continue;
            }
            Uses use = uses.get(tokens.hash(mention.first));
            EntityType usual = use.usual();
            if (mention.type == EntityType.PER && use.beginsOrganisation && !use.inPerson) {
                mention.type = EntityType.ORG;
            } else if (usual != null && (usual == EntityType.PER || mention.type == EntityType.PER)) {
                mention.type = usual;
            }
        }
        List<Found> more = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (cover[i] == null
                    && tokens.is(i, Tokens.INITIAL_CAPITAL)
                    && !tokens.is(i, Tokens.SENTENCE_START | Tokens.ALL_CAPITALS)
                    && !besideCapital(i - 1, i)
                    && !besideCapital(i + 1, i)) {
                Uses use = uses.get(tokens.hash(i));
                EntityType usual = use == null ? null : use.usual();
                if (usual != null) {
                    more.add(new Found(i, i, usual, authority.find(tokens, i, i)));
                }
            }
        }
        more.forEach(this::add);
    }

    /** {@code Suu Kyi} is {@code Aung San Suu Kyi}, and {@code Jansher} may be {@code Jansher Khan}. */
    private void joinParts() {
        Map<Long, Found> wholes = new HashMap<>();
        for (Found whole : found) {
            if (whole.type == EntityType.PER && !whole.single() && whole.same == null) {
                wholes.merge(tokens.hash(whole.first), whole, (a, b) -> AMBIGUOUS);
                if (whole.last > whole.first + 1) {
                    wholes.merge(lastTwo(whole), whole, (a, b) -> AMBIGUOUS);
                }
            }
        }
        for (Found part : found) {
            if (part.type != EntityType.PER || part.same != null || part.last > part.first + 1) {
                continue;
            }
            Found whole = wholes.get(part.single() ? tokens.hash(part.first) : lastTwo(part));
            if (whole != null && whole != AMBIGUOUS && whole != part) {
                part.same = whole;
                part.name = 0;
            }
        }
    }

    private long lastTwo(Found name) {
        return tokens.hash(name.last - 1) * 31 + tokens.hash(name.last);
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
        Map<String, Entity> byId = new LinkedHashMap<>();
        Map<Found, String> ids = new HashMap<>();
        for (Found mention : found) {
            Found root = mention.root();
            String id = ids.get(root);
            if (id == null) {
                Entity entity = asTheRoomSees(root, decide(root));
                id = entity.getId();
                ids.put(root, id);
                byId.putIfAbsent(id, entity);
            }
            byId.get(id).getMentions().add(new Mention(tokens.start(mention.first), tokens.end(mention.last)));
        }
        peoples.forEach((id, mentions) -> {
            Entry country = authority.entry(id);
            if (country != null) {
                byId.computeIfAbsent(
                                id, c -> entity(country, EntityType.LOC, 0.95, "its people or its adjective is named"))
                        .getPeoples()
                        .addAll(mentions);
            }
        });
        return new ArrayList<>(byId.values());
    }

    /** Entries that the room merged or removed, by whatever way the mention came to them. */
    private Entity asTheRoomSees(Found mention, Entity entity) {
        Entry other = authority.instead(entity.getId());
        if (other != null) {
            String why = "\u201C" + text(mention) + "\u201D is " + entity.getId() + ", which was merged into this";
            return entity(
                    other.id(),
                    other.name(),
                    other.type(),
                    entity.getConfidence(),
                    why,
                    other.identifiers(),
                    entity.getCandidates());
        }
        return authority.gone(entity.getId()) ? unlinked(mention) : entity;
    }

    private Entity decide(Found mention) {
        if (mention.name != 0 && own(authority.name(mention.name)) != null) {
            Entity own = choose(mention);
            if (own != null) {
                return own;
            }
        }
        if (mention.type == EntityType.ORG || playsUnderItsCountry(mention)) {
            Entity team = guess(mention, true);
            if (team != null) {
                return team;
            }
        }
        if (mention.name != 0) {
            Entity linked = choose(mention);
            if (linked != null) {
                return linked;
            }
        }
        Entity guessed = guess(mention, false);
        return guessed != null ? guessed : unlinked(mention);
    }

    private Entity unlinked(Found mention) {
        String text = text(mention);
        String kind = switch (mention.type) {
            case PER -> "per";
            case ORG -> "org";
            case LOC -> "loc";
        };
        String slug = Slugs.of(text);
        return entity(
                "local:" + kind + ":" + (slug.isEmpty() ? text : slug),
                text,
                mention.type,
                1,
                mention.why == null ? "not in the authority" : mention.why,
                List.of(),
                List.of());
    }

    private static final long[] WHERE = Stream.of(
                    "in", "from", "to", "at", "near", "around", "across", "into", "of", "(")
            .mapToLong(Tokens::hashOf)
            .sorted()
            .toArray();

    /** A country in a report on a team sport, unless the words before say that it is a place. */
    private boolean playsUnderItsCountry(Found mention) {
        if (mention.type != EntityType.LOC
                || mention.name == 0
                || mention.first > 0 && Arrays.binarySearch(WHERE, tokens.hash(mention.first - 1)) >= 0) {
            return false;
        }
        for (Alias alias : authority.name(mention.name).aliases()) {
            if (alias.entry().kind() == Kind.COUNTRY || alias.entry().kind() == Kind.PART) {
                return true;
            }
        }
        return false;
    }

    private static Entity entity(Entry entry, EntityType type, double confidence, String why) {
        return entity(entry.id(), entry.name(), type, confidence, why, entry.identifiers(), List.of());
    }

    /** Without Avro's builder, which looks all defaults up in the schema and copies them. */
    private static Entity entity(
            String id,
            String name,
            EntityType type,
            double confidence,
            String why,
            List<String> identifiers,
            List<Candidate> candidates) {
        return new Entity(
                id, name, type, new ArrayList<>(), confidence, why, identifiers, candidates, new ArrayList<>());
    }

    /** Weight of its being nothing that the encyclopaedia has. */
    private static final double NOTHING = 1.0;
    /** Least likelihood of a link: below, a name stays local. */
    private static final double LEAST = 0.6;

    private static final int CANDIDATES = 5;

    /** What the encyclopaedia says, or null. */
    private Entity guess(Found mention, boolean teamsOnly) {
        if (encyclopaedia == null) {
            return null;
        }
        if (subject == null) {
            subject = encyclopaedia.subject(tokens);
        }
        String name = title(mention, teamsOnly);
        List<Encyclopaedia.Guess> guesses = switch (mention.type) {
            case PER -> encyclopaedia.person(tokens, mention.first, mention.last, name, subject);
            case LOC ->
                teamsOnly
                        ? encyclopaedia.nationalTeam(tokens, mention.first, mention.last, name, subject)
                        : encyclopaedia.place(tokens, mention.first, mention.last, name, subject);
            case ORG ->
                teamsOnly
                        ? encyclopaedia.team(tokens, mention.first, mention.last, name, subject)
                        : encyclopaedia.organisation(tokens, mention.first, mention.last, name, subject);
        };
        if (guesses.isEmpty()) {
            return null;
        }
        double sum = Math.exp(NOTHING);
        for (Encyclopaedia.Guess guess : guesses) {
            sum += Math.exp(guess.weight());
        }
        Encyclopaedia.Guess best = guesses.getFirst();
        double sure = Math.exp(best.weight()) / sum;
        if (sure < LEAST) {
            mention.why = "not sure which: " + best.title()
                    + (guesses.size() > 1 ? " or " + guesses.get(1).title() : "");
            return null;
        }
        String id = "enwiki:" + best.title();
        String why = "\u201C" + text(mention) + "\u201D is the title of an article"
                + (guesses.size() > 1 ? "; likeliest of " + guesses.size() : "")
                + (best.words().isEmpty() ? "" : "; the text has words of " + best.words());
        List<Candidate> candidates = List.of();
        if (guesses.size() > 1) {
            candidates = new ArrayList<>();
            for (Encyclopaedia.Guess guess : guesses.subList(0, Math.min(CANDIDATES, guesses.size()))) {
                candidates.add(new Candidate(
                        "enwiki:" + guess.title(),
                        guess.title(),
                        Math.round(100 * Math.exp(guess.weight()) / sum) / 100.0));
            }
        }
        return entity(
                id,
                withoutBracket(best.title()),
                mention.type,
                Math.round(100 * sure) / 100.0,
                why,
                List.of(id),
                candidates);
    }

    private static String withoutBracket(String title) {
        int bracket = title.indexOf(" (");
        return bracket > 0 ? title.substring(0, bracket) : title;
    }

    /** The name as a title is written: {@code NEW YORK} is {@code New York}, but {@code NATO} stays. */
    private String title(Found mention, boolean town) {
        String text = text(mention);
        boolean capitals = true;
        for (int i = mention.first; i <= mention.last && capitals; i++) {
            capitals = tokens.is(i, Tokens.ALL_CAPITALS | Tokens.PUNCTUATION);
        }
        if (!capitals || !town && mention.single() && text.length() <= 5 && mention.type == EntityType.ORG) {
            return text;
        }
        StringBuilder title = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            title.append(inside ? Character.toLowerCase(c) : c);
            inside = Character.isLetter(c) || c == '\'' || c == '\u2019';
        }
        return title.toString();
    }

    /** The likeliest entry of that name here, or null when none fits. */
    private Entity choose(Found mention) {
        Name name = authority.name(mention.name);
        String within = within(mention);
        Entry best = null;
        boolean ours = false;
        double bestScore = 0;
        double rest = 0;
        int candidates = 0;
        List<Scored> scored = new ArrayList<>(2);
        for (Alias alias : name.aliases()) {
            Entry entry = alias.entry();
            boolean allowed = (alias.languages() & languages) != 0 || alias.languages() == 1;
            if (!allowed
                    || entry.kind() == Kind.PEOPLE
                    || !fits(mention, entry) && (!alias.isOwn() || mention.single())) {
                continue;
            }
            boolean part = entry.kind() == Kind.PART && holdsCityBefore(mention, entry);
            if (!part && !alias.isOwn() && entry.kind() == Kind.PART && hasCapital(name, entry.country())) {
                continue;
            }
            if (within != null && !alias.isOwn() && entry.kind() != Kind.COUNTRY && !within.equals(entry.country())) {
                continue;
            }
            candidates++;
            double score = alias.prior() + Math.min(3, context(entry, candidates)) + (part ? 5 : 0);
            scored.add(new Scored(entry, score));
            if (best == null
                    || score > bestScore
                    || score == bestScore && entry.id().compareTo(best.id()) < 0) {
                rest += best == null ? 0 : Math.exp(bestScore);
                best = entry;
                ours = alias.isOwn();
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
        // As this text writes people: there are many ways to write a Korean or a Russian name.
        String title = best.kind() == Kind.PERSON && !mention.single() && !ours ? text(mention) : best.name();
        return entity(
                best.id(),
                title,
                best.type(),
                confidence,
                why(mention, best, ours, candidates, within),
                best.identifiers(),
                scored.size() > 1 ? candidates(scored) : List.of());
    }

    private record Scored(Entry entry, double score) {}

    private static List<Candidate> candidates(List<Scored> scored) {
        double sum = 0;
        for (Scored one : scored) {
            sum += Math.exp(one.score);
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(one -> one.entry.id()));
        List<Candidate> candidates = new ArrayList<>();
        for (Scored one : scored.subList(0, Math.min(CANDIDATES, scored.size()))) {
            candidates.add(new Candidate(
                    one.entry.id(), one.entry.name(), Math.round(100 * Math.exp(one.score) / sum) / 100.0));
        }
        return candidates;
    }

    private static boolean fits(Found mention, Entry entry) {
        if (mention.type == EntityType.PER || entry.kind() == Kind.PERSON) {
            return mention.type == EntityType.PER && entry.kind() == Kind.PERSON;
        }
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
        if (before < 0 || entry.kind() != Kind.PART || tokens.hash(before + 1) != COMMA || listed(mention, before)) {
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

    /** Whether the comma only parts the places of a list: {@code New York, Washington and Boston}. */
    private boolean listed(Found mention, int before) {
        int after = mention.last + 1;
        if (after + 1 < tokens.size() && (tokens.hash(after) == AND || tokens.hash(after) == OR) && place(after + 1)) {
            return true;
        }
        int city = cover[before] == null ? before : cover[before].first;
        return city > 1
                && tokens.hash(city - 1) == COMMA
                && place(city - 2)
                && placesAt(city - 2).stream().noneMatch(alias -> alias.entry().kind() == Kind.PART);
    }

    /** Whether the capital of a country bears the name, and not only a part of it: then a bare name is the capital. */
    private static boolean hasCapital(Name name, String country) {
        for (Alias alias : name.aliases()) {
            if (alias.entry().kind() == Kind.CAPITAL && alias.entry().country().equals(country)) {
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

    private String why(Found mention, Entry entry, boolean ours, int candidates, String within) {
        StringBuilder why = new StringBuilder(80);
        why.append('\u201C').append(text(mention)).append("\u201D is ");
        switch (ours ? Kind.PEOPLE : entry.kind()) {
            case COUNTRY -> why.append("a name of the country");
            case CAPITAL -> why.append("the capital of ").append(entry.country());
            case CITY ->
                why.append("a city of ")
                        .append(entry.people())
                        .append(" thousand in ")
                        .append(entry.country());
            case PART -> {
                why.append("a part of ").append(entry.country());
                if (holdsCityBefore(mention, entry)) {
                    why.append("; written after a city of it");
                }
            }
            case PLACE, ORGANISATION, PERSON -> why.append("a name in the authority");
            case PEOPLE -> why.append("a name that the room gave it");
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
