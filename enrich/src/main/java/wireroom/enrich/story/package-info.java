/** Which articles tell one event: {@link wireroom.enrich.story.StoryRule}. */
package wireroom.enrich.story;
