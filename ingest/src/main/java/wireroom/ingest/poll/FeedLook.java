package wireroom.ingest.poll;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Tells from its first bytes whether a document may be a feed at all; servers answer 200 with all kinds of pages. */
final class FeedLook {
    /** Prologs, comments and doctypes before the root are shorter. */
    private static final int LOOK = 2048;

    private FeedLook() {}

    /** Why it is none, in words; blank when it may be one. */
    static String refusal(byte[] body) {
        String start = new String(body, 0, Math.min(body.length, LOOK), StandardCharsets.ISO_8859_1)
                // UTF-16 and UTF-32 look like their ASCII with holes.
                .replace("\0", "")
                .replaceFirst("^(?:\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)", "")
                .stripLeading();
        if (start.isEmpty()) {
            return "an empty document";
        }
        String lower = start.toLowerCase(Locale.ROOT);
        if (lower.contains("<html") || lower.startsWith("<!doctype html")) {
            return lower.contains("<rss") || lower.contains("<feed") || lower.contains("<rdf") ? "" : "a web page";
        }
        boolean archive = start.startsWith("\u001f\u008b") || start.startsWith("PK\u0003\u0004");
        return archive || "<{[".indexOf(start.charAt(0)) >= 0 ? "" : "neither XML nor JSON";
    }
}
