package wireroom.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import wireroom.enrich.lifecycle.Count;
import wireroom.enrich.lifecycle.Counts;
import wireroom.enrich.lifecycle.Reference;
import wireroom.enrich.lifecycle.References;
import wireroom.enrich.lifecycle.Referents;

/**
 * Step {@code reference}: finds the articles that notices name, and the numbers that are missing. One task sees all of a
 * provider, since who bears a reference and who acts upon it are different articles.
 */
record ReferenceProcessor(States states, Alarms alarms, Supplier<Instant> gate)
        implements ProcessorSupplier<String, Reference, String, Found> {
    /** Wires deliver out of order by minutes; an editor must learn within the hour that a kill has found nothing. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Nobody needs it sooner: it is a question of minutes. */
    private static final Duration TICK = Duration.ofSeconds(5);

    private static final String REFERENCE = "r|";
    private static final String COUNT = "c|";

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(states.referents, states.counts, states.due);
    }

    @Override
    public Processor<String, Reference, String, Found> get() {
        return new Processor<>() {
            private ProcessorContext<String, Found> context;
            private KeyValueStore<String, Referents> referents;
            private KeyValueStore<String, Count> counts;
            private KeyValueStore<String, String> due;

            @Override
            public void init(ProcessorContext<String, Found> context) {
                this.context = context;
                referents = context.getStateStore(States.REFERENTS);
                counts = context.getStateStore(States.COUNTS);
                due = context.getStateStore(States.DUE);
                context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, ignored -> tick());
            }

            @Override
            public void process(Record<String, Reference> record) {
                Reference reference = record.value();
                if (!reference.getReference().isEmpty()) {
                    refer(record.key() + '|' + reference.getReference(), reference, record.timestamp());
                }
                if (reference.getCounter() != null && reference.getNumber() != null) {
                    count(record.key() + '|' + reference.getCounter(), reference);
                }
            }

            private void refer(String key, Reference reference, long timestamp) {
                Referents known = referents.get(key);
                References.Step step = References.add(known, reference);
                if (!step.state().equals(known)) {
                    referents.put(key, step.state());
                }
                step.reached()
                        .forEach(reached ->
                                context.forward(new Record<>(reached.article(), new Found.Act(reached), timestamp)));
                Reference waited = known == null ? null : References.missing(known);
                Reference waits = References.missing(step.state());
                if (waits != null) {
                    remember(REFERENCE + key, waits.getReceivedAt());
                } else if (waited != null
                        && waited.getReceivedAt() + PATIENCE.toMillis()
                                <= gate.get().toEpochMilli()) {
                    tell(missing(key, waited, true));
                }
            }

            private void count(String key, Reference reference) {
                Count known = counts.get(key);
                Count count = Counts.add(known, reference.getNumber(), reference.getReceivedAt());
                if (!count.equals(known)) {
                    counts.put(key, count);
                }
                if (!Objects.equals(Counts.missing(count), count.getTold())) {
                    remember(COUNT + key, count.getLastAt());
                }
            }

            private void remember(String what, long since) {
                due.put(String.format("%019d|%s", Math.max(0, since + PATIENCE.toMillis()), what), what);
            }

            private void tick() {
                List<KeyValue<String, String>> ripe = new ArrayList<>();
                String now = String.format("%019d}", Math.max(0, gate.get().toEpochMilli()));
                try (KeyValueIterator<String, String> entries = due.range(null, now)) {
                    entries.forEachRemaining(ripe::add);
                }
                for (KeyValue<String, String> entry : ripe) {
                    due.delete(entry.key);
                    String key = entry.value.substring(REFERENCE.length());
                    if (entry.value.startsWith(REFERENCE)) {
                        Reference waits = References.missing(referents.get(key));
                        if (waits != null) {
                            tell(missing(key, waits, false));
                        }
                    } else {
                        tellGap(key, counts.get(key));
                    }
                }
            }

            private void tellGap(String key, Count count) {
                String missing = Counts.missing(count);
                if (Objects.equals(missing, count.getTold())) {
                    return;
                }
                counts.put(key, Counts.told(count, missing));
                tell(alarms.of(
                        Alarms.SEQUENCE_GAP,
                        key,
                        missing == null ? "all numbers have come" : "missing: " + missing,
                        "ask the provider to send them again",
                        Instant.ofEpochMilli(count.getLastAt()),
                        missing == null));
            }

            private wireroom.model.Alarm missing(String key, Reference act, boolean cleared) {
                return alarms.missing(
                        key,
                        act.getSaid(),
                        act.getAct().getAction(),
                        act.getArticle(),
                        Instant.ofEpochMilli(act.getReceivedAt()),
                        cleared);
            }

            private void tell(wireroom.model.Alarm alarm) {
                context.forward(new Record<>(
                        Alarms.key(alarm), new Found.Alarmed(alarm), Math.max(0, context.currentStreamTimeMs())));
            }
        };
    }
}
