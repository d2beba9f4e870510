package wireroom.ingest.format.text;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import wireroom.article.SequenceRef;
import wireroom.ingest.format.Decoded;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.Times;
import wireroom.ingest.format.signal.Place;
import wireroom.ingest.format.signal.Said;
import wireroom.ingest.format.signal.Signals;
import wireroom.ingest.format.signal.Words;
import wireroom.model.Action;
import wireroom.model.Dateline;
import wireroom.model.EdNote;
import wireroom.model.Embargo;
import wireroom.model.PubStatus;
import wireroom.model.Rights;
import wireroom.model.Sequence;
import wireroom.model.Subject;
import wireroom.model.WireItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Plain text: the first line with words is the headline; lines {@code Key: value} right below it are fields, when at
 * least one key is known; the rest is the body, as sent. Where no field says what it does, its words may.
 */
public final class TextParser {
    private static final Pattern FIELD = Pattern.compile("(\\p{Lu}[\\p{L}-]{1,30}):[ \\t]*(.*)");
    private static final List<String> KNOWN = List.of(
            "uri",
            "version",
            "byline",
            "language",
            "date",
            "updated",
            "embargo",
            "status",
            "slugline",
            "dateline",
            "urgency",
            "keywords",
            "subjects",
            "note",
            "link",
            "copyright",
            "usage",
            "expires",
            "corrects",
            "follows");
    /** Texts have hardly any control characters; more than one in twenty is a picture, an archive, a program. */
    private static final int BINARY_SHARE = 20;
    /** A short text with a few damaged characters is still a text. */
    private static final int FEW = 4;

    private static final Pattern NUMBERED = Pattern.compile("(?:^|/)(\\p{Alpha}{1,6})(\\d{3,6})\\.\\p{Alpha}{1,4}$");

    private TextParser() {}

    /** One document, one item. */
    public static void parse(Document document, ItemSink sink) {
        document.whole(sink).ifPresent(bytes -> parse(document, bytes, sink));
    }

    private static void parse(Document document, byte[] bytes, ItemSink sink) {
        Decoded decoded = Decoded.of(bytes, Optional.empty(), document.charset());
        String text = decoded.text();
        if (text.isBlank()) {
            sink.refusal(refuse(
                    document, bytes, RejectCode.EMPTY, "text.empty", "there is no text in it", "send the article"));
            return;
        }
        if (isBinary(text)) {
            sink.refusal(refuse(
                    document,
                    bytes,
                    RejectCode.MALFORMED_TEXT,
                    "text.binary",
                    "not a text: too many control characters among its first " + Math.min(text.length(), 4096),
                    "send text, ninjs, RSS or Atom; pictures belong into renditions"));
            return;
        }
        List<String> lines = text.lines().toList();
        int at = 0;
        while (lines.get(at).isBlank()) {
            at++;
        }
        String headline = Plain.line(lines.get(at++));
        Map<String, String> fields = fields(lines, at);
        at += fields.isEmpty() ? 0 : lineCount(lines, at);
        String body =
                Plain.text(String.join("\n", lines.subList(at, lines.size())).strip());
        sink.item(item(document, bytes, decoded, headline, fields, body));
    }

    private static WireItem item(
            Document document, byte[] bytes, Decoded decoded, String headline, Map<String, String> sent, String body) {
        Map<String, String> fields = new HashMap<>(sent);
        Map<String, String> extras = new LinkedHashMap<>();
        String uri = Plain.identifier(fields.remove("uri"));
        String version = Plain.line(fields.remove("version"));
        String statusText = fields.remove("status");
        Optional<PubStatus> status =
                statusText == null ? Optional.of(PubStatus.USABLE) : Lifecycle.pubStatus(statusText);
        String note = Plain.line(fields.remove("note"));
        List<EdNote> notes = note == null ? List.of() : List.of(new EdNote(null, note));
        String corrects = Plain.identifier(fields.remove("corrects"));
        String follows = Plain.identifier(fields.remove("follows"));
        Lifecycle.Decision decision = Lifecycle.decide(
                // A status that nobody knows must not publish: held until a person looks.
                status.orElse(PubStatus.WITHHELD),
                "text.status",
                Optional.ofNullable(corrects).map(c -> "text.corrects"),
                headline,
                notes,
                Lifecycle.isLater(version) ? Optional.of("text.version") : Optional.empty(),
                "text.first");
        if (status.isEmpty()) {
            extras.put("status", quoted(statusText));
        }
        Words words = words(document, headline, notes, fields, body);
        // Fields are stronger than words.
        Optional<Said> said =
                statusText == null && decision.action() != Action.CORRECTION ? Signals.action(words) : Optional.empty();
        String dateline = Plain.line(fields.remove("dateline"));
        String copyright = Plain.line(fields.remove("copyright"));
        String usage = Plain.line(fields.remove("usage"));
        WireItem.Builder item = Items.start(
                        document,
                        "text",
                        uri == null ? ownUri(document, bytes) : uri,
                        0,
                        bytes,
                        "text/plain",
                        decoded.charset().name())
                .setHeadline(headline)
                .setRevisionRaw(version)
                .setByline(Plain.line(fields.remove("byline")))
                .setLanguage(Plain.line(fields.remove("language")))
                .setSlugline(Plain.line(fields.remove("slugline")))
                .setLink(Plain.identifier(fields.remove("link")))
                .setDateline(dateline == null ? null : new Dateline(null, dateline, null))
                .setRights(copyright == null && usage == null ? null : new Rights(copyright, null, usage, null))
                .setPubStatus(said.map(Said::pubStatus).orElse(status.orElse(PubStatus.WITHHELD)))
                .setAction(said.map(Said::action).orElse(decision.action()))
                .setActionEvidence(said.map(Said::evidence).orElse(decision.evidence()))
                .setEdNotes(notes)
                .setKeywords(list(fields.remove("keywords")))
                .setSubjects(list(fields.remove("subjects")).stream()
                        .map(code -> new Subject(null, code, null, null, null, null, null))
                        .toList())
                .setTargets(Stream.concat(
                                Stream.of(target(corrects, "corrects"), target(follows, "follows"))
                                        .flatMap(Optional::stream),
                                said.stream().filter(Said::isNotice).flatMap(s -> s.targets().stream()))
                        .toList())
                .setSequence(sequence(document))
                .setUrgency(urgency(fields, extras))
                .setBodyText(body);
        item.setFirstCreated(time(document, fields, "date", extras).orElse(null));
        Optional<Instant> updated = time(document, fields, "updated", extras);
        item.setVersionCreated(updated.orElse(item.getFirstCreated()));
        item.setExpires(time(document, fields, "expires", extras).orElse(null));
        item.setEmbargo(fields.containsKey("embargo") ? embargo(document, fields) : Signals.embargo(words));
        fields.forEach((key, value) -> extras.put(key, quoted(value)));
        return item.setExtras(extras).build();
    }

