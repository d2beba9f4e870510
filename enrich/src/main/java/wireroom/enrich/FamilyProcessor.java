package wireroom.enrich;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import wireroom.article.ArticleId;
import wireroom.article.AuthorityPoint;
import wireroom.enrich.lifecycle.Acts;
import wireroom.enrich.lifecycle.Family;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.lifecycle.Lifecycle;
import wireroom.enrich.lifecycle.Reference;
import wireroom.enrich.lifecycle.References;
import wireroom.enrich.lifecycle.Revision;
import wireroom.model.Alarm;
import wireroom.model.PubStatus;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Step {@code lifecycle}: folds wire items into families, releases embargoes when their time has come, and heeds the
 * kill ledger. Hand-written because an embargo ends without any record.
 */
final class FamilyProcessor implements ProcessorSupplier<String, Arrival, String, Draft> {
    /** How late a release may be: well below what a person notices. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** Releases per tick: a promotion may free thousands at once, and records must not wait for all of them. */
    private static final int RELEASES_PER_TICK = 500;

    private final States states;
    private final Lifecycle lifecycle;
    private final Supplier<Instant> gate;
    private final KillLedger ledger;
    private final Alarms alarms;
    private final long authority;

    /**
     * @param gate the instant that embargoes are held against
     * @param authority least state of the authority that this edition uses
     */
    FamilyProcessor(
            States states,
            Lifecycle lifecycle,
            Supplier<Instant> gate,
            KillLedger ledger,
            Alarms alarms,
            long authority) {
        this.authority = authority;
        this.states = states;
        this.alarms = alarms;
        this.lifecycle = lifecycle;
        this.gate = gate;
        this.ledger = ledger;
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(states.families, states.releases, states.emissions, states.authority);
    }

    @Override
    public Processor<String, Arrival, String, Draft> get() {
        return new Families();
    }

    private final class Families implements Processor<String, Arrival, String, Draft> {
        private ProcessorContext<String, Draft> context;
        private KeyValueStore<String, Family> families;
        private KeyValueStore<String, String> releases;
        private KeyValueStore<String, Emission> emissions;
        private KeyValueStore<String, Long> points;
        private long point;
        private int heeded;

        @Override
        public void init(ProcessorContext<String, Draft> context) {
            this.context = context;
            families = context.getStateStore(States.FAMILIES);
            releases = context.getStateStore(States.RELEASES);
            emissions = context.getStateStore(States.EMISSIONS);
            points = context.getStateStore(States.AUTHORITY);
            Long known = points.get(AuthorityPoint.KEY);
            point = known == null ? authority : Math.max(authority, known);
            context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, ignored -> tick());
        }

        @Override
        public void process(Record<String, Arrival> record) {
            switch (record.value()) {
                case Arrival.Told told -> told(record, told.item());
                case Arrival.Imposed imposed -> imposed(record, imposed.act());
            }
        }

        private void told(Record<String, Arrival> record, WireItem item) {
            long next = AuthorityPoint.state(item);
            if (next > 0) {
                point = Math.max(point, next);
                points.put(AuthorityPoint.KEY, point);
                return;
            }
            Cause cause = cause(record, item);
            Reject refusal = refusal(record.key(), item);
            if (refusal != null) {
                RejectedItem reject = Rejects.of(
                        refusal,
                        cause.origin(),
                        cause.bytes(),
                        cause.at(),
                        refusal.code().name());
                context.forward(record.withValue(Draft.refused(cause, reject)));
                return;
            }
            if (Acts.isNotice(item)) {
                return;
            }
            keep(record, cause, known -> lifecycle.fold(known, item, point));
        }

        /** R11: a notice, of which only this has reached the article. */
        private void imposed(Record<String, Arrival> record, Revision act) {
            Cause cause = new Cause(
                    act.getPubStatus().equals(PubStatus.CANCELED.name()) ? Change.KILL : Change.REVISION,
                    "notice " + act.getBy(),
                    ByteBuffer.allocate(0),
                    Instant.ofEpochMilli(act.getReceivedAt()));
            keep(record, cause, known -> lifecycle.impose(known, act));
        }

        private void keep(Record<String, Arrival> record, Cause cause, UnaryOperator<Family> change) {
            String id = record.key();
            Draft draft;
            try {
                Family known = families.get(id);
                Family family = change.apply(known);
                if (family.equals(known)) {
                    return;
                }
                if (Lifecycle.isKnown(family)) {
                    draft = draft(id, family, cause);
                    Revision waited = known == null ? null : Lifecycle.missing(known);
                    if (waited != null && isRipe(waited)) {
                        draft = draft.withAlarm(missing(id, waited, true));
                    }
                } else {
                    draft = parked(id, known, family, cause);
                }
                families.put(id, family);
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                draft = Draft.refused(cause, Rejects.failed("lifecycle", cause, e));
            }
            if (draft != null) {
                context.forward(record.withValue(draft));
            }
        }

