/** What is known of an agency's wire beyond its format: {@link wireroom.ingest.profile.Profiles}. */
package wireroom.ingest.profile;
