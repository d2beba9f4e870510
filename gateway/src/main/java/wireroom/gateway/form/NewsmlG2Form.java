package wireroom.gateway.form;

import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;

/** A NewsML-G2 news item, conformance power. */
final class NewsmlG2Form {
    private NewsmlG2Form() {}

    static byte[] bytes(Article article) {
        Markup xml = new Markup();
        xml.open(
                "newsItem",
                "xmlns",
                "http://iptc.org/std/nar/2006-10-01/",
                "guid",
                article.getUri(),
                "version",
                version(article),
                "standard",
                "NewsML-G2",
                "standardversion",
                "2.35",
                "conformance",
                "power",
                "xml:lang",
                article.getLanguage());
        xml.empty("catalogRef", "href", "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml");
        xml.open("catalog")
                .empty("scheme", "alias", "ianarel", "uri", "http://www.iana.org/assignments/relation/")
                .close("catalog");
        if (article.getUsageTerms() != null) {
            xml.open("rightsInfo").leaf("usageTerms", article.getUsageTerms()).close("rightsInfo");
        }
        itemMeta(xml, article);
        contentMeta(xml, article);
        if (article.getBody() != null) {
            xml.open("contentSet")
                    .open("inlineXML", "contenttype", "application/xhtml+xml")
                    .open("html", "xmlns", "http://www.w3.org/1999/xhtml")
                    .open("head")
                    .leaf("title", article.getHeadline() == null ? "" : article.getHeadline())
                    .close("head")
                    .open("body")
                    .paragraphs(article.getBody())
                    .close("body")
                    .close("html")
                    .close("inlineXML")
                    .close("contentSet");
        }
        return xml.close("newsItem").bytes();
    }

    /** G2 counts versions from 1: what a wire wrote otherwise gives way to the number of our outputs. */
    private static String version(Article article) {
        String version = article.getVersion();
        return version != null && version.matches("[1-9]\\d{0,17}") ? version : Long.toString(article.getEmission());
    }

    private static void itemMeta(Markup xml, Article article) {
        xml.open("itemMeta")
                .empty("itemClass", "qcode", "ninat:text")
                .empty("provider", "literal", article.getProvider())
                .leaf("versionCreated", Texts.text(Texts.version(article)))
                .leaf("firstCreated", Texts.text(article.getFirstCreated()));
        if (Texts.open(article)) {
            xml.empty("embargoed");
        } else {
            xml.leaf("embargoed", Texts.text(article.getEmbargo().getUntil()));
        }
        xml.empty("pubStatus", "qcode", "stat:" + Texts.status(article.getStatus()));
        article.getEdNotes().forEach(note -> xml.leaf("edNote", note));
        if (article.getAction() == Action.CORRECTION) {
            xml.empty("signal", "qcode", "sig:correction");
        } else if (article.getAction() == Action.UPDATE) {
            xml.empty("signal", "qcode", "sig:update");
        }
        xml.leaf("expires", Texts.text(article.getExpires()));
        if (article.getLink() != null) {
            xml.empty("link", "rel", "ianarel:canonical", "href", article.getLink());
        }
        xml.close("itemMeta");
    }

    private static void contentMeta(Markup xml, Article article) {
        xml.open("contentMeta");
        xml.leaf(
                "urgency",
                article.getUrgency() == null ? null : article.getUrgency().toString());
        if (article.getLanguage() != null) {
            xml.empty("language", "tag", article.getLanguage());
        }
        article.getKeywords().forEach(keyword -> xml.leaf("keyword", keyword));
        for (MediaTopic topic : article.getMediaTopics()) {
            xml.open(
                            "subject",
                            "type",
                            "cpnat:abstract",
                            "qcode",
                            topic.getCode(),
                            "confidence",
                            Integer.toString(Texts.percent(topic.getConfidence())))
                    .leaf("name", topic.getName())
                    .close("subject");
        }
        for (Entity entity : article.getEntities()) {
            String uri = Texts.uri(entity);
            xml.open(
                            "subject",
                            "type",
                            switch (entity.getType()) {
                                case PER -> "cpnat:person";
                                case ORG -> "cpnat:organisation";
                                case LOC -> "cpnat:geoArea";
                            },
                            uri == null ? "literal" : "uri",
                            uri == null ? entity.getId() : uri)
                    .leaf("name", entity.getName())
                    .close("subject");
        }
        xml.leaf("slugline", article.getSlugline())
                .leaf("headline", article.getHeadline())
                .leaf("dateline", article.getDateline())
                .leaf("by", article.getByline())
                .leaf("description", article.getSummary(), "role", "drol:summary")
                .close("contentMeta");
    }
}
