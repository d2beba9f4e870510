package wireroom.ingest.format.newsmlg2;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.XmlElement;

/**
 * From a qcode to its URI. Catalogues are never fetched: the aliases of IPTC's come with Wireroom, a provider's may be
 * in its profile or within the item, which counts most. An alias that nobody knows is data, not an error.
 */
final class Schemes {
    private static final String IPTC = "http://cv.iptc.org/newscodes/";
    private static final Map<String, String> SHIPPED = shipped();

    private final Map<String, String> own;

    private Schemes(Map<String, String> own) {
        this.own = own;
    }

    /** With the catalogues within an item, if it has any. */
    static Schemes of(XmlElement item, Map<String, String> ofProfile) {
        List<XmlElement> catalogs = item.named("catalog");
        if (catalogs.isEmpty()) {
            return new Schemes(ofProfile);
        }
        Map<String, String> own = new HashMap<>(ofProfile);
        for (XmlElement catalog : catalogs) {
            for (XmlElement scheme : catalog.named("scheme")) {
                String alias = Plain.identifier(scheme.attribute("alias"));
                String uri = Plain.identifier(scheme.attribute("uri"));
                if (alias != null && uri != null) {
                    own.put(alias, uri);
                }
            }
        }
        return new Schemes(own);
    }

    /** URI of a scheme; null for an unknown alias. */
    String scheme(String alias) {
        String uri = own.get(alias);
        return uri == null ? SHIPPED.get(alias) : uri;
    }

    /** URI of a concept; null when it is no qcode of a known scheme. */
    String uri(String qcode) {
        int colon = qcode == null ? -1 : qcode.indexOf(':');
        String scheme = colon < 1 ? null : scheme(qcode.substring(0, colon));
        return scheme == null ? null : scheme + qcode.substring(colon + 1);
    }

    private static Map<String, String> shipped() {
        Map<String, String> schemes = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Schemes.class.getResourceAsStream("iptc-schemes.txt"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    int blank = line.indexOf(' ');
                    schemes.put(line.substring(0, blank), IPTC + line.substring(blank + 1) + "/");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(schemes);
    }
}
