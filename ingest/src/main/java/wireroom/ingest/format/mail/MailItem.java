package wireroom.ingest.format.mail;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.safety.Safelist;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Times;
import wireroom.ingest.format.signal.Place;
import wireroom.ingest.format.signal.Said;
import wireroom.ingest.format.signal.Signals;
import wireroom.ingest.format.signal.Words;
import wireroom.model.Action;
import wireroom.model.AltId;
import wireroom.model.Association;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;

/** One message as a wire item. */
final class MailItem {
    private static final Pattern ID = Pattern.compile("<([^<>\\s]{1,500})>");
    private static final Pattern ADDRESS = Pattern.compile("([^\\s<>\"(),;:]+@[^\\s<>\"(),;:]+)");
    /** Answers and forwards speak of a message; they do not give its orders again. */
    private static final Pattern ANSWER =
            Pattern.compile("^\\s*(?:re|aw|antw|sv|fwd?|wg|tr|rv|res)\\s*(?:\\[\\d+])?\\s*:", Pattern.CASE_INSENSITIVE);
    /** RFC 3676, section 4.3. */
    private static final Pattern SIGNATURE = Pattern.compile("(?m)^-- ?$");
    /** Plain parts that only say that there is another part. */
    private static final int STUB = 80;

    private static final Pattern PASSED = Pattern.compile("\\b(?:dkim|spf)\\s*=\\s*pass\\b");
    private static final Pattern FAILED = Pattern.compile("\\b(?:dkim|spf)\\s*=\\s*(?:fail|softfail|permerror)\\b");
    private static final Pattern FAILED_DMARC = Pattern.compile("\\bdmarc\\s*=\\s*fail\\b");

    private final Document document;
    private final Mail mail;
    private final Map<String, String> extras = new LinkedHashMap<>();

    MailItem(Document document, Mail mail) {
        this.document = document;
        this.mail = mail;
    }

    WireItem item(byte[] raw, int index) {
        Optional<String> id = mail.field("message-id").flatMap(MailItem::firstId);
        Optional<Instant> sent = mail.field("date").flatMap(this::time);
        String plain = body();
        boolean usesHtml = plain.length() < STUB
                && mail.html().length() > 3 * plain.length()
                && !mail.html().isBlank();
        String html = usesHtml ? Jsoup.clean(mail.html(), Safelist.relaxed().removeTags("img")) : null;
        String text = usesHtml ? Jsoup.parseBodyFragment(html).wholeText().strip() : plain;
        String subject = mail.field("subject").map(Plain::line).orElse(null);
        String headline = subject == null
                ? text.lines()
                        .map(Plain::line)
                        .filter(l -> l != null)
                        .findFirst()
                        .orElse(null)
                : subject;
        mail.field("from").ifPresent(from -> extra("from", from));

        Words.Builder builder =
                new Words.Builder(sent.orElse(document.receivedAt()), document.zone()).service(document.provider());
        boolean answer = subject != null && ANSWER.matcher(subject).find();
        if (!answer) {
            builder.add("headline", Place.HEAD, subject);
        }
        Words words = builder.add("body", Place.BODY, text).build();
        Optional<Said> said = answer ? Optional.empty() : Signals.action(words);

        WireItem.Builder item = Items.start(
                        document,
                        "mail",
                        id.map(i -> "mid:" + i).orElseGet(() -> "sha256:" + Items.sha256(raw)),
                        index,
                        raw,
                        "message/rfc822",
                        mail.charset().name())
                .setAltIds(id.map(i -> List.of(new AltId("message-id", "<" + i + ">")))
                        .orElse(List.of()))
                .setVersionCreated(sent.orElse(null))
                .setHeadline(headline)
                .setBodyText(usesHtml ? null : Plain.text(text))
                .setBodyHtml(Plain.text(html))
                .setLanguage(mail.field("content-language")
                        .map(Plain::line)
                        .or(() -> document.profile().language())
                        .orElse(null))
                .setAssociations(
                        mail.attachments().stream().map(MailItem::association).toList())
                .setEmbargo(Signals.embargo(words));
        act(item, said, related());
        return item.setExtras(extras).build();
    }

