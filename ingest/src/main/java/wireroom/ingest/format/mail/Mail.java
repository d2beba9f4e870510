package wireroom.ingest.format.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.io.MaxHeaderLengthLimitException;
import org.apache.james.mime4j.io.MaxHeaderLimitException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import wireroom.ingest.format.Decoded;
import wireroom.outcome.RejectCode;

/**
 * A message taken apart.
 *
 * @param fields decoded, by name in lower case; the first of each name counts
 * @param plain text of its plain parts; blank when it has none
 * @param html markup of its HTML parts; blank when it has none
 * @param attachments parts that are not its text
 * @param charset of its text
 */
record Mail(Map<String, String> fields, String plain, String html, List<Attachment> attachments, Charset charset) {
    /** Fields of one message; mailing lists add some dozens. */
    private static final int FIELDS = 1_000;
    /** One field, folded; a long list of recipients is below. */
    private static final int FIELD_BYTES = 256 * 1024;
    /** Parts within each other; a forwarded forward has less than ten. */
    private static final int DEPTH = 50;
    /** Parts of one message that are looked at. */
    private static final int PARTS = 1_000;

    private static final MimeConfig CONFIG = MimeConfig.custom()
            .setMaxHeaderCount(FIELDS)
            .setMaxHeaderLen(FIELD_BYTES)
            // A body may be one line.
            .setMaxLineLen(-1)
            .setMalformedHeaderStartsBody(true)
            .build();
    private static final Pattern FILENAME =
            Pattern.compile("(?:file)?name\\s*=\\s*(?:\"([^\"]{0,300})\"|([^;\\s]{1,300}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern FLOWED = Pattern.compile("format\\s*=\\s*\"?flowed", Pattern.CASE_INSENSITIVE);
    private static final Pattern DELETED_SPACE = Pattern.compile("delsp\\s*=\\s*\"?yes", Pattern.CASE_INSENSITIVE);

    /**
     * A part that is not the text.
     *
     * @param name file name, else content id, else its number
     * @param type media type
     * @param contentId without its brackets; null when it has none
     */
    record Attachment(String name, String type, String contentId) {}

    /** A field by its name in lower case. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(v -> !v.isBlank());
    }

    /**
     * @param fallback charset of texts and fields that do not say theirs
     * @throws UnreadableMail when its header is over a limit or there is none
     */
    static Mail read(byte[] bytes, Charset fallback) throws UnreadableMail {
        try {
            return new Reader(fallback).read(bytes);
        } catch (MaxHeaderLimitException | MaxHeaderLengthLimitException e) {
            throw new UnreadableMail(
                    RejectCode.TOO_LARGE,
                    "mail.header",
                    "its header has more than " + FIELDS + " fields or one of more than " + FIELD_BYTES + " bytes",
                    "send it with fewer fields");
        } catch (MimeException | IOException e) {
            throw new UnreadableMail(
                    RejectCode.MALFORMED_TEXT,
                    "mail.mime",
                    "it cannot be taken apart: " + e.getMessage(),
                    "send a message as RFC 5322 and MIME say");
        }
    }

    private static final class Reader {
        private final Charset fallback;
        private final Map<String, String> fields = new HashMap<>();
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder html = new StringBuilder();
        private final List<Attachment> attachments = new ArrayList<>();
        private Charset charset;

        Reader(Charset fallback) {
            this.fallback = fallback;
            this.charset = fallback;
        }

