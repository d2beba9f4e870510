/** Articles and stories as JSON, with field names that stay: {@link wireroom.gateway.view.Views}. */
package wireroom.gateway.view;
