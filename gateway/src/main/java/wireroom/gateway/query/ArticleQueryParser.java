package wireroom.gateway.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.MultiFieldQueryParser;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.WildcardQuery;

/** Lucene's own parser, held to our fields. One use each. */
final class ArticleQueryParser extends MultiFieldQueryParser {
    private static final String[] DEFAULT_FIELDS = {"headline", "body"};

    private boolean namesStatus;

    /** What the grammar allows and we do not. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String code;
        private final String where;
        private final String mend;

        Refusal(String code, String detail, String where, String mend) {
            super(detail);
            this.code = code;
            this.where = where;
            this.mend = mend;
        }

        String code() {
            return code;
        }

        String where() {
            return where;
        }

        String mend() {
            return mend;
        }
    }

    ArticleQueryParser(Analyzer analyzer) {
        super(DEFAULT_FIELDS, analyzer, Map.of("headline", 2f, "body", 1f));
        setDefaultOperator(Operator.AND);
        setAllowLeadingWildcard(false);
    }

    boolean namesStatus() {
        return namesStatus;
    }

    @Override
    protected Query getFieldQuery(String field, String text, boolean quoted) throws ParseException {
        know(field);
        return ArticleFields.DATE.equals(field) ? day(text) : super.getFieldQuery(field, text, quoted);
    }

    @Override
    protected Query getFieldQuery(String field, String text, int slop) throws ParseException {
        know(field);
        if (slop > Limits.MAX_SLOP) {
            throw new Refusal(
                    "query_slop",
                    "words may be at most " + Limits.MAX_SLOP + " apart",
                    "~" + slop,
                    "write ~" + Limits.MAX_SLOP + " or less");
        }
        return ArticleFields.DATE.equals(field) ? day(text) : super.getFieldQuery(field, text, slop);
    }

    @Override
    protected Query getRangeQuery(String field, String low, String high, boolean fromLow, boolean toHigh)
            throws ParseException {
        know(field);
        if (ArticleFields.URGENCY.equals(field)) {
            return super.getRangeQuery(field, low, high, fromLow, toHigh);
        }
        if (!ArticleFields.DATE.equals(field)) {
            throw new Refusal(
                    "query_range",
                    "only date and urgency have ranges",
                    field == null ? "[" : field + ":",
                    "e.g. urgency:[1 TO 3] or date:[2026-11-01 TO *]");
        }
        long from = Long.MIN_VALUE;
        long to = Long.MAX_VALUE;
        if (low != null && !low.equals("*")) {
            Span span = span(low);
            from = fromLow ? span.first : span.last + 1;
        }
        if (high != null && !high.equals("*")) {
            Span span = span(high);
            to = toHigh ? span.last : span.first - 1;
        }
        return LongPoint.newRangeQuery(field, from, to);
    }

    @Override
    protected Query getWildcardQuery(String field, String text) throws ParseException {
        if (text.equals("*")) {
            if (field == null || field.equals("*") || List.of(DEFAULT_FIELDS).contains(field)) {
                return MatchAllDocsQuery.INSTANCE;
            }
            know(field);
            return new WildcardQuery(new Term(field, "*"));
        }
        know(field);
        long before = text.chars().takeWhile(c -> c != '*' && c != '?').count();
        requirePrefix(text, before);
        return super.getWildcardQuery(field, text);
    }

    @Override
    protected Query getPrefixQuery(String field, String text) throws ParseException {
        know(field);
        requirePrefix(text, text.length());
        return super.getPrefixQuery(field, text);
    }

    @Override
    protected Query getFuzzyQuery(String field, String text, float similarity) throws ParseException {
        know(field);
        return super.getFuzzyQuery(field, text, similarity);
    }

    @Override
    protected Query getRegexpQuery(String field, String text) {
        throw new Refusal(
                "query_regex",
                "regular expressions are not supported",
                "/",
                "put a text with a slash in double quotes");
    }

    @Override
    protected Query getBooleanQuery(List<BooleanClause> clauses) throws ParseException {
        // Lucene finds nothing when all is forbidden; whoever types NOT means: everything but.
        if (!clauses.isEmpty() && clauses.stream().allMatch(BooleanClause::isProhibited)) {
            clauses.add(new BooleanClause(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.MUST));
        }
        return super.getBooleanQuery(clauses);
    }

    private void know(String field) {
        namesStatus |= ArticleFields.STATUS.equals(field);
        if (field != null && !ArticleFields.ALL.contains(field)) {
            throw new Refusal(
                    "query_unknown_field",
                    "there is no field '" + field + "'",
                    field + ":",
                    "use one of " + String.join(", ", ArticleFields.ALL) + ", or put the text in double quotes");
        }
    }

    private static void requirePrefix(String text, long letters) {
        if (letters < Limits.MIN_PREFIX) {
            throw new Refusal(
                    "query_short_prefix",
                    "at least " + Limits.MIN_PREFIX + " letters must stand before a wildcard",
                    text,
                    "write more of the word, e.g. qua*");
        }
    }

    private record Span(long first, long last) {}

    private static Query day(String text) {
        Span span = span(text);
        return LongPoint.newRangeQuery(ArticleFields.DATE, span.first, span.last);
    }

    /** A day (UTC) or an instant. */
    private static Span span(String text) {
        try {
            if (text.length() <= "2026-11-21".length()) {
                LocalDate day = LocalDate.parse(text);
                return new Span(
                        day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1);
            }
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return new Span(instant.toEpochMilli(), instant.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refusal(
                    "query_date", "'" + text + "' is not a date", text, "write 2026-11-21 or \"2026-11-21T10:15:00Z\"");
        }
    }
}
