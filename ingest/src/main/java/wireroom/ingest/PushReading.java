package wireroom.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import wireroom.ingest.format.Document;
import wireroom.ingest.publish.KeyLog;
import wireroom.ingest.publish.KeysAway;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.publish.PublishingStopped;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.push.Pushed;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;

/**
 * Publishes what is pushed. A request with a key goes out in one transaction with what is to be known of the key; lines
 * with a key in several, each with how far they came. What was answered is not kept but made again from the same bytes,
 * which a sender who asks again sends again.
 */
final class PushReading implements Pushed, AutoCloseable {
    /** Fields of a key: digest of request and bytes, name of the request, what became of its items. */
    private static final String BODY = "body";

    private static final String PLACE = "place";
    private static final String OUTCOMES = "outcomes";
    /** Fields of a key of lines: digest of all but the bytes, last line that was committed, whether it is the last of all. */
    private static final String HEAD = "head";

    private static final String LINES = "lines";
    private static final String COMPLETE = "complete";

    private final Intake intake;
    private final PushSettings settings;
    private final BiFunction<Request, String, Document> documents;
    private final Publishing publishing;
    private final Polling.Published published;
    private final Map<String, Boolean> known;
    private final KeyLog keys;
    private final LongSupplier nanos;
    private final Set<String> working = ConcurrentHashMap.newKeySet();

    /** Commits records that have no key; tells what they were taken from. */
    interface Publishing {
        /** Fails when it cannot. */
        CompletableFuture<Void> publish(List<Outgoing> records, Intake.Taken taken);
    }

    /**
     * @param documents makes a document of a request and the place that it is called by
     * @param published told of what was committed with a key
     * @param known what was taken in this process, to answer so: article id, {@code |}, digest of its bytes
     */
    PushReading(
            Intake intake,
            PushSettings settings,
            BiFunction<Request, String, Document> documents,
            Publishing publishing,
            Polling.Published published,
            Map<String, Boolean> known,
            KeyLog keys,
            LongSupplier nanos) {
        this.intake = intake;
        this.settings = settings;
        this.documents = documents;
        this.publishing = publishing;
        this.published = published;
        this.known = known;
        this.keys = keys;
        this.nanos = nanos;
    }

    /** What a document came to: what to answer, and what to publish. */
    private record Prepared(
            List<Result> results, List<Outgoing> records, Intake.Taken fresh, List<String> deliveries) {}

    private Prepared prepare(Intake.Taken taken, long line, long index, Set<String> alsoKnown) {
        List<Result> results = new ArrayList<>();
        List<Outgoing> records = new ArrayList<>();
        List<WireItem> fresh = new ArrayList<>();
        List<String> deliveries = new ArrayList<>();
        for (int i = 0; i < taken.items().size(); i++) {
            WireItem item = taken.items().get(i);
            String id = Intake.id(item);
            String delivery = id + "|" + item.getRaw().getSha256();
            boolean before = known.containsKey(delivery) || alsoKnown.contains(delivery);
            if (!before) {
                fresh.add(item);
                deliveries.add(delivery);
                // Records of a document are its items in their order, then its refusals.
                records.add(taken.records().get(i));
            }
            results.add(new Result(
                    line,
                    item.getOrigin().getIndex(),
                    before ? Status.KNOWN : Status.ACCEPTED,
                    id,
                    item.getRevisionRaw(),
                    null));
        }
        records.addAll(
                taken.records().subList(taken.items().size(), taken.records().size()));
        for (RejectedItem reject : taken.rejects()) {
            String origin = reject.getOrigin();
            results.add(new Result(
                    line,
                    Integer.parseInt(origin.substring(origin.lastIndexOf('#') + 1)),
                    Status.REJECTED,
                    null,
                    null,
                    new Problem(reject.getCode(), reject.getDetail(), reject.getMend())));
        }
        results.sort(Comparator.comparingLong(Result::index));
        if (line > 0) {
            for (int i = 0; i < results.size(); i++) {
                results.set(i, indexed(results.get(i), index + i));
            }
        }
        return new Prepared(
                results,
                records,
                new Intake.Taken(fresh, taken.rejects(), records, taken.digests(), taken.outcomes(), taken.settled()),
                deliveries);
    }

