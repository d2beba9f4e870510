package wireroom.gateway.form;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import wireroom.model.Article;
import wireroom.model.MediaTopic;
import wireroom.model.PubStatus;

/** An Atom 1.0 entry, or the {@code deleted-entry} of RFC 6721 for what must not be used, for ever or for now. */
final class AtomForm {
    private AtomForm() {}

    static byte[] bytes(Article article) {
        boolean gone =
                article.getStatus() != PubStatus.USABLE || article.getHeadline() == null && article.getBody() == null;
        return gone ? deleted(article) : entry(article);
    }

    /** Atom wants an IRI; a wire's identifier that is none becomes part of one. */
    private static String id(Article article) {
        return Texts.isUri(article.getUri())
                ? article.getUri()
                : "urn:wireroom:"
                        + URLEncoder.encode(article.getId(), StandardCharsets.UTF_8)
                                .replace("+", "%20");
    }

    private static byte[] deleted(Article article) {
        String what = switch (article.getStatus()) {
            case CANCELED -> "Killed: must not be used. Erase every copy.";
            case WITHHELD -> "Withheld: must not be used for now.";
            case USABLE -> "Under embargo.";
        };
        return new Markup()
                .open(
                        "at:deleted-entry",
                        "xmlns:at",
                        "http://purl.org/atompub/tombstones/1.0",
                        "ref",
                        id(article),
                        "when",
                        Texts.text(Texts.version(article)))
                .leaf("at:comment", what)
                .close("at:deleted-entry")
                .bytes();
    }

    private static byte[] entry(Article article) {
        Markup xml = new Markup();
        xml.open("entry", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", article.getLanguage())
                .leaf("id", id(article))
                .leaf("title", article.getHeadline() == null ? "" : article.getHeadline(), "type", "text")
                .leaf("updated", Texts.text(Texts.version(article)))
                .leaf("published", Texts.text(article.getFirstCreated()))
                .open("author")
                .leaf("name", article.getByline() == null ? article.getProvider() : article.getByline())
                .close("author");
        if (article.getLink() != null) {
            xml.empty("link", "rel", "alternate", "href", article.getLink());
        }
        for (MediaTopic topic : article.getMediaTopics()) {
            xml.empty("category", "term", topic.getCode(), "scheme", Texts.MEDIA_TOPICS, "label", topic.getName());
        }
        article.getKeywords().forEach(keyword -> xml.empty("category", "term", keyword));
        xml.leaf("rights", article.getUsageTerms()).leaf("summary", article.getSummary(), "type", "text");
        if (article.getBody() != null) {
            xml.open("content", "type", "xhtml")
                    .open("div", "xmlns", "http://www.w3.org/1999/xhtml")
                    .paragraphs(article.getBody())
                    .close("div")
                    .close("content");
        }
        return xml.close("entry").bytes();
    }
}
