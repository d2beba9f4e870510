package wireroom.enrich.text;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text while furniture is taken out of it. What is taken stays, with the rule that took it. */
final class Passage {
    /** Stands where a mark of furniture was; no text can hold it, {@link Characters} refuses it. */
    static final String GONE = "\uFFFF";

    /** Removals that are told of one article; a page of links has no more that anybody would question. */
    private static final int MAX_REMOVALS = 100;

    /** Characters of a removal that are told. */
    private static final int MAX_TOLD = 300;

    private final List<Paragraph> paragraphs = new ArrayList<>();

    static Passage of(List<String> texts) {
        Passage passage = new Passage();
        for (String text : texts) {
            passage.paragraphs.add(new Paragraph(text));
        }
        return passage;
    }

    /** A line: kept while it has no rule. */
    static final class Line {
        private String text;
        private String rule;
        private boolean marks;

        Line(String text, String rule) {
            this.text = text;
            this.rule = rule;
        }

        /** Its text; {@link #GONE} when it was taken and still shows that furniture was there. */
        String text() {
            return rule == null ? text : GONE;
        }

        boolean isVisible() {
            return rule == null || marks;
        }

        /** Takes it away without a trace for other rules. */
        void take(String by) {
            rule = rule == null ? by : rule;
            marks = false;
        }

        /** Takes it away; other rules see that furniture was there. */
        void mark(String by) {
            rule = by;
            marks = true;
        }
    }

    /** Lines that belong together. */
    static final class Paragraph {
        private final List<Line> lines = new ArrayList<>();

        Paragraph(String text) {
            for (String line : text.split("\n")) {
                lines.add(new Line(line, null));
            }
        }

        /** Visible lines, parted by line feeds. */
        String text() {
            if (lines.size() == 1) {
                return lines.getFirst().isVisible() ? lines.getFirst().text() : "";
            }
            StringBuilder text = new StringBuilder();
            for (Line line : lines) {
                if (line.isVisible()) {
                    text.append(text.isEmpty() ? "" : "\n").append(line.text());
                }
            }
            return text.toString();
        }

        List<Line> lines() {
            return lines.stream().filter(Line::isVisible).toList();
        }

        boolean isVisible() {
            return lines.stream().anyMatch(Line::isVisible);
        }

        void take(String rule) {
            lines.forEach(line -> line.take(rule));
        }

        /** Takes the first characters of its text. */
        void takeStart(int end, String rule) {
            int left = end;
            for (int i = 0; i < lines.size() && left > 0; i++) {
                Line line = lines.get(i);
                if (line.isVisible()) {
                    if (left >= line.text.length()) {
                        left -= line.text.length() + 1;
                        line.take(rule);
                    } else {
                        lines.add(i, new Line(line.text.substring(0, left).strip(), rule));
                        line.text = line.text.substring(left);
                        return;
                    }
                }
            }
        }

        /** Takes the characters of its text from a place to the end. */
        void takeEnd(int start, String rule) {
            int at = 0;
            for (int i = 0; i < lines.size(); i++) {
                Line line = lines.get(i);
                if (line.isVisible()) {
                    int length = line.text.length();
                    if (at >= start) {
                        line.take(rule);
                    } else if (at + length > start) {
                        lines.add(
                                i + 1, new Line(line.text.substring(start - at).strip(), rule));
                        line.text = line.text.substring(0, start - at).strip();
                        if (line.text.isEmpty()) {
                            lines.remove(i);
                        }
                        i++;
                    }
                    at += length + 1;
                }
            }
        }

        /** Replaces a line by what is left of it, which may be nothing. */
        void leave(Line line, String left, String taken, String rule) {
            if (left.isEmpty()) {
                line.mark(rule);
            } else {
                lines.add(lines.indexOf(line), new Line(taken, rule));
                line.text = left;
            }
        }
    }

    /** Paragraphs of which something is to be seen. */
    List<Paragraph> paragraphs() {
        return paragraphs.stream().filter(Paragraph::isVisible).toList();
    }

    /** What is kept: paragraphs parted by a blank line. */
    String body() {
        return write(new ArrayList<>());
    }

    /** What was taken, in the order of the text. */
    List<Removal> removals() {
        List<Removal> removals = new ArrayList<>();
        write(removals);
        return removals;
    }

    private String write(List<Removal> removals) {
        StringBuilder body = new StringBuilder();
        for (Paragraph paragraph : paragraphs) {
            boolean first = true;
            for (Line line : paragraph.lines) {
                if (line.rule == null) {
                    body.append(body.isEmpty() ? "" : first ? "\n\n" : "\n").append(line.text);
                    first = false;
                } else if (!line.text.isEmpty() && removals.size() < MAX_REMOVALS) {
                    removals.add(new Removal(line.rule, body.length(), told(line.text), line.text.length()));
                }
            }
        }
        return body.toString();
    }

    private static String told(String text) {
        if (text.length() <= MAX_TOLD) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(MAX_TOLD - 1));
        return text.substring(0, pair ? MAX_TOLD - 1 : MAX_TOLD);
    }
}
