/**
 * What of an article may be shown, whatever the order in which its revisions arrived:
 * {@link wireroom.enrich.lifecycle.Lifecycle}.
 */
package wireroom.enrich.lifecycle;
