package wireroom.gateway.query;

/** Bounds that a query meets before anything is compiled: a text of 22 characters can cost a compiler gigabytes. */
final class Limits {
    static final int MAX_LENGTH = 2_000;
    static final int MAX_TERMS = 256;
    static final int MAX_NESTING = 16;
    static final int MAX_WILDCARDS = 8;
    static final int MAX_FUZZY = 4;
    static final int MAX_SLOP = 100;
    /** Letters in front of the first wildcard: fewer would walk through most of the dictionary. */
    static final int MIN_PREFIX = 2;

    private static final int AROUND = 40;

    private Limits() {}

    /** The first limit that a text breaks; null when it breaks none. */
    static Reading.Refused broken(String text) {
        if (text.length() > MAX_LENGTH) {
            return refusal(
                    "query_too_long",
                    "the query has " + text.length() + " characters, the limit is " + MAX_LENGTH,
                    text,
                    MAX_LENGTH,
                    "shorten it, or make two of it");
        }
        boolean quoted = false;
        boolean inTerm = false;
        int depth = 0;
        int terms = 0;
        int wildcards = 0;
        int fuzzies = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            boolean parts = Character.isWhitespace(c) || c == '(' || c == ')' || c == ':' || c == '"';
            if (c == '/' && !quoted && !inTerm) {
                return refusal(
                        "query_regex",
                        "regular expressions are not supported",
                        text,
                        i,
                        "put a text with a slash in double quotes, e.g. uri:\"http://example.org/1\"");
            }
            if (!parts && !inTerm && ++terms > MAX_TERMS) {
                return refusal(
                        "query_too_many_terms",
                        "the query has more than " + MAX_TERMS + " terms",
                        text,
                        i,
                        "make two queries of it");
            }
            inTerm = !parts;
            if (quoted) {
                continue;
            }
            if (c == '(' && ++depth > MAX_NESTING) {
                return refusal(
                        "query_too_deep",
                        "parentheses are nested deeper than " + MAX_NESTING,
                        text,
                        i,
                        "take parentheses away");
            }
            if (c == ')') {
                depth--;
            }
            if ((c == '*' || c == '?') && ++wildcards > MAX_WILDCARDS) {
                return refusal(
                        "query_too_many_wildcards",
                        "the query has more than " + MAX_WILDCARDS + " wildcards",
                        text,
                        i,
                        "write words out");
            }
            if (c == '~' && ++fuzzies > MAX_FUZZY) {
                return refusal(
                        "query_too_many_fuzzy_terms",
                        "the query has more than " + MAX_FUZZY + " '~'",
                        text,
                        i,
                        "write words out");
            }
        }
        return null;
    }

    static Reading.Refused refusal(String code, String detail, String text, int position, String mend) {
        int at = Math.clamp(position, 0, text.length());
        int from = Math.max(0, at - AROUND);
        String cut = text.substring(from, Math.min(text.length(), at + AROUND)).replaceAll("\\s", " ");
        return new Reading.Refused(code, detail, at, cut + "\n" + " ".repeat(at - from) + "^", mend);
    }
}
