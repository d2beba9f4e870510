package wireroom.gateway.query;

import org.apache.lucene.search.Query;

/** What became of a query's text. */
public sealed interface Reading {
    /**
     * It can be run.
     *
     * @param query what to run
     * @param everything true when it does not narrow anything
     * @param namesStatus true when it asks for a status itself, so that articles without text are wanted too
     */
    record Understood(Query query, boolean everything, boolean namesStatus) implements Reading {}

    /**
     * It was not compiled.
     *
     * @param code stable code, e.g. {@code query_syntax} or the limit that it breaks
     * @param detail what is wrong
     * @param position first UTF-16 unit that is wrong, from 0; at most the length of the text
     * @param picture the part of the text around the position, a line break, and a caret under it
     * @param mend what to write instead
     */
    record Refused(String code, String detail, int position, String picture, String mend) implements Reading {}
}
