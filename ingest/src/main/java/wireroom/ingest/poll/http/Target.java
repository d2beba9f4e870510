package wireroom.ingest.poll.http;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a request goes. What is read here is what is connected to, so no second reader of the same URL can be led
 * elsewhere.
 *
 * @param secure https
 * @param host name in ASCII and lower case, or an address without brackets
 * @param port 1 to 65535
 * @param path path and query, percent-encoded, beginning with a slash
 */
public record Target(boolean secure, String host, int port, String path) {
    /** Browsers and servers stop here or earlier. */
    private static final int LONGEST = 8 * 1024;

    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);
    private static final Pattern QUAD = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern LOOKS_NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)\\.?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\\.?");

    /** A URL that is not followed; the message says why. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /**
     * Reads an absolute URL.
     *
     * @throws Refused when it is not http or https, names a user, or has a host that can be read in two ways
     */
    public static Target of(String url) throws Refused {
        String clean = clean(url);
        var scheme = SCHEME.matcher(clean);
        if (!scheme.matches()) {
            throw new Refused("no scheme in '" + shown(clean) + "'");
        }
        boolean secure = secure(scheme.group(1));
        String rest = clean.substring(scheme.group(1).length() + 1);
        if (!rest.startsWith("//")) {
            throw new Refused("no host in '" + shown(clean) + "'");
        }
        return ofAuthority(secure, rest.substring(2));
    }

    /** Reads a reference as RFC 3986 section 5 does, against where it was found. */
    public Target resolve(String reference) throws Refused {
        String clean = clean(reference);
        if (SCHEME.matcher(clean).matches()) {
            return of(clean);
        }
        if (clean.startsWith("//")) {
            return ofAuthority(secure, clean.substring(2));
        }
        String base = path.indexOf('?') < 0 ? path : path.substring(0, path.indexOf('?'));
        String joined;
        if (clean.isEmpty()) {
            joined = path;
        } else if (clean.startsWith("/")) {
            joined = clean;
        } else if (clean.startsWith("?")) {
            joined = base + clean;
        } else {
            joined = base.substring(0, base.lastIndexOf('/') + 1) + clean;
        }
        return new Target(secure, host, port, withoutDots(encoded(joined)));
    }

    private static String clean(String raw) throws Refused {
        String url = raw.strip();
        int fragment = url.indexOf('#');
        url = fragment < 0 ? url : url.substring(0, fragment);
        if (url.length() > LONGEST) {
            throw new Refused("a URL of " + url.length() + " characters");
        }
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c < ' ' || c == 0x7f || c == '\\') {
                throw new Refused("control characters or backslashes in '" + shown(url) + "'");
            }
        }
        return url;
    }

    private static boolean secure(String scheme) throws Refused {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https" -> true;
            case "http" -> false;
            default -> throw new Refused("the scheme '" + shown(scheme) + "'");
        };
    }

    private static Target ofAuthority(boolean secure, String rest) throws Refused {
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            throw new Refused("user information in the URL");
        }
        String path = rest.substring(end);
        String host;
        String port;
        if (authority.startsWith("[")) {
            int close = authority.indexOf(']');
            if (close < 0) {
                throw new Refused("an open bracket in '" + shown(authority) + "'");
            }
            host = authority.substring(1, close);
            port = authority.substring(close + 1);
            if (!host.matches("[0-9a-fA-F:.]{2,45}") || host.indexOf(':') < 0) {
                throw new Refused("the address '" + shown(host) + "'");
            }
        } else {
            int colon = authority.indexOf(':');
            host = name(colon < 0 ? authority : authority.substring(0, colon));
            port = colon < 0 ? "" : authority.substring(colon);
        }
        return new Target(
                secure, host, port(port, secure), withoutDots(encoded(path.startsWith("/") ? path : "/" + path)));
    }

    private static int port(String written, boolean secure) throws Refused {
        if (written.isEmpty() || written.equals(":")) {
            return secure ? 443 : 80;
        }
        if (!written.matches(":\\d{1,5}") || Integer.parseInt(written.substring(1)) - 1 >= 65535) {
            throw new Refused("the port '" + shown(written) + "'");
        }
        int port = Integer.parseInt(written.substring(1));
        if (port == 0) {
            throw new Refused("the port 0");
        }
        return port;
    }

    private static String name(String written) throws Refused {
        String ascii;
        try {
            ascii = IDN.toASCII(written, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new Refused("the host '" + shown(written) + "'");
        }
        if (QUAD.matcher(ascii).matches()) {
            return ascii;
        }
        if (LOOKS_NUMERIC.matcher(ascii).matches()) {
            throw new Refused("an address written in an unusual way, '" + shown(ascii) + "'");
        }
        if (!NAME.matcher(ascii).matches() || ascii.contains("..")) {
            throw new Refused("the host '" + shown(written) + "'");
        }
        return ascii;
    }

    private static String encoded(String path) {
        StringBuilder out = null;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c > ' ' && c < 0x7f && "\"<>`{}|^".indexOf(c) < 0) {
                if (out != null) {
                    out.append(c);
                }
                continue;
            }
            out = out == null ? new StringBuilder(path.substring(0, i)) : out;
            int length = Character.isHighSurrogate(c) && i + 1 < path.length() ? 2 : 1;
            for (byte b : path.substring(i, i + length).getBytes(StandardCharsets.UTF_8)) {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
            i += length - 1;
        }
        return out == null ? path : out.toString();
    }

    /** RFC 3986, 5.2.4. */
    private static String withoutDots(String path) {
        int query = path.indexOf('?');
        String only = query < 0 ? path : path.substring(0, query);
        if (!only.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] parts = only.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            switch (parts[i]) {
                case "." -> {
                    if (last) {
                        kept.addLast("");
                    }
                }
                case ".." -> {
                    kept.pollLast();
                    if (last) {
                        kept.addLast("");
                    }
                }
                default -> kept.addLast(parts[i]);
            }
        }
        return "/" + String.join("/", kept) + (query < 0 ? "" : path.substring(query));
    }

    /** Part of a URL, safe to show in one line: a stranger wrote it. */
    private static String shown(String raw) {
        String line = raw.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return line.length() > 100 ? line.substring(0, 100) + "…" : line;
    }

    /** Whether one server would be asked for both. */
    public boolean sameOrigin(Target other) {
        return origin().equals(other.origin());
    }

    /** Scheme, host and port: who is asked. */
    String origin() {
        return (secure ? "https://" : "http://") + authority();
    }

    /** Value of the Host header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    /** The whole URL. */
    @Override
    public String toString() {
        return origin() + path;
    }
}