    private static Words words(
            Document document, String headline, List<EdNote> notes, Map<String, String> fields, String body) {
        Words.Builder words = new Words.Builder(
                        Times.parse(fields.getOrDefault("date", ""), document.zone())
                                .orElse(document.receivedAt()),
                        document.zone())
                .service(document.provider())
                .slugline(fields.get("slugline"))
                .add("headline", Place.HEAD, headline);
        notes.forEach(note -> words.add("edNotes", Place.NOTE, note.getText()));
        Sequence sequence = sequence(document);
        if (sequence != null) {
            words.own(SequenceRef.of(sequence)).own(SequenceRef.of(sequence.getService(), sequence.getNumber()));
        }
        return words.add("body", Place.BODY, body).build();
    }

    /** Agencies that drop texts number their files: {@code nwd0157.txt}; null for any other name. */
    private static Sequence sequence(Document document) {
        Matcher m = NUMBERED.matcher(document.place());
        return m.find() && document.channel() == wireroom.model.Channel.FOLDER
                ? new Sequence(
                        m.group(1),
                        Long.parseLong(m.group(2)),
                        document.receivedAt()
                                .atZone(document.zone())
                                .toLocalDate()
                                .toString(),
                        null)
                : null;
    }

    /** A file keeps its identity when its text changes; what comes without a name is its own text. */
    private static String ownUri(Document document, byte[] bytes) {
        return document.channel() == wireroom.model.Channel.FOLDER
                ? Plain.identifier(document.place())
                : "sha256:" + Items.sha256(bytes);
    }

    private static Optional<wireroom.model.Target> target(String uri, String relation) {
        return Optional.ofNullable(uri).map(u -> new wireroom.model.Target(u, null, null, relation, null));
    }

    private static Embargo embargo(Document document, Map<String, String> fields) {
        String embargo = fields.remove("embargo");
        if (embargo == null || embargo.strip().equalsIgnoreCase("none")) {
            return Lifecycle.free();
        }
        return Lifecycle.held(Times.parse(embargo, document.zone()), "text.embargo");
    }

    private static Integer urgency(Map<String, String> fields, Map<String, String> extras) {
        String urgency = fields.remove("urgency");
        if (urgency == null) {
            return null;
        }
        if (urgency.strip().matches("[1-9]")) {
            return Integer.valueOf(urgency.strip());
        }
        extras.put("urgency", quoted(urgency));
        return null;
    }

    private static Optional<Instant> time(
            Document document, Map<String, String> fields, String key, Map<String, String> extras) {
        String raw = fields.remove(key);
        Optional<Instant> time = Times.parse(raw, document.zone());
        if (raw != null && time.isEmpty()) {
            extras.put(key, quoted(raw));
        }
        return time;
    }

    private static List<String> list(String values) {
        return values == null
                ? List.of()
                : Arrays.stream(values.split("[,;]"))
                        .map(Plain::line)
                        .filter(v -> v != null)
                        .toList();
    }

    /** Extras hold JSON texts. */
    private static String quoted(String value) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : Plain.text(value).toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Fields right below the headline, keys in lower case; empty when it is not a block of fields. */
    private static Map<String, String> fields(List<String> lines, int from) {
        Map<String, String> fields = new LinkedHashMap<>();
        String last = null;
        for (String line : lines.subList(from, lines.size())) {
            if (line.isBlank()) {
                break;
            }
            Matcher m = FIELD.matcher(line);
            if (m.matches()) {
                last = m.group(1).toLowerCase(Locale.ROOT);
                fields.merge(last, m.group(2).strip(), (a, b) -> a + ", " + b);
            } else if (last != null && Character.isWhitespace(line.charAt(0))) {
                fields.merge(last, line.strip(), (a, b) -> a + " " + b);
            } else {
                return Map.of();
            }
        }
        return fields.keySet().stream().anyMatch(KNOWN::contains) ? fields : Map.of();
    }

    private static int lineCount(List<String> lines, int from) {
        int count = 0;
        while (from + count < lines.size() && !lines.get(from + count).isBlank()) {
            count++;
        }
        return count;
    }

    private static boolean isBinary(String text) {
        int look = Math.min(text.length(), 4096);
        int controls = 0;
        for (int i = 0; i < look; i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == '\uFFFD') {
                controls++;
            }
        }
        return controls > FEW && controls * BINARY_SHARE > look;
    }

    private static Refusal refuse(
            Document document, byte[] bytes, RejectCode code, String rule, String detail, String mend) {
        return new Refusal(new Reject(code, document.place() + ": " + detail, mend), rule, 0, bytes);
    }
}
