package wireroom.ingest.format.nitf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.BodyMarkup;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.model.Association;
import wireroom.model.Dateline;

/**
 * What the {@code body} of a NITF document says, be it a document of its own or within an envelope of another format.
 *
 * @param headline first {@code hl1}; null when there is none
 * @param subheadlines {@code hl2} and further {@code hl1} of the head, in their order
 * @param byline without {@code byttl}; null when there is none
 * @param authors persons of the byline
 * @param dateline null when there is none
 * @param summary {@code abstract}; null when there is none
 * @param html {@code body.content} as HTML; null when there is no text in it
 * @param text {@code body.content} as plain text when it has no markup at all; else null
 * @param media pictures, sound and film in {@code body.content}
 */
public record NitfText(
        String headline,
        List<String> subheadlines,
        String byline,
        List<String> authors,
        Dateline dateline,
        String summary,
        String html,
        String text,
        List<Association> media) {

    /** Names that HTML has too stay; a table's metadata and the media, which are associations, go. */
    private static final Map<String, String> HTML = names();

    public NitfText {
        subheadlines = List.copyOf(subheadlines);
        authors = List.copyOf(authors);
        media = List.copyOf(media);
    }

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String same :
                "p br hr pre ol ul li dl dt dd table caption colgroup col thead tbody tfoot tr th td a em q sub sup strong b i u"
                        .split(" ")) {
            names.put(same, same);
        }
        names.put("hl1", "h1");
        names.put("hl2", "h2");
        names.put("bq", "blockquote");
        names.put("credit", "cite");
        names.put("block", "div");
        names.put("fn", "div");
        names.put("note", "div");
        names.put("media", "");
        names.put("nitf-table-metadata", "");
        names.put("alt-code", "");
        return Map.copyOf(names);
    }

    /** @param nitf the element {@code nitf}, or any that has a {@code body} or a {@code body.content} */
    public static NitfText of(XmlElement nitf, XmlFeed source, XmlFields fields) {
        Optional<XmlElement> head = nitf.at("body", "body.head");
        List<String> headlines = new ArrayList<>();
        List<String> subheadlines = new ArrayList<>();
        head.ifPresent(h -> h.named("hedline").forEach(hedline -> {
            hedline.named("hl1").forEach(e -> add(headlines, fields.line(e)));
            hedline.named("hl2").forEach(e -> add(subheadlines, fields.line(e)));
            if (hedline.isLeaf()) {
                add(headlines, fields.line(hedline));
            }
        }));
        subheadlines.addAll(0, headlines.subList(Math.min(1, headlines.size()), headlines.size()));
        List<String> bylines = new ArrayList<>();
        List<String> authors = new ArrayList<>();
        head.ifPresent(h -> h.named("byline").forEach(e -> {
            add(bylines, byline(e, source, fields));
            e.named("person").forEach(p -> add(authors, fields.line(p)));
        }));
        Optional<XmlElement> content = nitf.at("body", "body.content").or(() -> nitf.at("body.content"));
        String html = content.map(c -> BodyMarkup.html(source.inner(c), HTML).strip())
                .filter(BodyMarkup::hasText)
                .orElse(null);
        boolean bare = html != null && html.indexOf('<') < 0;
        List<Association> media = new ArrayList<>();
        content.ifPresent(c -> media(c, media, fields));
        return new NitfText(
                headlines.isEmpty() ? null : headlines.getFirst(),
                subheadlines,
                bylines.isEmpty() ? null : String.join("; ", bylines),
                authors,
                head.flatMap(h -> h.at("dateline"))
                        .map(d -> dateline(d, fields))
                        .orElse(null),
                head.map(h -> fields.line(h.at("abstract"))).orElse(null),
                bare ? null : html,
                bare ? content.map(c -> Plain.text(c.text().strip())).orElse(null) : null,
                media);
    }

    private static void add(List<String> lines, String line) {
        if (line != null) {
            lines.add(line);
        }
    }

    private static String byline(XmlElement byline, XmlFeed source, XmlFields fields) {
        if (byline.isLeaf()) {
            return fields.line(byline);
        }
        String kept = BodyMarkup.html(source.inner(byline), Map.of("byttl", ""));
        String line = Plain.lineOfHtml(kept);
        return line == null ? null : line.replaceAll("[\\s,;]+$", "");
    }

    private static Dateline dateline(XmlElement dateline, XmlFields fields) {
        String text = fields.line(dateline);
        if (text == null) {
            return null;
        }
        Optional<XmlElement> location = dateline.at("location");
        String city = fields.line(location.flatMap(l -> l.at("city")).or(() -> location));
        Optional<XmlElement> date = dateline.at("story.date");
        String said = fields.line(date);
        if (said == null) {
            said = date.map(d -> Plain.line(d.attribute("norm"))).orElse(null);
        }
        boolean bare = location.isEmpty() && date.isEmpty();
        return new Dateline(bare ? text : city, text, said);
    }

    private static void media(XmlElement within, List<Association> media, XmlFields fields) {
        for (XmlElement child : within.children()) {
            if (child.name().equals("media")) {
                String caption = fields.line(child.at("media-caption"));
                String kind = Plain.line(child.attribute("media-type"));
                for (XmlElement reference : child.named("media-reference")) {
                    String type = Plain.line(reference.attribute("mime-type"));
                    String href = Plain.identifier(reference.attribute("source"));
                    if (href != null || caption != null) {
                        media.add(new Association(
                                "media-" + (media.size() + 1),
                                Plain.identifier(reference.attribute("data-location")),
                                href,
                                type == null ? kind : type,
                                caption == null ? Plain.line(reference.attribute("alternate-text")) : caption));
                    }
                }
            } else if (!child.isLeaf()) {
                media(child, media, fields);
            }
        }
    }
}
