package wireroom.gateway.form;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import wireroom.model.Article;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.PubStatus;

/** What all forms say in the same way. */
final class Texts {
    /** Base of the URIs of media topics. */
    static final String MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/";

    private static final Pattern BLANK_LINE = Pattern.compile("\n{2,}");

    private Texts() {}

    static List<String> paragraphs(String body) {
        return BLANK_LINE.splitAsStream(body).filter(p -> !p.isBlank()).toList();
    }

    /** Null stays null. */
    static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** When this version was made; forms that must have a time get that of receipt when the wire told none. */
    static Instant version(Article article) {
        return article.getVersionCreated() == null ? article.getReceivedAt() : article.getVersionCreated();
    }

    /** URI of an entity in its authority; null for one that is only known here. */
    static String uri(Entity entity) {
        String id = entity.getId();
        String rest = id.substring(id.indexOf(':') + 1);
        return switch (id.substring(0, Math.max(0, id.indexOf(':')))) {
            case "geonames" -> "https://sws.geonames.org/" + rest + "/";
            case "wikidata" -> "http://www.wikidata.org/entity/" + rest;
            case "http", "https" -> id;
            default -> null;
        };
    }

    /** Whether an identifier is a URI with a scheme, as forms want it. */
    static boolean isUri(String identifier) {
        try {
            return new URI(identifier).isAbsolute();
        } catch (URISyntaxException none) {
            return false;
        }
    }

    /** Whether the article is held by an embargo that nobody knows the end of. */
    static boolean open(Article article) {
        return article.getEmbargo().getKind() == EmbargoKind.OPEN
                || article.getEmbargo().getKind() == EmbargoKind.UNTIL
                        && article.getEmbargo().getUntil() == null;
    }

    /** Status in IPTC's spelling. */
    static String status(PubStatus status) {
        return switch (status) {
            case USABLE -> "usable";
            case WITHHELD -> "withheld";
            case CANCELED -> "canceled";
        };
    }

    /** Whole hundredths, as IPTC counts confidence. */
    static int percent(double share) {
        return (int) Math.round(Math.clamp(share, 0, 1) * 100);
    }
}
