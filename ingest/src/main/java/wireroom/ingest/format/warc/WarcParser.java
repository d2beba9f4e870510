package wireroom.ingest.format.warc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.Times;
import wireroom.ingest.format.html.HtmlParser;
import wireroom.model.Action;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.WireItem;
import wireroom.outcome.Outcome;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Web archives, WARC 1.0 and 1.1 (ISO 28500), compressed record by record, as a whole, or not at all. Each capture of a
 * page is one item: its address is the article's, the time of the capture orders the revisions, and the same text
 * captured again is a delivery of the same revision. A capture that says 404 or 410 deletes, by inference.
 *
 * <p>Records are read one at a time; a broken one is refused with its place in the file, and reading goes on with the
 * next that can be found.
 */
public final class WarcParser {
    /** Bytes of a broken record that go into the reject. */
    private static final int EVIDENCE = 64 * 1024;

    /** Longest metadata that are kept beside their page. */
    private static final int MAX_METADATA = 64 * 1024;

    /** Names of texts kept for captures that only refer to them; a crawler refers to what it wrote shortly before. */
    private static final int MAX_REMEMBERED = 64;
    /** Bytes of what is kept so, as sent, beside the last one: pages are seldom larger than a tenth of it. */
    private static final long MAX_REMEMBERED_BYTES = 4L * 1024 * 1024;
    /** Of one text: the id of its record, and its address with the time. */
    private static final int NAMES = 2;

    /** Endings of addresses that are parts of pages, not pages. */
    private static final Set<String> PARTS = Set.of(
            "css", "js", "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "woff", "woff2", "ttf", "mp4", "mp3",
            "json", "xml", "txt", "map", "avif", "pdf");

    private final Document document;
    private final ItemSink sink;
    private final int limit;
    private final Segments segments;
    private final Map<String, WireItem> remembered = new LinkedHashMap<>();
    private long rememberedBytes;
    private WireItem.Builder waiting;
    private String waitingId;
    private String waitingTarget;
    private int records;
    private int said;
    private int index;

    private WarcParser(Document document, ItemSink sink) {
        this.document = document;
        this.sink = sink;
        this.limit = document.limits().itemBytes();
        this.segments = new Segments(limit);
    }

    /** Whether the first bytes of a file are those of a WARC file, compressed or not. */
    public static boolean looksLike(byte[] start) {
        return RecordBytes.looksLike(start);
    }

    /** Hands on the pages of an archive, and what of it was refused. */
    public static void parse(Document document, ItemSink sink) {
        new WarcParser(document, sink).run();
    }

    private void run() {
        Tape tape = new Tape(document.input());
        try (RecordBytes bytes = new RecordBytes(tape, document.limits().ratio())) {
            boolean more = true;
            while (more) {
                try {
                    WarcRecord record = WarcRecord.read(bytes, limit);
                    more = record != null;
                    if (more) {
                        records++;
                        take(record);
                    }
                } catch (Damage damage) {
                    byte[] evidence = bytes.evidence(EVIDENCE);
                    long broken = bytes.recordStart();
                    more = bytes.recover();
                    refuse(
                            RejectCode.MALFORMED_WARC,
                            place(broken) + ": " + damage.getMessage() + "; "
                                    + (more ? "going on at byte " + bytes.position() : "no record follows"),
                            "write the record again, or leave it out",
                            "warc.broken-record",
                            evidence);
                }
            }
        }
        for (WarcRecord record : segments.unfinished()) {
            unfinished(record);
        }
        release();
        if (said == 0) {
            refuse(
                    RejectCode.EMPTY,
                    document.place() + ": " + records + " records, none of them the capture of a page",
                    "archives of pages are read: records of type response or resource that hold HTML",
                    "warc.no-page",
                    new byte[0]);
        }
    }

    private void take(WarcRecord record) {
        switch (record.type()) {
            case "response", "resource" -> {
                if (Segments.begins(record)) {
                    segments.begin(record).ifPresent(this::unfinished);
                } else {
                    capture(record);
                }
            }
            case "continuation" -> {
                switch (segments.join(record)) {
                    case Segments.Joined.Waiting ignored -> {}
                    case Segments.Joined.Whole whole -> capture(whole.record());
                    case Segments.Joined.Broken broken ->
                        refuse(
                                RejectCode.MALFORMED_WARC,
                                place(record.offset()) + ": a continuation: " + broken.why(),
                                "keep the segments of a record in one file and in order",
                                "warc.segment",
                                record.block());
                }
            }
            case "revisit" -> revisit(record);
            case "metadata" -> metadata(record);
            // What the crawler said of itself, what it asked, and other forms of what is there.
            default -> {}
        }
    }