        /** Nobody knows the article yet: what was done to it waits, and after a while a person should know. */
        private Draft parked(String id, Family known, Family family, Cause cause) {
            Revision waits = Lifecycle.missing(family);
            if (waits != null) {
                Instant ripe = Instant.ofEpochMilli(waits.getReceivedAt()).plus(ReferenceProcessor.PATIENCE);
                releases.put(start(ripe) + id, id);
                return null;
            }
            Revision waited = known == null ? null : Lifecycle.missing(known);
            return waited == null || !isRipe(waited) ? null : Draft.of(cause, missing(id, waited, true));
        }

        /** Whether a person may have been told that its target is missing. */
        private boolean isRipe(Revision act) {
            return act.getReceivedAt() + ReferenceProcessor.PATIENCE.toMillis()
                    <= gate.get().toEpochMilli();
        }

        private Alarm missing(String id, Revision act, boolean cleared) {
            return alarms.missing(
                    id, id, act.getAction(), act.getBy(), Instant.ofEpochMilli(act.getReceivedAt()), cleared);
        }

        private void tick() {
            heedLedger();
            Instant now = gate.get();
            List<KeyValue<String, String>> due = new ArrayList<>();
            try (KeyValueIterator<String, String> held = releases.range(null, end(now))) {
                while (held.hasNext() && due.size() < RELEASES_PER_TICK) {
                    due.add(held.next());
                }
            }
            for (KeyValue<String, String> release : due) {
                releases.delete(release.key);
                lookAgain(release.value, Change.RELEASE, "end of embargo", now);
            }
        }

        /** A kill that this edition will not read itself, because it is older than its range or came by hand. */
        private void heedLedger() {
            for (String id : ledger.since(heeded)) {
                heeded++;
                lookAgain(id, Change.KILL, "kill ledger", ledger.killedAt(id));
            }
        }

        private void lookAgain(String id, Change change, String why, Instant at) {
            Family family = families.get(id);
            if (family == null) {
                return;
            }
            Cause cause = new Cause(change, why + ", article " + id, ByteBuffer.allocate(0), at);
            long time = context.currentSystemTimeMs();
            Revision waits = Lifecycle.missing(family);
            if (waits != null) {
                context.forward(new Record<>(id, Draft.of(cause, missing(id, waits, false)), time));
            } else if (Lifecycle.isKnown(family)) {
                context.forward(new Record<>(id, draft(id, family, cause), time));
            }
        }

        private Draft draft(String id, Family family, Cause cause) {
            Head head = lifecycle.decide(ArticleId.parse(id).provider(), family, gate.get(), ledger.killedAt(id));
            if (head.nextChange() != null) {
                releases.put(start(head.nextChange()) + id, id);
            }
            if (!head.shown()) {
                return Draft.of(cause, head, null, 0);
            }
            long linkedBy = Lifecycle.authority(family);
            return Draft.of(cause, head, wantsEnriching(id, head, linkedBy) ? lifecycle.text(family) : null, linkedBy);
        }

        /** Metadata, late revisions and repeated deliveries leave the text alone: enriching it again would be waste. */
        private boolean wantsEnriching(String id, Head head, long linkedBy) {
            Emission emission = emissions.get(id);
            return emission == null
                    || !head.content().equals(emission.getContent())
                    || linkedBy != emission.getAuthority();
        }

        private Cause cause(Record<String, Arrival> record, WireItem item) {
            String origin = context.recordMetadata().map(FamilyProcessor::place).orElse("unknown");
            return item == null
                    ? new Cause(
                            Change.REVISION, origin, ByteBuffer.allocate(0), Instant.ofEpochMilli(record.timestamp()))
                    : new Cause(Change.REVISION, origin, item.getRaw().getBytes(), item.getReceivedAt());
        }
    }

    /** Whom an item names and who it is, unless it will be refused. */
    static List<Reference> references(String key, WireItem item) {
        return AuthorityPoint.state(item) == 0 && refusal(key, item) == null ? References.of(item) : List.of();
    }

    private static Reject refusal(String key, WireItem item) {
        if (item == null) {
            return new Reject(RejectCode.UNREADABLE_RECORD, "the record has no value", "send a wire item");
        }
        String id;
        try {
            id = new ArticleId(item.getProvider(), item.getUri()).toString();
        } catch (IllegalArgumentException e) {
            return new Reject(RejectCode.INVALID_FIELD, e.getMessage(), "mend provider or uri at the source");
        }
        return id.equals(key)
                ? null
                : new Reject(
                        RejectCode.INVALID_FIELD,
                        "the record's key is '" + key + "' but the item's id is '" + id + "'",
                        "write wire items under their article id");
    }

    private static String place(RecordMetadata record) {
        return record.topic() + '-' + record.partition() + '@' + record.offset();
    }

    /** Keys sort by time; 19 digits hold any positive instant, and the past is simply due. */
    private static String start(Instant at) {
        return String.format("%019d|", Math.max(0, at.toEpochMilli()));
    }

    private static String end(Instant at) {
        return String.format("%019d}", Math.max(0, at.toEpochMilli()));
    }
}
