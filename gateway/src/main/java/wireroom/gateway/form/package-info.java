/** An article in the standard forms of the trade, for subscribers that read them: {@link wireroom.gateway.form.Form}. */
package wireroom.gateway.form;