    private void unfinished(WarcRecord record) {
        refuse(
                RejectCode.MALFORMED_WARC,
                place(record.offset()) + ": the record was cut into segments, and its end never came",
                "keep the segments of a record in one file",
                "warc.segment",
                record.block());
    }

    private void capture(WarcRecord record) {
        release();
        String target = Plain.identifier(record.target());
        if (target == null || target.startsWith("dns:") || target.startsWith("whois:")) {
            return;
        }
        boolean response = record.type().equals("response")
                && record.fields()
                        .getOrDefault("content-type", "application/http")
                        .contains("http");
        HttpResponse http = response
                ? HttpResponse.of(record.block(), limit)
                : new HttpResponse(200, Map.of(), record.block(), null, false);
        String contentType = response ? http.headers().get("content-type") : record.field("content-type");
        if (isGone(http, contentType, target)) {
            deletion(record, target, http.status());
            return;
        }
        if (http.status() < 200 || http.status() > 299 || !isPage(contentType, http.body())) {
            return;
        }
        if (!record.isWhole()) {
            refuse(
                    RejectCode.TOO_LARGE,
                    place(record.offset()) + ": the page " + target + " has " + record.length() + " bytes",
                    "pages up to " + limit + " bytes are read",
                    "warc.page-bytes",
                    record.block());
            return;
        }
        if (http.unread() != null) {
            refuse(
                    RejectCode.INVALID_FIELD,
                    place(record.offset()) + ": the page " + target + " is encoded as '" + Plain.line(http.unread())
                            + "'",
                    "store pages decoded, or with gzip or deflate",
                    "warc.content-encoding",
                    record.block());
            return;
        }
        page(record, target, http, contentType);
    }

    private void page(WarcRecord record, String target, HttpResponse http, String contentType) {
        Optional<Instant> captured = Times.parse(record.field("warc-date"), ZoneOffset.UTC);
        Document page = at(record, captured);
        Outcome<WireItem.Builder> read = HtmlParser.read(
                page, http.body(), HttpResponse.charset(contentType), Optional.of(target), record.block(), index);
        switch (read) {
            case Outcome.Rejected<WireItem.Builder> rejected ->
                refuse(
                        rejected.reject().code(),
                        rejected.reject().detail(),
                        rejected.reject().mend(),
                        "html." + rejected.reject().code(),
                        record.block());
            case Outcome.Accepted<WireItem.Builder> accepted -> {
                WireItem.Builder item = accepted.value();
                Map<String, String> extras = new TreeMap<>(item.getExtras());
                if (http.cut() || record.field("warc-truncated") != null) {
                    extras.put("warc.truncated", "true");
                }
                Raw raw = item.getRaw();
                String mediaType = record.type().equals("response") ? "application/http" : raw.getMediaType();
                waiting = item.setUri(target)
                        .setFormat("warc-" + version(record))
                        // The page's own dates stay out of the order: captures are ordered by when they were made.
                        .setVersionCreated(null)
                        .setTransmittedAt(captured.orElse(null))
                        .setRaw(new Raw(raw.getBytes(), raw.getSha256(), mediaType, raw.getCharset()))
                        .setExtras(extras);
                waitingId = record.id();
                waitingTarget = target;
                index++;
            }
        }
    }

    private void deletion(WarcRecord record, String target, int status) {
        Optional<Instant> captured = Times.parse(record.field("warc-date"), ZoneOffset.UTC);
        emit(Items.start(
                        at(record, captured),
                        "warc-" + version(record),
                        target,
                        index++,
                        record.block(),
                        "application/http",
                        null)
                .setLink(target)
                .setTransmittedAt(captured.orElse(null))
                .setAction(Action.DELETE)
                .setActionEvidence(new Evidence(EvidenceKind.INFERRED, "warc.http-" + status, null, null))
                .setPubStatus(PubStatus.CANCELED)
                .setEmbargo(Lifecycle.free())
                .build());
    }

