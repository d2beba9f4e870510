package wireroom.ingest.format.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Refusal;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * E-mail: one message (RFC 5322, MIME), or a mailbox of many (RFC 4155) that is read message by message.
 *
 * <p>A mail has no lifecycle but its words, and anybody can write one: it kills, holds and releases only when its sender
 * is on the provider's list and the receiving server did not find it forged; else a person looks at it.
 */
public final class MailParser {
    private static final Pattern FIELD = Pattern.compile("([A-Za-z][A-Za-z0-9-]{1,60}):(?: .*|\\t.*|)");
    /** Fields that a mail has and a text with a block of fields has not. */
    private static final Set<String> OF_MAIL =
            Set.of("message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature");
    /** The line that begins a message in a mailbox: sender and date. */
    private static final Pattern FROM_LINE =
            Pattern.compile("From \\S+ +(?:[A-Z][a-z]{2} +[A-Z][a-z]{2} +\\d{1,2} +\\d{2}:\\d{2}|\\d{4}-).*");
    /** A header is recognised by its first lines. */
    private static final int LINES = 60;

    private static final int CHUNK = 64 * 1024;

    private MailParser() {}

    /** Hands on every message of a document; a broken one never costs its neighbours. */
    public static void parse(Document document, ItemSink sink) {
        String start = new String(document.input().peek(200), StandardCharsets.ISO_8859_1);
        if (FROM_LINE.matcher(start.lines().findFirst().orElse("")).matches()) {
            new Mailbox(document, sink).read();
        } else {
            document.whole(sink).ifPresent(bytes -> message(document, bytes, 0, sink));
        }
    }

    /** Whether a document begins with a mail or a mailbox. */
    public static boolean recognises(String start) {
        List<String> lines = start.lines().limit(LINES).toList();
        if (lines.isEmpty()) {
            return false;
        }
        int at = FROM_LINE.matcher(lines.getFirst()).matches() ? 1 : 0;
        boolean from = false;
        boolean date = false;
        boolean subject = false;
        boolean mail = at == 1;
        for (int i = at; i < lines.size() && !lines.get(i).isEmpty(); i++) {
            String line = lines.get(i);
            if (i > at && Character.isWhitespace(line.charAt(0))) {
                continue;
            }
            Matcher m = FIELD.matcher(line);
            if (!m.matches()) {
                return false;
            }
            String name = m.group(1).toLowerCase(Locale.ROOT);
            mail |= OF_MAIL.contains(name);
            from |= name.equals("from");
            date |= name.equals("date");
            subject |= name.equals("subject");
        }
        return from && (mail || date && subject);
    }

    private static void message(Document document, byte[] bytes, int index, ItemSink sink) {
        Mail mail;
        try {
            mail = Mail.read(bytes, document.charset());
        } catch (UnreadableMail e) {
            sink.refusal(new Refusal(
                    new Reject(e.code(), document.place() + ": message " + index + ": " + e.getMessage(), e.mend()),
                    e.rule(),
                    index,
                    bytes));
            return;
        }
        sink.item(new MailItem(document, mail).item(bytes, index));
    }

    /** A mailbox read line by line; memory is the largest message. */
    private static final class Mailbox {
        private final Document document;
        private final ItemSink sink;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private int index;
        private boolean afterBlank = true;
        private boolean started;
        private boolean tooLarge;

        Mailbox(Document document, ItemSink sink) {
            this.document = document;
            this.sink = sink;
        }

        void read() {
            Input input = document.input();
            for (byte[] chunk = input.readNBytes(CHUNK); chunk.length > 0; chunk = input.readNBytes(CHUNK)) {
                for (byte b : chunk) {
                    if (line.size() <= document.limits().itemBytes()) {
                        line.write(b);
                    }
                    if (b == '\n') {
                        line();
                    }
                }
            }
            line();
            end();
        }

        private void line() {
            if (line.size() == 0) {
                return;
            }
            byte[] bytes = line.toByteArray();
            line.reset();
            String text =
                    new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1).stripTrailing();
            if (afterBlank && FROM_LINE.matcher(text).matches()) {
                end();
                started = true;
                afterBlank = false;
                return;
            }
            afterBlank = text.isEmpty();
            // ">From " was "From " before the mailbox quoted it.
            int skip = text.startsWith(">") && text.replaceFirst("^>+", "").startsWith("From ") ? 1 : 0;
            if (message.size() + bytes.length > document.limits().itemBytes()) {
                tooLarge = true;
            } else {
                message.write(bytes, skip, bytes.length - skip);
            }
        }

        private void end() {
            byte[] bytes = message.toByteArray();
            message.reset();
            if (tooLarge) {
                sink.refusal(new Refusal(
                        new Reject(
                                RejectCode.TOO_LARGE,
                                document.place() + ": message " + index + " is larger than "
                                        + document.limits().itemBytes() + " bytes",
                                "send large attachments by another way"),
                        "mail.message-bytes",
                        index++,
                        bytes));
            } else if (started) {
                MailParser.message(document, bytes, index++, sink);
            }
            tooLarge = false;
        }
    }
}
