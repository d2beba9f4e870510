package wireroom.ingest.format.xml;

import java.util.Map;
import java.util.Set;

/**
 * Markup of a body, from the source of well-formed XML, as HTML. One pass over the characters; text stays as it was
 * sent, CDATA becomes text.
 */
public final class BodyMarkup {
    private static final Set<String> VOID = Set.of("br", "hr", "img", "col", "wbr");
    private static final Set<String> KEPT_ATTRIBUTES = Set.of("href", "colspan", "rowspan", "lang", "dir");

    private final String source;
    private final Map<String, String> names;
    private final StringBuilder out;

    private BodyMarkup(String source, Map<String, String> names) {
        this.source = source;
        this.names = names;
        this.out = new StringBuilder(source.length());
    }

    /**
     * Renames elements.
     *
     * @param source between the tags of a well-formed element
     * @param names local name to the name in HTML; blank leaves out the element with all in it; of an element that is
     *     not there only the tags are left out
     */
    public static String html(String source, Map<String, String> names) {
        return new BodyMarkup(source, names).rewritten();
    }

    /** XHTML without prefixes, since HTML knows none. */
    public static String xhtml(String source) {
        return source.indexOf(':') < 0 || !PREFIXED.matcher(source).find()
                ? source
                : PREFIXED.matcher(source).replaceAll("$1");
    }

    private static final java.util.regex.Pattern PREFIXED =
            java.util.regex.Pattern.compile("(</?)[A-Za-z_][\\w.-]*:(?=[A-Za-z])");

    /** Whether there is text between the tags, or in a CDATA section. */
    public static boolean hasText(String markup) {
        boolean tag = false;
        char quote = 0;
        for (int i = 0; i < markup.length(); i++) {
            char c = markup.charAt(i);
            if (tag) {
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else {
                    tag = c != '>';
                }
            } else if (c == '<') {
                if (markup.startsWith("<![CDATA[", i)) {
                    return true;
                }
                tag = true;
            } else if (!Character.isWhitespace(c) && c != '\u00A0') {
                return true;
            }
        }
        return false;
    }

    private String rewritten() {
        int at = 0;
        while (at < source.length()) {
            int tag = source.indexOf('<', at);
            if (tag < 0) {
                break;
            }
            out.append(source, at, tag);
            at = markup(tag);
        }
        return out.append(source, Math.min(at, source.length()), source.length())
                .toString();
    }

    /** Handles what begins at a {@code <}; returns the place behind it. */
    private int markup(int tag) {
        if (source.startsWith("<!--", tag)) {
            return behind("-->", tag + 4);
        }
        if (source.startsWith("<![CDATA[", tag)) {
            int end = behind("]]>", tag + 9);
            escape(tag + 9, Math.max(tag + 9, end - 3));
            return end;
        }
        if (source.startsWith("<?", tag)) {
            return behind("?>", tag + 2);
        }
        int end = endOfTag(tag);
        boolean closing = source.startsWith("</", tag);
        String local = local(tag + (closing ? 2 : 1), end);
        String name = names.get(local);
        if (name == null) {
            return end;
        }
        if (name.isEmpty()) {
            return closing || source.charAt(end - 2) == '/' ? end : behindElement(end);
        }
        if (closing) {
            if (!VOID.contains(name)) {
                out.append("</").append(name).append('>');
            }
            return end;
        }
        boolean empty = source.charAt(end - 2) == '/';
        out.append('<').append(name);
        attributes(tag + 1, end - (empty ? 2 : 1));
        out.append('>');
        if (empty && !VOID.contains(name)) {
            out.append("</").append(name).append('>');
        }
        return end;
    }

    private int behind(String mark, int from) {
        int at = source.indexOf(mark, from);
        return at < 0 ? source.length() : at + mark.length();
    }

    /** Behind the {@code >} of a tag; one in a quoted value does not end it. */
    private int endOfTag(int tag) {
        char quote = 0;
        for (int i = tag + 1; i < source.length(); i++) {
            char c = source.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            }
        }
        return source.length();
    }

    private String local(int from, int end) {
        int start = from;
        int at = from;
        while (at < end && " \t\r\n/>".indexOf(source.charAt(at)) < 0) {
            if (source.charAt(at) == ':') {
                start = at + 1;
            }
            at++;
        }
        return source.substring(start, at);
    }

    /** Behind the end of the element whose start tag ends here. */
    private int behindElement(int from) {
        int depth = 1;
        int at = from;
        while (depth > 0 && at < source.length()) {
            int tag = source.indexOf('<', at);
            if (tag < 0) {
                return source.length();
            }
            if (source.startsWith("<!--", tag)) {
                at = behind("-->", tag + 4);
            } else if (source.startsWith("<![CDATA[", tag)) {
                at = behind("]]>", tag + 9);
            } else if (source.startsWith("<?", tag)) {
                at = behind("?>", tag + 2);
            } else {
                at = endOfTag(tag);
                if (source.startsWith("</", tag)) {
                    depth--;
                } else if (source.charAt(at - 2) != '/') {
                    depth++;
                }
            }
        }
        return at;
    }

    private void attributes(int from, int to) {
        int at = from;
        while (at < to) {
            int equals = source.indexOf('=', at);
            if (equals < 0 || equals >= to) {
                return;
            }
            int open = equals + 1;
            while (open < to && Character.isWhitespace(source.charAt(open))) {
                open++;
            }
            int close = open < to ? source.indexOf(source.charAt(open), open + 1) : -1;
            if (close < 0 || close >= to + 1) {
                return;
            }
            int end = equals;
            while (end > at && Character.isWhitespace(source.charAt(end - 1))) {
                end--;
            }
            int start = end;
            while (start > at && !Character.isWhitespace(source.charAt(start - 1))) {
                start--;
            }
            String name = source.substring(start, end);
            name = name.substring(name.indexOf(':') + 1);
            if (KEPT_ATTRIBUTES.contains(name)) {
                out.append(' ').append(name).append('=').append(source, open, close + 1);
            }
            at = close + 1;
        }
    }

    private void escape(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = source.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                default -> out.append(c);
            }
        }
    }
}
