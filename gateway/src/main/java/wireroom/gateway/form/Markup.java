package wireroom.gateway.form;

import java.nio.charset.StandardCharsets;

/** XML, written from the outside in. Characters that XML forbids become U+FFFD. */
final class Markup {
    private final StringBuilder out = new StringBuilder(4096);

    Markup() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** A start tag; an attribute whose value is null is left out. */
    Markup open(String name, String... attributes) {
        return tag(name, ">", attributes);
    }

    Markup close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    /** An element without content. */
    Markup empty(String name, String... attributes) {
        return tag(name, "/>", attributes);
    }

    /** An element with text; none at all when the text is null. */
    Markup leaf(String name, String text, String... attributes) {
        return text == null ? this : open(name, attributes).text(text).close(name);
    }

    Markup text(String text) {
        escape(text, false);
        return this;
    }

    private Markup tag(String name, String end, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1], true);
                out.append('"');
            }
        }
        out.append(end);
        return this;
    }

    /** Paragraphs that a blank line parts, as {@code p}; a line end within one as {@code br}. */
    Markup paragraphs(String body) {
        for (String paragraph : Texts.paragraphs(body)) {
            open("p");
            String[] lines = paragraph.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (i > 0) {
                    empty("br");
                }
                text(lines[i]);
            }
            close("p");
        }
        return this;
    }

    private void escape(String text, boolean attribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> {
                    // A parser makes a blank of one in an attribute.
                    if (attribute) {
                        out.append("&#").append((int) c).append(';');
                    } else {
                        out.append(c);
                    }
                }
                default -> out.append(isLegal(text, i) ? c : '\uFFFD');
            }
        }
    }

    private static boolean isLegal(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c >= ' ' && c < '\uFFFE';
    }

    byte[] bytes() {
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
