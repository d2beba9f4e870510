package wireroom.ingest.format.html;

/**
 * One stretch of text between two edges of boxes: a paragraph, a heading, an item of a list, a row of a table.
 *
 * @param box the part of the page it stands in
 * @param text its characters, white space collapsed; never blank
 * @param words words, where two characters of a script without spaces count as one
 * @param linkWords those of them in links
 * @param inner {@link Hints} of the inline element that it begins with
 * @param bold words in bold or italic
 * @param list number of the list it is an item of, 0 when of none
 */
record Block(Box box, String text, int words, int linkWords, int inner, int bold, int list) {}
