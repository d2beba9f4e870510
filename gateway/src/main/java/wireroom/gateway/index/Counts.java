package wireroom.gateway.index;

/**
 * What is in the index.
 *
 * @param articles articles, those without text included
 * @param withoutText articles that are canceled, withheld or again under embargo
 * @param stories stories
 */
public record Counts(long articles, long withoutText, long stories) {}
