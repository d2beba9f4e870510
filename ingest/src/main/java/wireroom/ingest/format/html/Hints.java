package wireroom.ingest.format.html;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * What the names that a page's makers gave to its parts say of them: the words of {@code class}, {@code id},
 * {@code role} and {@code itemprop}, sorted into kinds. One instance per page, for it remembers the names met.
 */
final class Hints {
    /** The kinds; an element's hints are a bit set of them. */
    enum Kind {
        /** Two words that together mean the text, such as "post-content". */
        BODY,
        ARTICLE,
        CONTENT,
        COMMENT,
        RELATED,
        SHARE,
        NAVIGATION,
        SIDE,
        META,
        CAPTION,
        ADVERTISING,
        FOOT,
        HEAD,
        SUMMARY,
        SIGN_UP,
        AUTHOR,
        TAGS,
        LISTING,
        HIDDEN,
        QUOTE;

        int bit() {
            return 1 << ordinal();
        }
    }

    static final int KINDS = Kind.values().length;

    /** Longer names are generated; what they begin with is enough. */
    private static final int MAX_NAME = 400;

    private static final Map<String, Integer> WORDS = new HashMap<>();

    static {
        put(
                Kind.ARTICLE,
                "article articles post posts entry hentry story blogpost artikel beitrag noticia materia articolo notizia"
                        + " newsarticle blogposting artigo wpis artykul statya nota actu nyhet");
        put(
                Kind.CONTENT,
                "content contents text main body copy inhalt primary center middle contenido conteudo contenuto texto"
                        + " testo texte corpo cuerpo corps detail details richtext rte prose wysiwyg editor tekst"
                        + " paragraph paragraphs zn page read single full mainbody maincontent");
        put(
                Kind.COMMENT,
                "comment comments commentlist commentary disqus reply replies respond kommentar kommentare comentarios"
                        + " comentario commentaires commentaire commenti livefyre commenter trackback pingback pings");
        put(
                Kind.RELATED,
                "related recommend recommended recommendation recommendations similar popular trending outbrain taboola"
                        + " more mostread readmore seealso also next prev previous teaser teasers readnext suggested"
                        + " mehr verwandt relacionadas relacionados correlati jp relatedposts nextprev zergnet revcontent"
                        + " mostpopular mostviewed promoted linked crosslink inline interstitial recirc");
        put(
                Kind.SHARE,
                "share sharing sharedaddy shares social facebook twitter addthis sociable tweet whatsapp follow follows"
                        + " teilen compartir partager addtoany like likes sns bookmark tools toolbar utility actions button"
                        + " buttons btn print email");
        put(
                Kind.NAVIGATION,
                "nav navigation navbar menu menus breadcrumb breadcrumbs pager pagination pages toc topnav subnav"
                        + " submenu sitemap skip skiplink crumbs hamburger dropdown tabs tab index");
        put(
                Kind.SIDE,
                "sidebar side aside widget widgets rail right left column secondary complementary module box infobox"
                        + " factbox supplementary extra sidebox marginalia panel block");
        put(
                Kind.META,
                "meta metadata info date time timestamp published publish posted dateline datum fecha data infos"
                        + " publication modified updated credits credit source postmeta entrymeta details-date views");
        put(
                Kind.CAPTION,
                "caption captions wpcaption image images img photo photos gallery figure figcaption slideshow slide media"
                        + " video videos player picture pic thumbnail thumb thumbs bild bilder foto fotos carousel embed"
                        + " legend lightbox audio podcast");
        put(
                Kind.ADVERTISING,
                "ad ads adv advert advertisement advertising adsense sponsor sponsored sponsors promo promotion promos"
                        + " banner banners dfp adslot anzeige anzeigen werbung publicidad publicite marketing commercial"
                        + " affiliate partner partners deal deals shop shopping product products buy googlead");
        put(
                Kind.FOOT,
                "footer foot copyright legal disclaimer colophon bottom credits footnote footnotes terms contentinfo"
                        + " impressum rights");
        put(
                Kind.HEAD,
                "header head masthead headline title heading top titel titulo titre banner logo branding kicker");
        put(
                Kind.SUMMARY,
                "summary excerpt standfirst dek lead lede intro subtitle subheadline subheading subhead abstract"
                        + " description deck chapeau vorspann teasertext highlights keypoints bullets subtitulo sapo");
        put(
                Kind.SIGN_UP,
                "newsletter subscribe subscription subscriptions signup signin login register registration paywall"
                        + " cookie cookies consent gdpr optin donate donation membership member premium password captcha"
                        + " contact form search notification notifications piano meter regwall");
        put(
                Kind.AUTHOR,
                "author authors byline bylines bio biography vcard writer reporter contributor contributors about autor"
                        + " autore auteur signature profile avatar gravatar staff");
        put(
                Kind.TAGS,
                "tag tags category categories cat topic topics keyword keywords label labels hashtag hashtags filed"
                        + " section sections schlagworte etiquetas taxonomy terms");
        put(
                Kind.LISTING,
                "list listing items item card cards grid feed latest recent archive archives results slider headlines"
                        + " stream river ticker stories tile tiles rank ranking top10 loop collection");
        put(
                Kind.HIDDEN,
                "hidden hide invisible visuallyhidden screen reader sr offscreen noprint modal popup popover overlay"
                        + " tooltip dialog drawer collapse collapsed off");
        put(Kind.QUOTE, "quote pullquote blockquote pull quotation tweetquote");
    }

