/** One pass over a text that every later step shares: {@link wireroom.enrich.token.Tokens}. */
package wireroom.enrich.token;
