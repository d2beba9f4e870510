/**
 * Carries what the current edition says to the topics that subscribers read:
 * {@link wireroom.enrich.publish.Publisher}.
 */
package wireroom.enrich.publish;