    private static Result indexed(Result r, long index) {
        return new Result(r.line(), index, r.status(), r.id(), r.version(), r.problem());
    }

    private static Result told(Result r, Outcomes.Reader as) {
        return new Result(r.line(), r.index(), as.next(r.status()), r.id(), r.version(), r.problem());
    }

    @Override
    public Answer read(Request request) {
        if (request.key() != null) {
            return alone(hash(request.key()), (key, release) -> keyed(request, key, release));
        }
        try {
            Prepared prepared = prepare(intake.take(documents.apply(request, request.id())), 0, 0, Set.of());
            if (!prepared.records().isEmpty()) {
                CompletableFuture<Void> done = publishing
                        .publish(prepared.records(), prepared.fresh())
                        .thenRun(() -> remember(prepared.deliveries()));
                await(done, nanos.getAsLong() + settings.patience().toNanos());
            }
            return new Answer.Done(prepared.results());
        } catch (NotNow | KafkaException e) {
            return new Answer.Away(String.valueOf(e.getMessage()));
        }
    }

    private void remember(List<String> deliveries) {
        deliveries.forEach(delivery -> known.put(delivery, true));
    }

    /** Works on a key. */
    private interface Work {
        /** @param release ends with it when it is handed something that is still under way */
        Answer run(String key, Release release);
    }

    /** When a key is free again in this process. */
    private static final class Release {
        private CompletableFuture<Void> after = CompletableFuture.completedFuture(null);
    }

    private Answer alone(String key, Work work) {
        if (!working.add(key)) {
            return new Answer.Busy("another request with this key is under way");
        }
        Release release = new Release();
        try {
            return work.run(key, release);
        } catch (NotNow | KafkaException | KeysAway e) {
            return new Answer.Away(String.valueOf(e.getMessage()));
        } finally {
            // What is in doubt stays busy until Kafka has spoken.
            release.after.whenComplete((done, failure) -> working.remove(key));
        }
    }

    private Answer keyed(Request request, String key, Release release) {
        long deadline = nanos.getAsLong() + settings.patience().toNanos();
        String body = digest("document", request).hex(request.body());
        while (true) {
            KeyLog.Held held = keys.hold(left(deadline));
            Optional<Map<String, String>> before = held.find(key);
            if (before.isPresent()) {
                return again(request, before.get(), body);
            }
            Prepared prepared = prepare(intake.take(documents.apply(request, request.id())), 0, 0, Set.of());
            Map<String, String> fields =
                    Map.of(BODY, body, PLACE, request.id(), OUTCOMES, Outcomes.of(prepared.results()));
            if (publish(held, key, fields, prepared, deadline, release)) {
                return new Answer.Done(prepared.results());
            }
        }
    }

    /** @return false when another process has taken over: the log must be looked at again */
    private boolean publish(
            KeyLog.Held held,
            String key,
            Map<String, String> fields,
            Prepared prepared,
            long deadline,
            Release release) {
        CompletableFuture<Void> done = held.publish(key, fields, prepared.records())
                .thenRun(() -> {
                    remember(prepared.deliveries());
                    published.add(
                            prepared.fresh().items(), prepared.fresh().rejects().size());
                });
        release.after = done;
        try {
            await(done, deadline);
            return true;
        } catch (NotNow e) {
            if (e.getCause() instanceof PublishingStopped && nanos.getAsLong() < deadline) {
                return false;
            }
            throw e;
        }
    }

    private Answer again(Request request, Map<String, String> before, String body) {
        if (!body.equals(before.get(BODY)) || before.containsKey(LINES)) {
            return misused();
        }
        Outcomes.Reader as = new Outcomes.Reader(before.get(OUTCOMES));
        Intake.Taken taken = intake.take(documents.apply(request, before.get(PLACE)));
        return new Answer.Done(prepare(taken, 0, 0, Set.of()).results().stream()
                .map(result -> told(result, as))
                .toList());
    }

    private static Answer misused() {
        return new Answer.Misused(
                "this key was used before, for other bytes, another provider, source or content type");
    }

    @Override
    public Lines lines(Request head) {
        return head.key() == null ? new Unkeyed(head) : new Keyed(head);
    }

    /** Lines without a key. */
    private final class Unkeyed implements Lines {
        private final Request head;
        private long index;

