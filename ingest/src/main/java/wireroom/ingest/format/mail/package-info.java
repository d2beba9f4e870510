/** News by e-mail, RFC 5322 and MIME: {@link wireroom.ingest.format.mail.MailParser}. */
package wireroom.ingest.format.mail;
