package wireroom.ingest;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import wireroom.article.ArticleId;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.ItemSink;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Refusal;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.publish.Outgoing;
import wireroom.model.Alarm;
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
    /** Digests of a document's items are kept up to so many: 170 KB in a cursor, far below the largest record. */
    static final int REMEMBERED_ITEMS = 10_000;

    private final Settings settings;
    private final RegistrySerializer<WireItem> items;
    private final RegistrySerializer<RejectedItem> rejects;
    private final RegistrySerializer<Cursor> cursors;
    private final RegistrySerializer<Alarm> alarms;

    Intake(Cluster cluster, Settings settings) {
        this.settings = settings;
        this.items = serializer(cluster);
        this.rejects = serializer(cluster);
        this.cursors = serializer(cluster);
        this.alarms = serializer(cluster);
    }

    private static <V extends SpecificRecord> RegistrySerializer<V> serializer(Cluster cluster) {
        RegistrySerializer<V> serializer = new RegistrySerializer<>();
        serializer.configure(cluster.serde(), false);
        return serializer;
    }

    /**
     * What a document, or a part of it, came to.
     *
     * @param records of the items in their order, then of the refusals in theirs
     * @param digests short digest of every item and refusal in it, also of those that were left out as known; of a long
     *     document only those that its end settled
     * @param outcomes items and refusals up to here, from the start of the document
     * @param settled how many of these were certain before the end of the document was seen
     */
    record Taken(
            List<WireItem> items,
            List<RejectedItem> rejects,
            List<Outgoing> records,
            Set<String> digests,
            long outcomes,
            long settled) {}

    /** Parses a document, however long, and makes its records all at once. */
    Taken take(Document document) {
        return new Taking(document, Set.of(), 0, null).run();
    }

    /**
     * Parses a document and makes its records.
     *
     * @param known short digests of what was published before and is left out
     * @param skip so many items and refusals at its start were published before
     * @param parts takes what has come together whenever it fills a transaction; what it throws ends the reading
     * @return the rest
     * @throws SerializationException when the registry is away
     * @throws java.io.UncheckedIOException when the document cannot be read on
     */
    Taken take(Document document, Set<String> known, long skip, Consumer<Taken> parts) {
        return new Taking(document, known, skip, parts).run();
    }

    /** Thrown by a sink that wants no more. */
    static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }

    /**
     * Parses a document into a sink, without making records.
     *
     * @return false when the sink has said {@link Enough}
     */
    boolean parse(Document document, ItemSink sink) {
        try {
            FormatParser.parse(document, sink);
            return true;
        } catch (Enough enough) {
            return false;
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            try {
                sink.refusal(bug(document, e, 0));
                return true;
            } catch (Enough enough) {
                return false;
            }
        }
    }

    /** Makes records of items and refusals of a document that was parsed before. */
    Taken take(Document document, List<WireItem> parsed, List<Refusal> refused) {
        Taking taking = new Taking(document, Set.of(), 0, null);
        parsed.forEach(taking::item);
        refused.forEach(taking::refusal);
        return taking.taken();
    }

    /** A bug of a parser must not stop the source; the reject says where it is. */
    private Refusal bug(Document document, Throwable e, int index) {
        StackTraceElement[] stack = e.getStackTrace();
        String where = stack.length == 0 ? "nowhere" : stack[0].getClassName() + "." + stack[0].getMethodName();
        return new Refusal(
                new Reject(
                        RejectCode.STEP_FAILED,
                        document.place() + ": " + e + " at " + (stack.length == 0 ? "?" : stack[0]),
                        "a bug of Wireroom: report it with these bytes"),
                e.getClass().getName() + "@" + where,
                index,
                document.input().evidence(settings.rejectBytes() + 1));
    }

    /** One document on its way. */
    private final class Taking implements ItemSink {
        private final Document document;
        private final Set<String> known;
        private final long skip;
        private final Consumer<Taken> parts;
        private List<WireItem> accepted = new ArrayList<>();
        private List<RejectedItem> rejected = new ArrayList<>();
        private List<Outgoing> records = new ArrayList<>();
        private final List<Outgoing> refusals = new ArrayList<>();
        private Set<String> digests = new HashSet<>();
        private boolean forgetful;
        private long bytes;
        private long outcomes;
        private long settled;
        private RuntimeException stopped;

        Taking(Document document, Set<String> known, long skip, Consumer<Taken> parts) {
            this.document = document;
            this.known = known;
            this.skip = skip;
            this.parts = parts;
        }

        Taken run() {
            try {
                FormatParser.parse(document, this);
            } catch (UncheckedIOException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                if (stopped != null) {
                    throw stopped;
                }
                refusal(bug(document, e, (int) Math.min(outcomes, Integer.MAX_VALUE)));
            }
            document.input().drain();
            return taken();
        }

        @Override
        public void item(WireItem item) {
            try {
                if (isNew(item.getRaw().getSha256())) {
                    Outgoing record = record(Topics.WIRE_ITEMS, id(item), items, item);
                    int size = record.value().length;
                    if (size > Topics.MAX_RECORD_BYTES - OVERHEAD) {
                        reject(tooLarge(document, item, size));
                    } else {
                        accepted.add(item);
                        records.add(record);
                        bytes += size;
                    }
                }
                count();
            } catch (RuntimeException e) {
                stopped = e;
                throw e;
            }
        }

        @Override
        public void refusal(Refusal refusal) {
            try {
                if (isNew(Items.sha256(refusal.bytes()))) {
                    reject(refusal);
                }
                count();
            } catch (RuntimeException e) {
                stopped = e;
                throw e;
            }
        }

        private boolean isNew(String sha256) {
            if (outcomes < skip) {
                return false;
            }
            String digest = sha256.substring(0, SHORT_DIGEST);
            digests.add(digest);
            if (digests.size() > REMEMBERED_ITEMS && !document.input().ended()) {
                // So long a document is recognised by its bytes, not by its items.
                forgetful = true;
            }
            if (forgetful && !document.input().ended()) {
                digests.clear();
            }
            return !known.contains(digest);
        }

        private void reject(Refusal refusal) {
            RejectedItem reject = rejected(document, refusal);
            Outgoing record = record(Topics.REJECTS, reject.getOrigin(), rejects, reject);
            rejected.add(reject);
            refusals.add(record);
            bytes += record.value().length;
        }

        private void count() {
            outcomes++;
            if (!document.input().ended()) {
                settled = outcomes;
            }
            // One place is the cursor's.
            boolean full = records.size() + refusals.size() >= settings.transactionItems() - 1
                    || bytes >= settings.transactionBytes();
            if (full && parts != null) {
                parts.accept(taken());
                accepted = new ArrayList<>();
                rejected = new ArrayList<>();
                records = new ArrayList<>();
                refusals.clear();
                bytes = 0;
            }
        }

        private Taken taken() {
            records.addAll(refusals);
            return new Taken(accepted, rejected, records, digests, outcomes, settled);
        }
    }

    /** The record that says how far a source was read. */
    Outgoing cursor(Cursor cursor) {
        return record(Topics.INGEST_STATE, cursorKey(cursor.getSourceId(), cursor.getPart()), cursors, cursor);
    }

    /** The record of an alarm that no edition raised; its key is as enrich has it. */
    Outgoing alarm(Alarm alarm) {
        return record(
                Topics.ALARMS, alarm.getKind() + "|" + alarm.getSubject() + "|" + alarm.getEdition(), alarms, alarm);
    }

    static String cursorKey(String sourceId, String part) {
        return sourceId + "|" + part;
    }

    static String id(WireItem item) {
        return new ArticleId(item.getProvider(), item.getUri()).toString();
    }

    private static <V extends SpecificRecord> Outgoing record(
            Topic<V> topic, String key, RegistrySerializer<V> serializer, V value) {
        Headers headers = new RecordHeaders();
        return new Outgoing(topic.name(), key, headers, serializer.serialize(topic.name(), headers, value));
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
        alarms.close();
    }
}
