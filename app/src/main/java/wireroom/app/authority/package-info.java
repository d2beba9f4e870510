/** The room's own names: what a file says of them and what it changes, up to {@link wireroom.app.authority.AuthorityTable}. */
package wireroom.app.authority;
