package wireroom.article;

import java.text.Normalizer;
import java.util.Objects;

/**
 * Identity of an article that survives its versions: {@code provider|uri}. Family rule R1: the uri excludes the
 * version, is trimmed and NFC, and keeps its case.
 *
 * @param provider organisation the article comes from, not blank, without {@code |}
 * @param uri family id, not blank
 */
public record ArticleId(String provider, String uri) {
    public ArticleId {
        provider = normalise(Objects.requireNonNull(provider, "provider"));
        uri = normalise(Objects.requireNonNull(uri, "uri"));
        if (provider.isEmpty() || provider.indexOf('|') >= 0) {
            throw new IllegalArgumentException("provider must not be blank or hold '|': '" + provider + "'");
        }
        if (uri.isEmpty()) {
            throw new IllegalArgumentException("uri must not be blank");
        }
    }

    /**
     * Reads {@code provider|uri}; the uri may hold further bars.
     *
     * @throws IllegalArgumentException when there is no bar, or a part is blank
     */
    public static ArticleId parse(String text) {
        int bar = text.indexOf('|');
        if (bar < 0) {
            throw new IllegalArgumentException("not an article id, expected provider|uri: '" + text + "'");
        }
        return new ArticleId(text.substring(0, bar), text.substring(bar + 1));
    }

    private static String normalise(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    }

    /** The Kafka key and the id that stores and subscribers see. */
    @Override
    public String toString() {
        return provider + "|" + uri;
    }
}
