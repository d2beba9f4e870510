/** IPTC Media Topics of an article, with what decided: {@link wireroom.enrich.mediatopic.MediaTopicStep}. */
package wireroom.enrich.mediatopic;
