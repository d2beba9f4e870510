/** Web pages: the article without the page around it, {@link wireroom.ingest.format.html.HtmlParser}. */
package wireroom.ingest.format.html;
