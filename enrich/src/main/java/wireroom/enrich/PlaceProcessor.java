package wireroom.enrich;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import wireroom.enrich.neighbour.Placement;

/** Hands placements to the {@link Emitter}. */
record PlaceProcessor(States states, Enrichment enrichment, KillLedger ledger, Alarms alarms)
        implements ProcessorSupplier<String, Placement, String, Output> {

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(states.articles, states.emissions);
    }

    @Override
    public Processor<String, Placement, String, Output> get() {
        return new Processor<>() {
            private Emitter emitter;

            @Override
            public void init(ProcessorContext<String, Output> context) {
                emitter = new Emitter(enrichment, ledger, alarms, context);
            }

            @Override
            public void process(Record<String, Placement> record) {
                emitter.place(record);
            }
        };
    }
}
