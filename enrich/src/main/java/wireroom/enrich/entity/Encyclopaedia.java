package wireroom.enrich.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wireroom.enrich.token.Tokens;

/**
 * Names that are titles of articles of an encyclopaedia, for the many things that the authority lacks. Titles are not
 * kept, only their hashes: a guess ({@code Paul Johnson (cricketer)}, {@code Arsenal F.C.}) is made from the name and
 * the words of the text, and counts when there is such a title. Immutable, thread-safe.
 */
final class Encyclopaedia {
    /** Guess and what spoke for it: the title, a weight as the exponent of a likelihood, the deciding words or "". */
    record Guess(String title, double weight, String words) {}

    /** What a text is about, as far as it decides between titles. For one text. */
    static final class Subject {
        private final int[] sports;
        private final int[] qualifiers;

        private Subject(int sports, int qualifiers) {
            this.sports = new int[sports];
            this.qualifiers = new int[qualifiers];
        }

        private int sport() {
            int best = -1;
            for (int i = 0; i < sports.length; i++) {
                if (sports[i] >= ENOUGH && (best < 0 || sports[i] > sports[best])) {
                    best = i;
                }
            }
            return best;
        }
    }

    /** Words of a sport that a text must have to be about it. */
    private static final int ENOUGH = 2;

    private static final double ALONE = 3;
    private static final double SHARED = 1.5;
    private static final double TEAM = 3.5;

    /** What is written around the usual name of a club to make the title, by sport; "*" is the name. */
    private static final Map<String, List<String>> CLUBS = Map.of(
            "football",
            List.of(
                    "* City F.C.",
                    "* City A.F.C.",
                    "* F.C.",
                    "* A.F.C.",
                    "A.S. *",
                    "A.C. *",
                    "S.S. *",
                    "S.S.C. *",
                    "U.C. *",
                    "U.S. *",
                    "* Calcio",
                    "SC *",
                    "* SC",
                    "OGC *",
                    "AS *",
                    "RC *",
                    "FK *",
                    "NK *",
                    "PFC *",
                    "1. FC *",
                    "SV *",
                    "VfB *",
                    "VfL *",
                    "TSV *",
                    "Borussia *",
                    "* United F.C.",
                    "* Athletic F.C.",
                    "* Athletic A.F.C.",
                    "* Rovers F.C.",
                    "* Wanderers F.C.",
                    "* & Hove Albion F.C.",
                    "* Albion F.C.",
                    "* County F.C.",
                    "* Town F.C.",
                    "FC *",
                    "* FC",
                    "* C.F.",
                    "Real *",
                    "RCD *",
                    "Olympique *",
                    "En Avant *",
                    "Stade *",
                    "SM *",
                    "FC Dynamo *",
                    "Sporting *",
                    "* B.C."),
            "cricket",
            List.of("* County Cricket Club", "* cricket team"),
            "rugby",
            List.of("* RFC", "* Rugby", "* R.F.C."),
            "basketball",
            List.of("* B.C.", "* BC"),
            "hockey",
            List.of("HC *", "* HC"));

    /** The title of a country's team, by sport. */
    private static final Map<String, List<String>> NATIONAL = Map.of(
            "football", List.of("* national football team"),
            "cricket", List.of("* national cricket team", "* cricket team"),
            "rugby", List.of("* national rugby union team"),
            "basketball", List.of("* men's national basketball team", "* national basketball team"),
            "hockey", List.of("* men's national ice hockey team"));

    /** A form of title with the name left out: {@code FC *}. */
    private static final class Pattern {
        private final String before;
        private final long[] first;
        private final String after;
        private final long[] last;

        private Pattern(String before, String after) {
            this.before = before;
            this.first = hashes(before);
            this.after = after;
            this.last = hashes(after);
        }

        static Pattern of(String form) {
            int star = form.indexOf('*');
            return new Pattern(form.substring(0, star), form.substring(star + 1));
        }

        private static long[] hashes(String words) {
            Tokens tokens = Tokens.of(words);
            long[] hashes = new long[tokens.size()];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = tokens.hash(i);
            }
            return hashes;
        }