    private static Association association(Mail.Attachment attachment) {
        String name = Plain.line(attachment.name());
        return new Association(
                name == null ? attachment.type() : name,
                attachment.contentId() == null ? null : "cid:" + Plain.text(attachment.contentId()),
                null,
                Plain.text(attachment.type()),
                null);
    }

    private void act(WireItem.Builder item, Optional<Said> said, List<Target> related) {
        if (said.isEmpty()) {
            item.setAction(Action.NEW)
                    .setActionEvidence(Lifecycle.explicit("mail.first"))
                    .setPubStatus(PubStatus.USABLE)
                    .setTargets(related);
            return;
        }
        Said it = said.get();
        if (it.isNotice() && !trusted()) {
            extra("asked", it.asked() + " by " + mail.field("from").orElse("nobody"));
            item.setAction(Action.ADVISORY)
                    .setActionEvidence(new Evidence(
                            EvidenceKind.INFERRED,
                            "mail.sender-not-listed",
                            it.evidence().getStart(),
                            it.evidence().getEnd()))
                    .setPubStatus(PubStatus.WITHHELD)
                    .setTargets(List.of());
            return;
        }
        // "KILL" as an answer in the thread of the story means that story.
        boolean nobody = it.action() == Action.ADVISORY && !related.isEmpty();
        List<Target> targets = new ArrayList<>(it.targets());
        if (nobody || it.action() == Action.CORRECTION) {
            related.forEach(t -> targets.add(Said.target(it.asked(), t.getUri())));
        }
        item.setAction(nobody ? it.asked() : it.action())
                .setActionEvidence(it.evidence())
                .setPubStatus(nobody ? PubStatus.USABLE : it.pubStatus())
                .setTargets(targets);
    }

    /** The text without the sender's signature. */
    private String body() {
        Matcher m = SIGNATURE.matcher(mail.plain());
        int cut = -1;
        while (m.find()) {
            cut = m.start();
        }
        if (cut < 0) {
            return mail.plain();
        }
        extra(
                "signature",
                mail.plain().substring(cut).replaceFirst("^-- ?\\R?", "").strip());
        return mail.plain().substring(0, cut).strip();
    }

    /** The message that it answers, as the family of that message. */
    private List<Target> related() {
        return mail.field("in-reply-to")
                .flatMap(MailItem::firstId)
                .or(() -> mail.field("references").flatMap(MailItem::lastId))
                .map(id -> List.of(new Target("mid:" + id, null, null, "follows", null)))
                .orElse(List.of());
    }

    private Optional<Instant> time(String date) {
        Optional<Instant> time = Times.parse(date.replaceAll("\\s*\\([^)]*\\)", ""), document.zone());
        if (time.isEmpty()) {
            extra("date", date);
        }
        return time;
    }

    private boolean trusted() {
        Matcher m = ADDRESS.matcher(mail.field("from").orElse(""));
        String address = null;
        while (m.find()) {
            // The address is the last of the field: names may hold an at sign.
            address = m.group(1).toLowerCase(Locale.ROOT);
        }
        if (address == null) {
            return false;
        }
        Set<String> senders = document.profile().senders();
        boolean listed = senders.contains(address) || senders.contains(address.substring(address.lastIndexOf('@')));
        return listed && !forged();
    }

    /** RFC 8601: what the receiving server found; the topmost field is the receiver's own. */
    private boolean forged() {
        String results = mail.field("authentication-results").orElse("").toLowerCase(Locale.ROOT);
        return FAILED_DMARC.matcher(results).find()
                || FAILED.matcher(results).find() && !PASSED.matcher(results).find();
    }

    private static Optional<String> firstId(String field) {
        Matcher m = ID.matcher(field);
        return m.find() ? Optional.ofNullable(Plain.identifier(m.group(1))) : Optional.empty();
    }

    private static Optional<String> lastId(String field) {
        Matcher m = ID.matcher(field);
        String last = null;
        while (m.find()) {
            last = m.group(1);
        }
        return Optional.ofNullable(Plain.identifier(last));
    }

    private void extra(String name, String value) {
        extras.put(name, TextNode.valueOf(Plain.text(value)).toString());
    }
}
