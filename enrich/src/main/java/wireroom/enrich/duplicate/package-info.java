/** Which article copies which: {@link wireroom.enrich.duplicate.DuplicateRule}. */
package wireroom.enrich.duplicate;