        String with(String name) {
            return before + name + after;
        }
    }

    private record Team(String sport, String title) {}

    private final Lexicon lexicon;
    private final List<String> sports = new ArrayList<>();
    private final List<String> qualifiers = new ArrayList<>();
    private final List<Pattern> inBrackets = new ArrayList<>();
    private final Map<String, List<Pattern>> clubs = new HashMap<>();
    private final Map<String, List<Pattern>> national = new HashMap<>();
    private final Map<Long, List<Team>> teams = new HashMap<>();
    /** Words that decide, sorted; what they say lies beside them. */
    private final long[] words;

    /** A bit for the first {@value #FEW_BITS} bits of each word that decides: nearly all words of a text are none. */
    private final long[] few = new long[1 << FEW_BITS - 6];

    private static final int FEW_BITS = 14;

    private final long[] sportsOf;
    private final long[] namedSportsOf;
    private final long[] qualifiersOf;

    Encyclopaedia(Lexicon lexicon, Resources resources) {
        this.lexicon = lexicon;
        Map<Long, long[]> told = new HashMap<>();
        for (String line : resources.lines("sports.txt")) {
            String[] columns = line.split("\t", -1);
            int bar = columns[1].indexOf('|');
            for (String word : columns[1].replace('|', ' ').split(" ", -1)) {
                told.computeIfAbsent(Tokens.hashOf(word), w -> new long[3])[0] |= 1L << sports.size();
            }
            for (String word : columns[1].substring(0, bar).split(" ", -1)) {
                told.get(Tokens.hashOf(word))[2] |= 1L << sports.size();
            }
            sports.add(columns[0]);
        }
        for (String line : resources.lines("qualifiers.txt")) {
            String[] columns = line.split("\t", -1);
            for (String word : columns[1].split(" ", -1)) {
                told.computeIfAbsent(Tokens.hashOf(word), w -> new long[3])[1] |= 1L << qualifiers.size();
            }
            qualifiers.add(columns[0]);
            inBrackets.add(Pattern.of("* (" + columns[0] + ")"));
        }
        words = told.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        sportsOf = new long[words.length];
        namedSportsOf = new long[words.length];
        qualifiersOf = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            int first = (int) (words[i] >>> 64 - FEW_BITS);
            few[first >>> 6] |= 1L << first;
            sportsOf[i] = told.get(words[i])[0];
            qualifiersOf[i] = told.get(words[i])[1];
            namedSportsOf[i] = told.get(words[i])[2];
        }
        CLUBS.forEach((sport, forms) ->
                clubs.put(sport, forms.stream().map(Pattern::of).toList()));
        NATIONAL.forEach((sport, forms) ->
                national.put(sport, forms.stream().map(Pattern::of).toList()));
        for (String line : resources.lines("teams.tsv")) {
            String[] columns = line.split("\t", -1);
            Team team = new Team(columns[0], columns[1] + " " + columns[2]);
            for (String name : new String[] {columns[1], columns[2]}) {
                Tokens tokens = Tokens.of(name);
                teams.computeIfAbsent(state(tokens, 0, tokens.size() - 1), n -> new ArrayList<>())
                        .add(team);
            }
        }
    }

    /** Counts the words that decide. */
    Subject subject(Tokens tokens) {
        Subject subject = new Subject(sports.size(), qualifiers.size());
        for (int i = 0; i < tokens.size(); i++) {
            int first = (int) (tokens.hash(i) >>> 64 - FEW_BITS);
            if ((few[first >>> 6] & 1L << first) == 0) {
                continue;
            }
            int at = Arrays.binarySearch(words, tokens.hash(i));
            if (at >= 0) {
                for (long bits = sportsOf[at]; bits != 0; bits &= bits - 1) {
                    subject.sports[Long.numberOfTrailingZeros(bits)]++;
                }
                for (long bits = namedSportsOf[at]; bits != 0; bits &= bits - 1) {
                    subject.sports[Long.numberOfTrailingZeros(bits)]++;
                }
                for (long bits = qualifiersOf[at]; bits != 0; bits &= bits - 1) {
                    subject.qualifiers[Long.numberOfTrailingZeros(bits)]++;
                }
            }
        }
        return subject;
    }

    /** Whether the name is the title of an organisation, and no person's name. */
    boolean organisationOnly(Tokens tokens, int first, int last) {
        int title = lexicon.title(state(tokens, first, last));
        return (title & Lexicon.ARTICLE) != 0 && (title & Lexicon.ORGANISATION) != 0 && (title & Lexicon.PERSON) == 0;
    }

    /** Titles that this name of a person may stand for, likeliest first. */
    List<Guess> person(Tokens tokens, int first, int last, String name, Subject subject) {
        return plain(tokens, first, last, name, subject, Lexicon.PERSON);
    }

    /** Titles that this name of a place may stand for, likeliest first. */
    List<Guess> place(Tokens tokens, int first, int last, String name, Subject subject) {
        return plain(tokens, first, last, name, subject, Lexicon.PLACE);
    }

    /** Titles that this name of an organisation may stand for, likeliest first. */
    List<Guess> organisation(Tokens tokens, int first, int last, String name, Subject subject) {
        return plain(tokens, first, last, name, subject, Lexicon.ORGANISATION | Lexicon.EVENT);
    }

    /** The team that plays under the name of its country, when the text is about a sport; else nothing. */
    List<Guess> nationalTeam(Tokens tokens, int first, int last, String name, Subject subject) {
        int sport = subject.sport();
        return sport < 0
                ? List.of()
                : made(national.getOrDefault(sports.get(sport), List.of()), tokens, first, last, name, sport);
    }

    private static final Comparator<Guess> LIKELIEST =
            Comparator.comparingDouble(Guess::weight).reversed().thenComparing(Guess::title);

    /** The team that is called by its town, its nickname or its country, when the text is about a sport. */
    List<Guess> team(Tokens tokens, int first, int last, String name, Subject subject) {
        int sport = subject.sport();
        List<Guess> guesses = new ArrayList<>();
        for (Team team : teams.getOrDefault(state(tokens, first, last), List.of())) {
            if (sport >= 0 && team.sport.equals(sports.get(sport))) {
                // Two teams of one town: neither is sure.
                guesses.add(new Guess(team.title, TEAM, team.sport));
            }
        }
        if (sport < 0 || !guesses.isEmpty()) {
            return guesses;
        }
        guesses.addAll(made(clubs.getOrDefault(sports.get(sport), List.of()), tokens, first, last, name, sport));
        guesses.addAll(nationalTeam(tokens, first, last, name, subject));
        return guesses;
    }

    /**
     * The first of these forms that is a title; and where that is a club of a town, the town's other clubs, because then
     * none of them is sure.
     */
    private List<Guess> made(List<Pattern> forms, Tokens tokens, int first, int last, String name, int sport) {
        List<Guess> guesses = new ArrayList<>();
        for (Pattern form : forms) {
            if ((guesses.isEmpty() || form.after.endsWith("F.C."))
                    && (lexicon.title(state(form, tokens, first, last)) & Lexicon.ARTICLE) != 0) {
                guesses.add(new Guess(form.with(name), TEAM, sports.get(sport)));
                if (!form.after.endsWith("F.C.")) {
                    return guesses;
                }
            }
        }
        return guesses;
    }

    private List<Guess> plain(Tokens tokens, int first, int last, String name, Subject subject, int kinds) {
        int title = lexicon.title(state(tokens, first, last));
        boolean shared = (title & Lexicon.SHARED) != 0;
        List<Guess> guesses = new ArrayList<>();
        if ((title & Lexicon.ARTICLE) != 0 && (title & kinds) != 0) {
            guesses.add(new Guess(name, shared ? SHARED : ALONE, ""));
        }
        if (!shared) {
            return guesses;
        }
        for (int q = 0; q < inBrackets.size(); q++) {
            Pattern form = inBrackets.get(q);
            int found = lexicon.title(state(form, tokens, first, last));
            if ((found & Lexicon.ARTICLE) != 0 && (found & kinds) != 0) {
                double weight = 0.3 + 1.6 * Math.log1p(subject.qualifiers[q]);
                guesses.add(new Guess(form.with(name), weight, subject.qualifiers[q] > 0 ? qualifiers.get(q) : ""));
            }
        }
        guesses.sort(LIKELIEST);
        return guesses;
    }

    private static long state(Tokens tokens, int first, int last) {
        long state = 1;
        for (int i = first; i <= last; i++) {
            state = Lexicon.next(state, tokens.hash(i));
        }
        return state;
    }

    private static long state(Pattern form, Tokens tokens, int first, int last) {
        long state = 1;
        for (long hash : form.first) {
            state = Lexicon.next(state, hash);
        }
        for (int i = first; i <= last; i++) {
            state = Lexicon.next(state, tokens.hash(i));
        }
        for (long hash : form.last) {
            state = Lexicon.next(state, hash);
        }
        return state;
    }
}
