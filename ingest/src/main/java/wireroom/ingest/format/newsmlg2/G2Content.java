package wireroom.ingest.format.newsmlg2;

import java.util.List;
import java.util.Optional;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.nitf.NitfText;
import wireroom.ingest.format.xml.BodyMarkup;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.model.Association;
import wireroom.model.WireItem;

/** The content set: text inline as XHTML, NITF or plain, and renditions elsewhere. */
final class G2Content {
    private final XmlElement item;
    private final XmlFeed source;
    private final XmlFields fields;

    G2Content(XmlElement item, XmlFeed source, XmlFields fields) {
        this.item = item;
        this.source = source;
        this.fields = fields;
    }

    void read(WireItem.Builder built, List<Association> associations) {
        boolean elsewhere = false;
        for (XmlElement set : item.named("contentSet")) {
            for (XmlElement content : set.children()) {
                switch (content.name()) {
                    case "inlineXML" -> inlineXml(built, content, associations);
                    case "inlineData" -> inlineData(built, content);
                    case "remoteContent" -> {
                        associations.add(rendition(content));
                        String type = Plain.line(content.attribute("contenttype"));
                        elsewhere |= type != null && (type.startsWith("text/") || type.contains("nitf"));
                        count(built, content);
                    }
                    default -> fields.keep(content.name(), content);
                }
            }
        }
        if (elsewhere && built.getType().equals("text") && built.getBodyHtml() == null && built.getBodyText() == null) {
            built.setPartial(true);
        }
    }

    private void inlineXml(WireItem.Builder built, XmlElement content, List<Association> associations) {
        count(built, content);
        language(built, content);
        Optional<XmlElement> root = content.children().stream().findFirst();
        if (root.isEmpty()) {
            // Markup that was escaped, or plain text.
            plainOrMarkup(built, content.text(), content);
            return;
        }
        switch (root.get().name()) {
            case "html" -> html(built, root.get().at("body").orElse(root.get()));
            case "body", "div", "p", "article", "section" -> html(built, content);
            case "nitf" -> nitf(built, root.get(), associations);
            case "body.content" -> nitf(built, content, associations);
            default -> fields.keep("inlineXML", root.get().name());
        }
    }

    private void html(WireItem.Builder built, XmlElement body) {
        String html = BodyMarkup.xhtml(source.inner(body)).strip();
        if (!BodyMarkup.hasText(html)) {
            return;
        }
        if (built.getBodyHtml() == null) {
            built.setBodyHtml(html);
        } else {
            fields.keep("contentSet", html);
        }
    }

    /** What the metadata of the item leaves out, the document in it may say. */
    private void nitf(WireItem.Builder built, XmlElement nitf, List<Association> associations) {
        NitfText text = NitfText.of(nitf, source, fields);
        if (built.getHeadline() == null) {
            built.setHeadline(text.headline());
        }
        if (built.getByline() == null) {
            built.setByline(text.byline());
        }
        if (built.getAuthors().isEmpty()) {
            built.setAuthors(text.authors());
        }
        if (built.getDateline() == null) {
            built.setDateline(text.dateline());
        }
        if (built.getSummary() == null) {
            built.setSummary(text.summary());
        }
        if (built.getBodyHtml() == null && built.getBodyText() == null) {
            built.setBodyHtml(text.html());
            built.setBodyText(text.text());
        }
        associations.addAll(text.media());
    }

    private void inlineData(WireItem.Builder built, XmlElement content) {
        count(built, content);
        language(built, content);
        String encoding = Plain.line(content.attribute("encoding"));
        if (encoding != null
                && content.attribute("contenttype") != null
                && !content.attribute("contenttype").startsWith("text/")) {
            fields.keep("inlineData", content.attribute("contenttype"));
            return;
        }
        plainOrMarkup(built, content.text(), content);
    }

    private void plainOrMarkup(WireItem.Builder built, String characters, XmlElement content) {
        String text = Plain.text(characters.strip());
        if (text.isEmpty()) {
            return;
        }
        String type = content.attribute("contenttype");
        boolean markup = type != null && type.contains("html") || type == null && text.startsWith("<");
        if (markup && built.getBodyHtml() == null) {
            built.setBodyHtml(BodyMarkup.hasText(text) ? text : null);
        } else if (!markup && built.getBodyText() == null) {
            built.setBodyText(text);
        } else {
            fields.keep("contentSet", text);
        }
    }

    private static void language(WireItem.Builder built, XmlElement content) {
        if (built.getLanguage() == null) {
            built.setLanguage(Plain.line(content.attribute("http://www.w3.org/XML/1998/namespace|lang")));
        }
    }

    private static void count(WireItem.Builder built, XmlElement content) {
        String count = content.attribute("wordcount");
        if (built.getWordCount() == null && count != null && count.strip().matches("\\d{1,8}")) {
            built.setWordCount(Integer.valueOf(count.strip()));
        }
    }

    private static Association rendition(XmlElement content) {
        String rendition = Plain.line(content.attribute("rendition"));
        String id = Plain.identifier(content.attribute("residref"));
        return new Association(
                rendition == null ? "rendition" : rendition,
                id,
                Plain.identifier(content.attribute("href")),
                Plain.line(content.attribute("contenttype")),
                null);
    }
}