        Unkeyed(Request head) {
            this.head = head;
        }

        @Override
        public Answer take(List<Line> lines, boolean last) {
            Prepared prepared;
            try {
                prepared = prepareAll(head, head.id(), lines, index);
                if (!prepared.records().isEmpty()) {
                    CompletableFuture<Void> done = publishing
                            .publish(prepared.records(), prepared.fresh())
                            .thenRun(() -> remember(prepared.deliveries()));
                    await(done, nanos.getAsLong() + settings.stall().toNanos());
                }
            } catch (NotNow | KafkaException e) {
                return new Answer.Away(String.valueOf(e.getMessage()));
            }
            index += prepared.results().size();
            return new Answer.Done(prepared.results());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private Prepared prepareAll(Request head, String place, List<Line> lines, long firstIndex) {
        List<Result> results = new ArrayList<>();
        List<Outgoing> records = new ArrayList<>();
        List<WireItem> items = new ArrayList<>();
        List<RejectedItem> rejects = new ArrayList<>();
        Set<String> deliveries = new java.util.LinkedHashSet<>();
        for (Line line : lines) {
            Request one = new Request(
                    head.id(), line.bytes(), head.provider(), head.source(), head.contentType(), head.key());
            Intake.Taken taken = intake.take(documents.apply(one, place + "/line-" + line.number()));
            Prepared prepared = prepare(taken, line.number(), firstIndex + results.size(), deliveries);
            results.addAll(prepared.results());
            records.addAll(prepared.records());
            items.addAll(prepared.fresh().items());
            rejects.addAll(prepared.fresh().rejects());
            deliveries.addAll(prepared.deliveries());
        }
        return new Prepared(
                results,
                records,
                new Intake.Taken(items, rejects, records, Set.of(), results.size(), results.size()),
                List.copyOf(deliveries));
    }

    /** Lines with a key: those that were committed before are told again, and only the others are published. */
    private final class Keyed implements Lines {
        private final Request head;
        private final String key;
        private final String headDigest;
        private final Digest digest;
        private final Release release = new Release();
        private boolean mine;
        private boolean looked;
        private String place;
        private Outcomes outcomes = new Outcomes();
        private Outcomes.Reader before = new Outcomes.Reader("");
        /** Last line that is committed, by whomever. */
        private long committed;

        private String committedDigest = "";
        private boolean complete;
        private long line;
        private long index;

        Keyed(Request head) {
            this.head = head;
            this.key = hash(head.key());
            this.headDigest = digest("lines", head).hex(new byte[0]);
            this.digest = digest("lines", head);
            this.place = head.id();
        }

        @Override
        public Answer take(List<Line> lines, boolean last) {
            try {
                if (!mine) {
                    if (!working.add(key)) {
                        return new Answer.Busy("another request with this key is under way");
                    }
                    mine = true;
                }
                return published(lines, last);
            } catch (NotNow | KafkaException | KeysAway e) {
                return new Answer.Away(String.valueOf(e.getMessage()));
            }
        }

        private Answer published(List<Line> lines, boolean last) {
            long deadline = nanos.getAsLong() + settings.stall().toNanos();
            KeyLog.Held held = keys.hold(left(deadline));
            if (!looked) {
                Optional<Map<String, String>> found = held.find(key);
                if (found.isPresent()) {
                    if (!headDigest.equals(found.get().get(HEAD))) {
                        return misused();
                    }
                    lookBack(found.get());
                }
                looked = true;
            }
            List<Result> results = new ArrayList<>();
            List<Line> fresh = new ArrayList<>();
            for (Line next : lines) {
                // Blank lines are left out: the last one that was committed may now be one, and is then jumped over.
                if (line < committed && next.number() > committed) {
                    return changed();
                }
                line = next.number();
                digest.add(next.bytes());
                if (line > committed) {
                    fresh.add(next);
                    continue;
                }
                List<Result> again =
                        prepareAll(head, place, List.of(next), index).results();
                again.forEach(result -> results.add(told(result, before)));
                index += again.size();
                if (line == committed && !digest.soFar().equals(committedDigest)) {
                    return changed();
                }
            }
            if (complete && !fresh.isEmpty() || last && line < committed) {
                return changed();
            }
            if (!complete && (last || !fresh.isEmpty())) {
                Answer answer = publish(held, fresh, last, results, deadline);
                if (answer != null) {
                    return answer;
                }
            }
            return new Answer.Done(results);
        }

        private void lookBack(Map<String, String> found) {
            place = found.get(PLACE);
            committed = Long.parseLong(found.get(LINES));
            committedDigest = found.get(BODY);
            complete = Boolean.parseBoolean(found.get(COMPLETE));
            outcomes = new Outcomes(found.get(OUTCOMES));
            before = new Outcomes.Reader(found.get(OUTCOMES));
        }

        private Answer changed() {
            return new Answer.Misused("this key was used before for other lines: the first " + committed
                    + " were not these" + (complete ? ", and no more followed" : ""));
        }

        /** @return null when it is committed */
        private Answer publish(KeyLog.Held first, List<Line> fresh, boolean last, List<Result> results, long deadline) {
            KeyLog.Held held = first;
            Prepared prepared = prepareAll(head, place, fresh, index);
            Outcomes grown = new Outcomes(outcomes.toString());
            grown.addAll(prepared.results());
            Map<String, String> fields = new HashMap<>();
            fields.put(HEAD, headDigest);
            fields.put(PLACE, place);
            fields.put(LINES, Long.toString(line));
            fields.put(BODY, digest.soFar());
            fields.put(COMPLETE, Boolean.toString(last));
            fields.put(OUTCOMES, grown.toString());
            do {
                if (isThere(held, fields)) {
                    // The answer to our commit was lost when another process took over, the commit was not.
                    remember(prepared.deliveries());
                    break;
                }
                if (!isNext(held)) {
                    return new Answer.Busy("a request with this key is under way in another process");
                }
                if (PushReading.this.publish(held, key, fields, prepared, deadline, release)) {
                    break;
                }
                held = keys.hold(left(deadline));
            } while (true);
            return settled(prepared, grown, last, results);
        }

        private Answer settled(Prepared prepared, Outcomes grown, boolean last, List<Result> results) {
            outcomes = grown;
            committed = line;
            committedDigest = digest.soFar();
            complete = last;
            index += prepared.results().size();
            results.addAll(prepared.results());
            return null;
        }

        /** Whether the log stands where this request has left it. */
        private boolean isNext(KeyLog.Held held) {
            Optional<Map<String, String>> found = held.find(key);
            return found.isEmpty()
                    ? committed == 0
                    : found.get().get(LINES).equals(Long.toString(committed))
                            && found.get().get(BODY).equals(committedDigest)
                            && !Boolean.parseBoolean(found.get().get(COMPLETE));
        }

        private boolean isThere(KeyLog.Held held, Map<String, String> fields) {
            return held.find(key)
                    .map(found -> found.entrySet().containsAll(fields.entrySet()))
                    .orElse(false);
        }

        @Override
        public void close() {
            if (mine) {
                release.after.whenComplete((done, failure) -> working.remove(key));
            }
        }
    }

    private Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - nanos.getAsLong()));
    }

    /** Not committed, or not in time. */
    private static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNow(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private void await(CompletableFuture<Void> done, long deadline) {
        try {
            done.get(Math.max(0, deadline - nanos.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new NotNow(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new NotNow("Kafka has not acknowledged in time; it may still do so", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNow("ingest is closing", e);
        }
    }

    private static String hash(String key) {
        return new Digest().add(key.getBytes(StandardCharsets.UTF_8)).soFar().substring(0, 32);
    }

    private static Digest digest(String kind, Request request) {
        return new Digest()
                .add(kind.getBytes(StandardCharsets.UTF_8))
                .add(text(request.provider()))
                .add(text(request.source()))
                .add(text(request.contentType()));
    }

    private static byte[] text(String told) {
        return (told == null ? "" : told).getBytes(StandardCharsets.UTF_8);
    }

    /** A digest over parts, each with its end. */
    private static final class Digest {
        private final MessageDigest sha256;

        Digest() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        Digest add(byte[] part) {
            sha256.update(part);
            sha256.update((byte) '\n');
            return this;
        }

        String hex(byte[] last) {
            return add(last).soFar();
        }

        String soFar() {
            try {
                return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
            }
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
