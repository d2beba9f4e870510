package wireroom.ingest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import wireroom.article.ArticleId;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.publish.Outgoing;
import wireroom.model.Cursor;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;
import wireroom.registry.RegistrySerializer;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/** Makes records of documents. Thread-safe: parsing and serialising go on beside the producer's thread. */
final class Intake implements AutoCloseable {
    /** Key, headers and batch overhead of the largest record. */
    private static final int OVERHEAD = 4096;
    /** 64 bits of a digest tell the items of one file apart. */
    private static final int SHORT_DIGEST = 16;

    private final Settings settings;
    private final RegistrySerializer<WireItem> items;
    private final RegistrySerializer<RejectedItem> rejects;
    private final RegistrySerializer<Cursor> cursors;

    Intake(Cluster cluster, Settings settings) {
        this.settings = settings;
        this.items = serializer(cluster);
        this.rejects = serializer(cluster);
        this.cursors = serializer(cluster);
    }

    private static <V extends org.apache.avro.specific.SpecificRecord> RegistrySerializer<V> serializer(
            Cluster cluster) {
        RegistrySerializer<V> serializer = new RegistrySerializer<>();
        serializer.configure(cluster.serde(), false);
        return serializer;
    }

    /**
     * What a document came to.
     *
     * @param digests short digest of every item and refusal in it
     */
    record Taken(List<WireItem> items, List<RejectedItem> rejects, List<Outgoing> records, Set<String> digests) {}

    /**
     * Parses a document and makes its records.
     *
     * @param known short digests of what was published before and is left out
     * @throws SerializationException when the registry is away
     */
    Taken take(Document document, Set<String> known) {
        Parsed parsed = parse(document);
        List<WireItem> accepted = new ArrayList<>();
        List<RejectedItem> rejected = new ArrayList<>();
        List<Outgoing> records = new ArrayList<>();
        Set<String> digests = new HashSet<>();
        for (WireItem item : parsed.items()) {
            String digest = item.getRaw().getSha256().substring(0, SHORT_DIGEST);
            digests.add(digest);
            if (known.contains(digest)) {
                continue;
            }
            byte[] value = items.serialize(Topics.WIRE_ITEMS.name(), item);
            if (value.length > Topics.MAX_RECORD_BYTES - OVERHEAD) {
                rejected.add(rejected(document, tooLarge(document, item, value.length)));
            } else {
                accepted.add(item);
                records.add(record(Topics.WIRE_ITEMS, id(item), value));
            }
        }
        for (Refusal refusal : parsed.refusals()) {
            RejectedItem reject = rejected(document, refusal);
            String digest = reject.getSha256().substring(0, SHORT_DIGEST);
            digests.add(digest);
            if (!known.contains(digest)) {
                rejected.add(reject);
            }
        }
        for (RejectedItem reject : rejected) {
            records.add(record(Topics.REJECTS, reject.getOrigin(), rejects.serialize(Topics.REJECTS.name(), reject)));
        }
        return new Taken(accepted, rejected, records, digests);
    }

    /** The record that says how far a source was read. */
    Outgoing cursor(Cursor cursor) {
        return record(
                Topics.INGEST_STATE,
                cursorKey(cursor.getSourceId(), cursor.getPart()),
                cursors.serialize(Topics.INGEST_STATE.name(), cursor));
    }

    static String cursorKey(String sourceId, String part) {
        return sourceId + "|" + part;
    }

    static String id(WireItem item) {
        return new ArticleId(item.getProvider(), item.getUri()).toString();
    }

    private static Outgoing record(Topic<?> topic, String key, byte[] value) {
        return new Outgoing(topic.name(), key, value);
    }

    private Parsed parse(Document document) {
        if (document.bytes().length > settings.documentBytes()) {
            return Parsed.refused(new Refusal(
                    new Reject(
                            RejectCode.TOO_LARGE,
                            document.place() + ": larger than " + settings.documentBytes() + " bytes",
                            "send it in parts"),
                    "ingest.document-bytes",
                    0,
                    document.bytes()));
        }
        try {
            return FormatParser.parse(document);
        } catch (RuntimeException | StackOverflowError e) {
            // A bug of a parser must not stop the source; the reject says where it is.
            StackTraceElement[] stack = e.getStackTrace();
            String where = stack.length == 0 ? "nowhere" : stack[0].getClassName() + "." + stack[0].getMethodName();
            return Parsed.refused(new Refusal(
                    new Reject(
                            RejectCode.STEP_FAILED,
                            document.place() + ": " + e + " at " + (stack.length == 0 ? "?" : stack[0]),
                            "a bug of Wireroom: report it with these bytes"),
                    e.getClass().getName() + "@" + where,
                    0,
                    document.bytes()));
        }
    }

    private static Refusal tooLarge(Document document, WireItem item, int size) {
        return new Refusal(
                new Reject(
                        RejectCode.TOO_LARGE,
                        document.place() + ": item " + item.getUri() + " makes a record of " + size
                                + " bytes, more than " + (Topics.MAX_RECORD_BYTES - OVERHEAD),
                        "send a smaller item"),
                "ingest.record-bytes",
                item.getOrigin().getIndex(),
                bytes(item.getRaw().getBytes()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private RejectedItem rejected(Document document, Refusal refusal) {
        byte[] bytes = refusal.bytes();
        boolean truncated = bytes.length > settings.rejectBytes();
        RejectCode code = refusal.reject().code();
        return RejectedItem.newBuilder()
                .setStep("ingest")
                .setOrigin(document.sourceId() + "|" + document.place() + "#" + refusal.index())
                .setCode(code.name())
                .setDetail(refusal.reject().detail())
                .setMend(refusal.reject().mend())
                .setBytes(ByteBuffer.wrap(truncated ? Arrays.copyOf(bytes, settings.rejectBytes()) : bytes))
                .setTruncated(truncated)
                .setSha256(Items.sha256(bytes))
                .setFingerprint(
                        Items.sha256("ingest|" + code + "|" + refusal.rule()).substring(0, SHORT_DIGEST))
                .setAt(document.receivedAt())
                .build();
    }

    @Override
    public void close() {
        items.close();
        rejects.close();
        cursors.close();
    }
}