    private static final Pattern TEXT_OF_ARTICLE = Pattern.compile(
            "(?:articles?|post|entry|story|news|blog|single|artikel|beitrag|noticia|materia|articolo)[-_]*"
                    + "(?:body|content|text|copy|inhalt|corpo|cuerpo|texto|testo|main|full|detail|prose|page)"
                    + "|(?:body|content|text|main|full|inner)[-_]*(?:articles?|post|entry|story|news|copy|text|body)\\b");

    private final Map<String, Integer> byName = new HashMap<>();

    private static void put(Kind kind, String words) {
        for (String word : words.split(" ")) {
            WORDS.merge(word, kind.bit(), (a, b) -> a | b);
        }
    }

    /** Kinds that the names of an element say; 0 when they say nothing. */
    int of(Element element) {
        if (element.attributesSize() == 0) {
            return 0;
        }
        int mask = names(element.className()) | names(element.id());
        if (element.attributesSize() > 1 || mask == 0) {
            mask |= names(element.attr("role")) | names(element.attr("itemprop"));
        }
        return mask;
    }

    private int names(String names) {
        if (names.isEmpty()) {
            return 0;
        }
        Integer known = byName.get(names);
        if (known == null) {
            known = kinds(names.length() > MAX_NAME ? names.substring(0, MAX_NAME) : names);
            byName.put(names, known);
        }
        return known;
    }

    /** Words end at what is no letter, and at a capital after a small letter. */
    private static int kinds(String names) {
        int mask = 0;
        int start = -1;
        for (int i = 0; i <= names.length(); i++) {
            char c = i < names.length() ? names.charAt(i) : ' ';
            boolean letter = Character.isLetter(c);
            boolean hump =
                    letter && start >= 0 && Character.isUpperCase(c) && Character.isLowerCase(names.charAt(i - 1));
            if (start >= 0 && (!letter || hump)) {
                mask |= WORDS.getOrDefault(names.substring(start, i).toLowerCase(Locale.ROOT), 0);
                start = -1;
            }
            if (letter && start < 0) {
                start = i;
            }
        }
        if (TEXT_OF_ARTICLE.matcher(names.toLowerCase(Locale.ROOT)).find()) {
            mask |= Kind.BODY.bit();
        }
        return mask;
    }
}
