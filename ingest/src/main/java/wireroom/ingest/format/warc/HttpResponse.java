package wireroom.ingest.format.warc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An HTTP response as it came over the line: status, headers, and the body without transfer and content codings.
 *
 * @param status 100 to 999, 0 when the first line is none of HTTP
 * @param headers by name in lower case; of repeated ones the first
 * @param body decoded; as much of it as could be
 * @param unread coding that is not known and why the body is empty; null when there is none
 * @param cut whether the body ended before its coding did
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
record HttpResponse(int status, Map<String, String> headers, byte[] body, String unread, boolean cut) {
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)?\\s+(\\d{3})\\b.*");
    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([\\w.:-]{1,40})");

    /** Codings one over the other; more are an attack. */
    private static final int MAX_CODINGS = 3;

    /** @param limit decoded bytes that are kept */
    static HttpResponse of(byte[] block, int limit) {
        Map<String, String> headers = new HashMap<>();
        int at = 0;
        int status = 0;
        for (int line = 0; at < block.length; line++) {
            int end = at;
            while (end < block.length && block[end] != '\n') {
                end++;
            }
            String text = new String(block, at, end - at, StandardCharsets.ISO_8859_1).strip();
            if (line == 0) {
                Matcher first = STATUS.matcher(text);
                if (!first.matches()) {
                    return new HttpResponse(0, headers, block, null, false);
                }
                status = Integer.parseInt(first.group(1));
            }
            at = end + 1;
            if (text.isEmpty()) {
                break;
            }
            int colon = text.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        text.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        text.substring(colon + 1).strip());
            }
        }
        byte[] body = at >= block.length ? new byte[0] : Arrays.copyOfRange(block, at, block.length);
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            body = joined(body);
        }
        return decoded(status, headers, body, limit);
    }

    /** The chunks in one piece (RFC 9112, section 7.1); the body as it is when it is not in chunks, as some crawlers leave it. */
    private static byte[] joined(byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.length);
        int at = 0;
        while (at < body.length) {
            int end = at;
            long size = 0;
            int digits = 0;
            while (end < body.length && Character.digit(body[end], 16) >= 0 && digits < 8) {
                size = size * 16 + Character.digit(body[end++], 16);
                digits++;
            }
            int line = end;
            while (line < body.length && body[line] != '\n') {
                line++;
            }
            boolean sound = digits > 0
                    && line < body.length
                    && (body[end] == '\r' || body[end] == '\n' || body[end] == ';' || body[end] == ' ');
            if (!sound) {
                return whole.size() == 0 ? body : whole.toByteArray();
            }
            if (size == 0) {
                break;
            }
            int from = line + 1;
            int count = (int) Math.min(size, body.length - from);
            whole.write(body, from, count);
            at = from + count;
            while (at < body.length && (body[at] == '\r' || body[at] == '\n')) {
                at++;
            }
        }
        return whole.toByteArray();
    }

    private static HttpResponse decoded(int status, Map<String, String> headers, byte[] sent, int limit) {
        byte[] body = sent;
        boolean cut = false;
        String[] codings = headers.getOrDefault("content-encoding", "")
                .toLowerCase(Locale.ROOT)
                .split(",");
        for (int i = codings.length - 1; i >= 0; i--) {
            String coding = codings[i].strip();
            // Some crawlers keep the header and store the body decoded: the bytes decide.
            boolean zipped = body.length > 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
            switch (coding) {
                case "", "identity", "none" -> {}
                case "gzip", "x-gzip" -> {
                    if (zipped && codings.length <= MAX_CODINGS) {
                        Inflated inflated = inflated(body, true, limit);
                        body = inflated.bytes();
                        cut |= inflated.cut();
                    }
                }
                case "deflate" -> {
                    Inflated inflated = inflated(body, false, limit);
                    body = inflated.bytes().length == 0 ? body : inflated.bytes();
                    cut |= inflated.cut();
                }
                default -> {
                    if (looksEncoded(body)) {
                        return new HttpResponse(status, headers, new byte[0], coding, false);
                    }
                }
            }
        }
        return new HttpResponse(status, headers, body, null, cut);
    }

    /** Markup begins with a bracket, white space or a byte order mark. */
    private static boolean looksEncoded(byte[] body) {
        for (int i = 0; i < Math.min(body.length, 64); i++) {
            int b = body[i] & 0xff;
            if (b < 0x09 || b > 0x0d && b < 0x20 && b != 0x1b) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Inflated(byte[] bytes, boolean cut) {}

    /** As many bytes as come before the end, the limit or the first broken one. */
    private static Inflated inflated(byte[] body, boolean gzip, int limit) {
        // RFC 9110, section 8.4.1.2: deflate has a zlib header, which some servers leave out.
        boolean raw = !gzip
                && (body.length < 2 || (body[0] & 0x0f) != 8 || ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 != 0);
        Inflater inflater = new Inflater(raw);
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, body.length * 4 + 64));
        boolean cut = false;
        try (InputStream in = gzip
                ? new GZIPInputStream(new ByteArrayInputStream(body))
                : new InflaterInputStream(new ByteArrayInputStream(body), inflater)) {
            byte[] buffer = new byte[16 * 1024];
            int count;
            while (out.size() <= limit && (count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, count);
            }
        } catch (EOFException end) {
            cut = true;
        } catch (IOException broken) {
            cut = true;
        } finally {
            inflater.end();
        }
        return new Inflated(out.toByteArray(), cut);
    }

    /** Media type without parameters, in lower case; blank when it is not said. */
    String mediaType() {
        return mediaType(headers.get("content-type"));
    }

    static String mediaType(String field) {
        if (field == null) {
            return "";
        }
        int end = field.indexOf(';');
        return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Charset of a Content-Type, when it names one that is known. */
    static Optional<Charset> charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
        if (!named.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(named.group(1)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
