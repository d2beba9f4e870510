/** The Streams application that makes articles of wire items; start it with {@link wireroom.enrich.Enrich}. */
package wireroom.enrich;
