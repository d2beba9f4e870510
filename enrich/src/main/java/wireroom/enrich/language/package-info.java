/** Which language a text is in: {@link wireroom.enrich.language.LanguageDetector}. */
package wireroom.enrich.language;
