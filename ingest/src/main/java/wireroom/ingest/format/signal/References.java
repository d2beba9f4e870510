package wireroom.ingest.format.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.article.SequenceRef;

/** References to items of a wire in a sentence: {@code item dpa 157}, {@code Meldung nw0157}, {@code the story BC-US--Storm, V9991}. */
final class References {
    /** What wires call an item, in the four languages; a number after it is a reference, a number alone is news. */
    static final String ITEM =
            "(?:items?|stor(?:y|ies)|messages?|dispatch(?:es)?|reports?|articles?|takes?|files?|copy|pieces?|"
                    + "Meldung(?:en)?|Nachricht(?:en)?|Bericht(?:e|s)?|Text(?:e|s)?|Fassung(?:en)?|Zusammenfassung(?:en)?|"
                    + "d[ée]p[êe]ches?|informations?|papiers?|articles?|"
                    + "noticias?|despachos?|informaci[óo]n(?:es)?|art[íi]culos?|notas?)";

    private static final String NUMBERED = "(?:(?:no|nr|num|núm|number|numbers|seq|sequence|n°)\\.?:?\\s*)?";
    private static final Pattern TOKEN =
            Pattern.compile("(?<![\\p{L}\\p{N}-])(\\p{L}{2,16}(?:-\\p{L}{2,5})?)[ -]?(\\d{2,6})(?![\\p{L}\\p{N}])"
                    + "|(?<![\\p{L}\\p{N}-])(\\p{L})(\\d{4})(?![\\p{L}\\p{N}])");
    private static final Pattern NOUN = Pattern.compile(
            "(?<![\\p{L}\\p{N}])" + ITEM + "(?![\\p{L}\\p{N}])\\s*" + NUMBERED,
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    /** Words that look like a service in front of a number, after a noun: months and units. */
    private static final Set<String> NOT_SERVICES = Set.of(
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "march",
            "april", "june", "july", "page", "para", "graf", "line", "about", "some", "over", "than", "the", "and",
            "at", "of", "in", "by", "for", "from", "with", "until", "pars", "absatz", "zeile", "mai", "juni", "juli",
            "okt", "dez", "um", "am", "vom", "von", "ab", "bis", "mit", "rund", "mayo", "de", "du", "le", "la", "el",
            "los", "las", "unos", "gmt", "utc");

    private static final Pattern SLUG =
            Pattern.compile("(?<![\\p{L}\\p{N}])((?:AM|PM|BC|AP)-[\\p{L}\\p{N}][\\p{L}\\p{N}.&'-]*(?:"
                    + " [\\p{Lu}][\\p{L}\\p{N}.&'-]*){0,3})|(?:slug(?:ged|line)?|Stichwort|mots?-cl[ée]s?|titulada)(?:"
                    + " is)?:? [\"\u201C\u201E\u00AB`]{0,2}\\s?([\\p{L}\\p{N}][^\\s,;\"\u201D\u201C\u00BB]{1,60})");
    /** A reference stands near its noun: a headline or a slug may be in between. */
    private static final int NEAR = 90;
    /** Services have short names; a longer word is one only right behind the noun. */
    private static final int SHORT = 6;
    /** A notice lists its items; a text with more numbers than this is a table. */
    private static final int MOST = 40;

    private References() {}

    /**
     * References in a stretch of text: of a known service anywhere in it, of an unknown one near a noun for an item.
     *
     * @param words whose services are known, and whose own references are nobody's target
     */
    static List<SequenceRef> in(CharSequence sentence, Words words) {
        List<SequenceRef> found = new ArrayList<>();
        Matcher noun = NOUN.matcher(sentence);
        int near = -1;
        Matcher token = TOKEN.matcher(sentence);
        while (token.find() && found.size() < MOST) {
            String service = token.group(1) == null ? token.group(3) : token.group(1);
            String number = token.group(1) == null ? token.group(4) : token.group(2);
            while (near <= token.start() && noun.find(Math.max(near, 0))) {
                if (noun.start() > token.start()) {
                    break;
                }
                near = noun.end();
            }
            boolean known = words.services().contains(service.toLowerCase(Locale.ROOT));
            boolean named = near >= 0
                    && token.start() >= near
                    && (token.start() == near || token.start() - near <= NEAR && service.length() <= SHORT)
                    && !NOT_SERVICES.contains(service.toLowerCase(Locale.ROOT));
            if (known || named) {
                SequenceRef ref = SequenceRef.of(service, Long.parseLong(number));
                if (!found.contains(ref) && !words.own().contains(ref)) {
                    found.add(ref);
                }
                // What follows in a list belongs to the same noun: "items dpa 157 and dpa 160".
                near = token.end();
            }
        }
        return found;
    }

    /** Whether a reference or slug may be in a sentence: a cheap look, since hardly any sentence has one. */
    static boolean mayName(String sentence) {
        for (int i = 0; i < sentence.length(); i++) {
            char c = sentence.charAt(i);
            if (c >= '0' && c <= '9' || c == '-') {
                return true;
            }
        }
        return sentence.contains("slug")
                || sentence.contains("tichwort")
                || sentence.contains("titulada")
                || sentence.contains("mot");
    }

    /** A slug that a sentence names. */
    static Optional<String> slug(CharSequence sentence) {
        Matcher m = SLUG.matcher(sentence);
        if (!m.find()) {
            return Optional.empty();
        }
        String slug = m.group(1) == null ? m.group(2) : m.group(1);
        String bare = slug.replaceAll("[.,;:'\"]+$", "");
        return bare.isEmpty() ? Optional.empty() : Optional.of(bare);
    }
}