    /** The same payload as an earlier capture: nothing new for its own address, a copy for another one. */
    private void revisit(WarcRecord record) {
        release();
        String target = Plain.identifier(record.target());
        String original = Plain.identifier(WarcRecord.bare(record.field("warc-refers-to-target-uri")));
        String referred = WarcRecord.bare(record.field("warc-refers-to"));
        WireItem first = referred == null ? null : remembered.get(referred);
        if (first == null && original != null) {
            String then = record.field("warc-refers-to-date");
            first = remembered.get(
                    original + " " + Times.parse(then, ZoneOffset.UTC).orElse(Instant.EPOCH));
        }
        boolean elsewhere = original != null
                ? !original.equals(target)
                : first != null && !first.getUri().equals(target);
        if (target == null
                || !elsewhere
                || !record.fields().getOrDefault("warc-profile", "").contains("identical-payload")) {
            return;
        }
        if (first == null) {
            refuse(
                    RejectCode.MISSING_FIELD,
                    place(record.offset()) + ": " + target
                            + " has the payload of a record that was not read shortly before",
                    "keep the record that it refers to in the same file",
                    "warc.refers-to",
                    record.block());
            return;
        }
        Optional<Instant> captured = Times.parse(record.field("warc-date"), ZoneOffset.UTC);
        emit(WireItem.newBuilder(first)
                .setUri(target)
                .setReceivedAt(captured.orElse(document.receivedAt()))
                .setTransmittedAt(captured.orElse(null))
                .setOrigin(new Origin(document.sourceId(), document.channel(), place(record.offset()), index++))
                .build());
    }

    /** JSON that a crawler or an extractor noted beside a page stays with the page. */
    private void metadata(WarcRecord record) {
        String of = WarcRecord.bare(record.field("warc-refers-to"));
        String beside = WarcRecord.bare(record.field("warc-concurrent-to"));
        boolean belongs = waiting != null
                && (waitingId != null && (waitingId.equals(of) || waitingId.equals(beside))
                        || of == null && beside == null && waitingTarget.equals(Plain.identifier(record.target())));
        if (belongs
                && record.length() <= MAX_METADATA
                && HttpResponse.mediaType(record.field("content-type")).endsWith("json")) {
            Map<String, String> extras = new TreeMap<>(waiting.getExtras());
            extras.put("warc.metadata", Plain.text(new String(record.block(), StandardCharsets.UTF_8)));
            waiting.setExtras(extras);
        }
    }

    /** Hands the page on that waited for its metadata. */
    private void release() {
        if (waiting != null) {
            WireItem item = waiting.build();
            if (waitingId != null) {
                remember(waitingId, item);
            }
            remember(waitingTarget + " " + item.getReceivedAt(), item);
            waiting = null;
            emit(item);
        }
    }

    /** Under a name; what has two names counts twice, so that no more is kept than is counted. */
    private void remember(String name, WireItem item) {
        WireItem before = remembered.remove(name);
        rememberedBytes += size(item) - (before == null ? 0 : size(before));
        remembered.put(name, item);
        Iterator<WireItem> eldest = remembered.values().iterator();
        while (remembered.size() > MAX_REMEMBERED
                || rememberedBytes > MAX_REMEMBERED_BYTES && remembered.size() > NAMES) {
            rememberedBytes -= size(eldest.next());
            eldest.remove();
        }
    }

    private static int size(WireItem item) {
        return item.getRaw().getBytes().remaining();
    }

    private void emit(WireItem item) {
        said++;
        sink.item(item);
    }

    private void refuse(RejectCode code, String detail, String mend, String rule, byte[] bytes) {
        said++;
        sink.refusal(new Refusal(new Reject(code, detail, mend), rule, index++, bytes));
    }

    /** The document at one record: received when it was captured, whenever the archive is read. */
    private Document at(WarcRecord record, Optional<Instant> captured) {
        return new Document(
                Input.of(record.block()),
                document.provider(),
                document.sourceId(),
                document.channel(),
                place(record.offset()),
                document.told(),
                captured.orElse(document.receivedAt()),
                document.charset(),
                document.zone(),
                document.profile(),
                document.limits());
    }

    private String place(long offset) {
        return document.place() + "@" + offset;
    }

    private static String version(WarcRecord record) {
        return record.version().length() > 8 ? "1.1" : record.version();
    }

    private static boolean isGone(HttpResponse http, String contentType, String target) {
        if (http.status() != 404 && http.status() != 410) {
            return false;
        }
        String type = HttpResponse.mediaType(contentType);
        return (type.isEmpty() || type.startsWith("text/") || type.contains("html")) && !isPart(target);
    }

    private static boolean isPart(String target) {
        int end = target.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = target.indexOf(stop);
            end = at >= 0 && at < end ? at : end;
        }
        String path = target.substring(0, end).toLowerCase(Locale.ROOT);
        return PARTS.contains(path.substring(path.lastIndexOf('.') + 1));
    }

    private static boolean isPage(String contentType, byte[] body) {
        String type = HttpResponse.mediaType(contentType);
        return type.equals("text/html")
                || type.equals("application/xhtml+xml")
                || (type.isEmpty() || type.equals("application/octet-stream") || type.equals("text/plain"))
                        && HtmlParser.looksLike(body);
    }
}