        Mail read(byte[] bytes) throws MimeException, IOException, UnreadableMail {
            MimeTokenStream stream = new MimeTokenStream(CONFIG);
            // A message within the message is an attachment, not its text.
            stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
            stream.parse(new ByteArrayInputStream(bytes));
            Map<String, String> part = new HashMap<>();
            int depth = 0;
            int parts = 0;
            for (EntityState state = stream.getState();
                    state != EntityState.T_END_OF_STREAM && depth <= DEPTH && parts <= PARTS;
                    state = stream.next()) {
                switch (state) {
                    case T_START_HEADER -> part.clear();
                    case T_FIELD -> {
                        Field field = stream.getField();
                        part.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), value(field));
                    }
                    case T_END_HEADER -> {
                        if (fields.isEmpty()) {
                            fields.putAll(part);
                        }
                    }
                    case T_START_MULTIPART -> depth++;
                    case T_END_MULTIPART -> depth--;
                    case T_BODY -> body(stream, part, ++parts);
                    default -> {}
                }
            }
            if (fields.isEmpty()) {
                throw new UnreadableMail(
                        RejectCode.MALFORMED_TEXT, "mail.no-header", "it has no header", "send it with its header");
            }
            return new Mail(
                    Map.copyOf(fields), plain.toString().strip(), html.toString(), List.copyOf(attachments), charset);
        }

        private void body(MimeTokenStream stream, Map<String, String> part, int number) throws IOException {
            BodyDescriptor descriptor = stream.getBodyDescriptor();
            String type = descriptor.getMimeType() == null
                    ? "text/plain"
                    : descriptor.getMimeType().toLowerCase(Locale.ROOT);
            String contentType = part.getOrDefault("content-type", "");
            String disposition = part.getOrDefault("content-disposition", "");
            boolean text = type.equals("text/plain") || type.equals("text/html");
            if (!text || disposition.strip().toLowerCase(Locale.ROOT).startsWith("attachment")) {
                String id =
                        part.containsKey("content-id") ? part.get("content-id").replaceAll("[<>\\s]", "") : null;
                String name = filename(disposition)
                        .or(() -> filename(contentType))
                        .orElse(id == null || id.isEmpty() ? "part " + number : id);
                attachments.add(new Attachment(name, type, id));
                return;
            }
            byte[] bytes = stream.getDecodedInputStream().readAllBytes();
            Decoded decoded = Decoded.of(bytes, declared(descriptor.getCharset(), contentType), fallback);
            charset = decoded.charset();
            if (type.equals("text/html")) {
                html.append(decoded.text()).append('\n');
            } else {
                String lines = FLOWED.matcher(contentType).find()
                        ? unflowed(
                                decoded.text(),
                                DELETED_SPACE.matcher(contentType).find())
                        : decoded.text();
                plain.append(plain.isEmpty() ? "" : "\n\n").append(lines);
            }
        }

        /** The raw field decoded: agencies send 8-bit subjects without saying the charset. */
        private String value(Field field) {
            byte[] raw = field.getRaw() == null
                    ? field.getBody().getBytes(StandardCharsets.UTF_8)
                    : field.getRaw().toByteArray();
            String text = Decoded.of(raw, Optional.empty(), fallback).text();
            String body = text.substring(text.indexOf(':') + 1)
                    .replaceAll("\\R(?=[ \\t])", "")
                    .strip();
            try {
                return DecoderUtil.decodeEncodedWords(body, DecodeMonitor.SILENT, fallback);
            } catch (IllegalArgumentException notEncoded) {
                return body;
            }
        }

        private static Optional<String> filename(String field) {
            Matcher m = FILENAME.matcher(field);
            return m.find() ? Optional.of(m.group(1) == null ? m.group(2) : m.group(1)) : Optional.empty();
        }

        /** US-ASCII is what programs say that never looked: the bytes decide then. */
        private static Optional<Charset> declared(String name, String contentType) {
            if (name == null || !contentType.toLowerCase(Locale.ROOT).contains("charset")) {
                return Optional.empty();
            }
            try {
                return Optional.of(Charset.forName(name)).filter(c -> !c.equals(StandardCharsets.US_ASCII));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
                return Optional.empty();
            }
        }

        /** RFC 3676: a line that ends with a space goes on in the next. */
        private static String unflowed(String text, boolean deleteSpace) {
            StringBuilder out = new StringBuilder(text.length());
            for (String line : text.lines().toList()) {
                String stuffed = line.startsWith(" ") ? line.substring(1) : line;
                boolean soft = stuffed.endsWith(" ") && !stuffed.equals("-- ");
                if (soft) {
                    out.append(deleteSpace ? stuffed.substring(0, stuffed.length() - 1) : stuffed);
                } else {
                    out.append(stuffed).append('\n');
                }
            }
            return out.toString();
        }
    }
}
