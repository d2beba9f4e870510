package wireroom.enrich.entity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import wireroom.enrich.token.Tokens;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;
import wireroom.model.Entity;
import wireroom.model.WireItem;

/**
 * Finds the people, organisations and places of an article, says where each is mentioned, and links it to the authority
 * or to a local id that is the same in every article.
 *
 * <p>Three passes over the shared tokens: the authority's names; a conditional random field where there is a model for
 * the language (other languages get the authority's names only); and the document, in which bare surnames join the full
 * name, acronyms the long form that introduced them. No state between articles: thread-safe, and the same text gives the
 * same entities.
 */
public final class EntityStep {
    /** The languages with a model; an unknown language is read as the first. */
    static final List<String> MODELS = List.of("en", "de", "es", "nl");

    /** The default models: all labelled sets. */
    public static final String NEWS = "news";
    /** Models of openly licensed sets only. */
    public static final String OPEN = "open";

    private final Map<String, Later> recognisers;
    private final Lexicon lexicon;
    private final Authority authority;
    private final Encyclopaedia encyclopaedia;
    private final PersonNames people;
    private final String digest;

    /** With the default models and the authority of this build; they are read once and shared. */
    public EntityStep() {
        Shipped shipped = Shipped.ONCE;
        recognisers = shipped.recognisers;
        lexicon = shipped.lexicon;
        authority = shipped.authority;
        encyclopaedia = shipped.encyclopaedia;
        people = shipped.people;
        digest = shipped.digest;
    }

    private EntityStep(EntityStep like, Map<String, Later> recognisers, Authority authority, String digest) {
        this.recognisers = recognisers;
        this.lexicon = like.lexicon;
        this.authority = authority;
        this.encyclopaedia = like.encyclopaedia;
        this.people = like.people;
        this.digest = digest;
    }

    /**
     * The step with other models: {@code news} is the default; {@code open} was trained on openly licensed texts only, is
     * English only, and finds less.
     *
     * @throws IllegalArgumentException for any other name
     */
    public EntityStep using(String models) {
        return switch (models) {
            case NEWS -> this;
            case OPEN -> {
                Resources resources = new Resources();
                Map<String, Later> open = Map.of("en", new Later(resources, "open.en.crf", lexicon));
                yield new EntityStep(
                        this, open, authority, resources.digest().substring(0, 48) + digest.substring(0, 16));
            }
            default ->
                throw new IllegalArgumentException(
                        "there is no entity model '" + models + "': set it to " + NEWS + " or " + OPEN);
        };
    }

    /**
     * The same step with the room's own names laid over the shipped ones. What makes no sense among them is left out.
     *
     * @param said last records of all ids at one state of the authority; none gives this step
     */
    public EntityStep with(Collection<AuthorityEntry> said) {
        return said.isEmpty() ? this : new EntityStep(this, recognisers, Shipped.ONCE.authority.with(said), digest);
    }

    /** What is shipped, with its names, by id; read anew, so keep it. */
    public static SortedMap<String, AuthorityEntry> shipped() {
        Map<String, Authority.Entry> entries = new HashMap<>();
        Map<String, Set<String>> names = new HashMap<>();
        Authority authority = new Authority(new Resources(), (name, entry) -> {
            entries.putIfAbsent(entry.id(), entry);
            names.computeIfAbsent(entry.id(), id -> new LinkedHashSet<>()).add(name);
        });
        SortedMap<String, AuthorityEntry> shipped = new TreeMap<>();
        names.forEach((id, all) -> {
            Authority.Entry entry = authority.entry(id) == null ? entries.get(id) : authority.entry(id);
            shipped.put(
                    id,
                    AuthorityEntry.newBuilder()
                            .setId(id)
                            .setName(entry.name())
                            .setType(entry.type())
                            .setPrior(Math.min(1, Math.exp(entry.prior() - Authority.OWN)))
                            .setAliases(all.stream()
                                    .filter(name -> !name.equals(entry.name()))
                                    .map(name -> new AuthorityAlias(
                                            name, Math.min(1, Math.exp(entry.prior() - Authority.OWN))))
                                    .toList())
                            .setIdentifiers(entry.identifiers())
                            .setChangedAt(Instant.EPOCH)
                            .build());
        });
        return shipped;
    }

