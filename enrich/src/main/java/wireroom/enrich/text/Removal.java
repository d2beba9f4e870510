package wireroom.enrich.text;

/**
 * Something taken out of a text, so that it can be questioned.
 *
 * @param rule what took it, e.g. "text.dateline"
 * @param at UTF-16 offset in the body behind which it stood
 * @param text what was taken; the start of it when it is long
 * @param length how long it was
 */
public record Removal(String rule, int at, String text, int length) {}
