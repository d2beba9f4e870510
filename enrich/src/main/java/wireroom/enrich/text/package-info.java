/** What a wire item says once the furniture is gone: {@link wireroom.enrich.text.TextCleaner}. */
package wireroom.enrich.text;
