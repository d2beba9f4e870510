/** What people and programs read: search, subscriptions and the web page behind {@link wireroom.gateway.Gateway}. */
package wireroom.gateway;
