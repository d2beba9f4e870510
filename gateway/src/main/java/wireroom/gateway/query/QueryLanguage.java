package wireroom.gateway.query;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.TokenMgrError;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import wireroom.model.Article;
import wireroom.model.Story;

/**
 * Lucene syntax over the fields of an article. Terms without a field are looked for in headline and body; all terms
 * must match unless {@code OR} stands between them. The same text gives the same matches in search and in a live
 * stream. Thread-safe.
 */
public final class QueryLanguage {
    private static final Pattern LEXICAL_COLUMN = Pattern.compile("column (\\d+)");

    private final Analyzer analyzer = ArticleFields.analyzer();

    /** Takes apart the words of articles and queries alike. */
    public Analyzer analyzer() {
        return analyzer;
    }

    /** What a query can find an article by. */
    public List<IndexableField> fields(Article article) {
        return ArticleFields.of(article);
    }

    /** What a query can find a story by. */
    public List<IndexableField> fields(Story story) {
        return ArticleFields.of(story);
    }

    /**
     * Reads a query.
     *
     * @param text as typed; blank or null finds everything
     */
    public Reading read(String text) {
        if (text == null || text.isBlank()) {
            return new Reading.Understood(MatchAllDocsQuery.INSTANCE, true, false);
        }
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        Reading.Refused broken = Limits.broken(normal);
        if (broken != null) {
            return broken;
        }
        ArticleQueryParser parser = new ArticleQueryParser(analyzer);
        try {
            Query query = parser.parse(normal);
            return new Reading.Understood(query, query instanceof MatchAllDocsQuery, parser.namesStatus());
        } catch (ArticleQueryParser.Refusal e) {
            return at(normal, e);
        } catch (ParseException e) {
            return at(normal, e);
        } catch (TokenMgrError e) {
            return at(normal, e);
        }
    }

    private static Reading.Refused at(String text, Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof ArticleQueryParser.Refusal refusal) {
                return Limits.refusal(
                        refusal.code(),
                        refusal.getMessage(),
                        text,
                        Math.max(0, text.indexOf(refusal.where())),
                        refusal.mend());
            }
            if (cause instanceof IndexSearcher.TooManyClauses) {
                return Limits.refusal(
                        "query_too_many_terms",
                        "the query has more than " + IndexSearcher.getMaxClauseCount() + " terms",
                        text,
                        0,
                        "make two queries of it");
            }
            if (cause instanceof ParseException syntax && syntax.currentToken != null) {
                int column = syntax.currentToken.next == null
                        ? syntax.currentToken.endColumn
                        : syntax.currentToken.next.beginColumn;
                boolean end = syntax.currentToken.next == null || syntax.currentToken.next.image.isEmpty();
                return syntax(
                        text,
                        end ? text.length() : column,
                        end ? "the query ends too early" : "cannot read '" + syntax.currentToken.next.image + "' here");
            }
            if (cause instanceof TokenMgrError) {
                Matcher column = LEXICAL_COLUMN.matcher(String.valueOf(cause.getMessage()));
                return syntax(
                        text,
                        column.find() ? Integer.parseInt(column.group(1)) - 1 : text.length(),
                        "a quotation mark, bracket or escape is not closed");
            }
        }
        return syntax(
                text,
                0,
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("cannot be read"));
    }

    private static Reading.Refused syntax(String text, int position, String detail) {
        return Limits.refusal(
                "query_syntax",
                detail,
                text,
                position,
                "close quotation marks and parentheses; put text with signs in double quotes");
    }
}