    /** Why a text could never bear this name; null when it could. */
    public static String refusal(String name) {
        if (name.isBlank()) {
            return "the name is empty";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "the name has a control character";
        }
        int words = Tokens.of(name).size();
        return words == 0
                ? "the name has no word"
                : words > Authority.LONGEST_NAME
                        ? "the name has " + words + " words; names of up to " + Authority.LONGEST_NAME + " are found"
                        : null;
    }

    /**
     * Entities of the body, by first mention.
     *
     * @param item the item it came from: its tags may confirm, never add, because offsets refer to the body
     * @param headline null when there is none; not searched, offsets refer to the body
     * @param body clean text; null or empty gives no entities
     * @param bodyTokens tokens of {@code body}
     * @param language BCP 47, null when unknown
     * @return mentions ascending and not overlapping, over all entities
     */
    public List<Entity> find(WireItem item, String headline, String body, Tokens bodyTokens, String language) {
        if (body == null || bodyTokens.size() == 0) {
            return List.of();
        }
        long names = Authority.mask(language);
        Authority.Matches matches = authority.scan(bodyTokens, names);
        Spans spans = spans(bodyTokens, language, matches);
        return new Reading(bodyTokens, authority, encyclopaedia, people, names).entities(matches, spans);
    }

    /**
     * Finds names by the authority and the model alone, without what the document says of them and without links. The
     * first part of {@link #find}, to be measured beside other recognisers.
     *
     * @param language BCP 47, null when unknown
     * @return how many; 0 also where there is no model for the language
     */
    public int recognise(Tokens tokens, String language) {
        Spans spans = spans(tokens, language, authority.scan(tokens, Authority.mask(language)));
        return spans == null ? 0 : spans.size();
    }

    private Spans spans(Tokens tokens, String language, Authority.Matches matches) {
        Later recogniser = recognisers.get(language == null ? MODELS.getFirst() : base(language));
        return recogniser == null ? null : recogniser.get().find(tokens, matches.marks());
    }

    private static String base(String language) {
        int dash = language.indexOf('-');
        return dash < 0 ? language : language.substring(0, dash);
    }

    /** Hex SHA-256 of models and authority: part of what an article is pinned to. */
    public String digest() {
        return digest;
    }

    /** What is in the jar, read on first use. */
    private record Shipped(
            Map<String, Later> recognisers,
            Lexicon lexicon,
            Authority authority,
            Encyclopaedia encyclopaedia,
            PersonNames people,
            String digest) {
        private static final Shipped ONCE = read();

        private static Shipped read() {
            Resources resources = new Resources();
            try {
                Map<String, Later> recognisers = new HashMap<>();
                Lexicon lexicon = Lexicon.read(resources);
                for (String language : MODELS) {
                    recognisers.put(language, new Later(resources, "news." + language + ".crf", lexicon));
                }
                recognisers.get(MODELS.getFirst()).get();
                Authority authority = new Authority(resources);
                PersonNames people = new PersonNames(resources);
                Encyclopaedia encyclopaedia = new Encyclopaedia(lexicon, resources);
                return new Shipped(
                        Map.copyOf(recognisers), lexicon, authority, encyclopaedia, people, resources.digest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A recogniser that is unpacked when the first text of its language comes: most rooms never see all languages. */
    private static final class Later {
        private final String name;
        private final Lexicon lexicon;
        private InputStream packed;
        private volatile Recogniser ready;

        Later(Resources resources, String name, Lexicon lexicon) {
            this.name = name;
            this.lexicon = lexicon;
            this.packed = resources.stream(name);
        }

        Recogniser get() {
            Recogniser recogniser = ready;
            return recogniser == null ? unpack() : recogniser;
        }

        private synchronized Recogniser unpack() {
            if (ready == null) {
                try {
                    ready = new Recogniser(CrfModel.read(packed), lexicon);
                    packed = InputStream.nullInputStream();
                } catch (IOException e) {
                    throw new UncheckedIOException(name, e);
                }
            }
            return ready;
        }
    }
}
