/** The one runnable: the {@code wireroom} command, {@link wireroom.app.Wireroom}. */
package wireroom.app;
