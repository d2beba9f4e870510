package wireroom.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import wireroom.article.ArticleId;
import wireroom.enrich.duplicate.DuplicateRule;
import wireroom.enrich.lifecycle.Lifecycle;
import wireroom.enrich.lifecycle.Reference;
import wireroom.enrich.lifecycle.References.Reached;
import wireroom.enrich.lifecycle.Revision;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.NeighbourChange;
import wireroom.enrich.neighbour.NeighbourProcessor;
import wireroom.enrich.neighbour.Placement;
import wireroom.enrich.story.StoryRule;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/** Wire items in; articles, stories, holds, kills and rejects out. Read top to bottom: this is docs/topology.md. */
final class EnrichTopology {
    private final Cluster cluster;
    private final String edition;
    private final StreamsBuilder builder;
    private final Enrichment steps;
    private final ReferenceProcessor reference;
    private final CommitPace pace;
    private final FamilyProcessor lifecycle;
    private final ReviseProcessor revise;
    private final PlaceProcessor place;

    /**
     * @param latency longest wait of a fresh record for its commit
     * @param gate the instant that embargoes are held against
     * @param reviving providers that may issue again what they killed
     * @param authority least state of the authority that the edition uses
     */
    EnrichTopology(
            Cluster cluster,
            String edition,
            Properties settings,
            Duration latency,
            Enrichment steps,
            Set<String> reviving,
            Supplier<Instant> gate,
            KillLedger ledger,
            long authority) {
        States states = new States(cluster);
        this.cluster = cluster;
        this.edition = edition;
        this.pace = new CommitPace(latency);
        this.steps = steps;
        this.builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
        Alarms alarms = new Alarms(edition);
        this.reference = new ReferenceProcessor(states, alarms, gate);
        this.lifecycle = new FamilyProcessor(
                states, new Lifecycle(new WireItemCodec(cluster), reviving), gate, ledger, alarms, authority);
        this.revise = new ReviseProcessor(states, steps, ledger, alarms);
        this.place = new PlaceProcessor(states, steps, ledger, alarms);
    }

    Topology build() {
        KStream<String, WireItem> items = from(Topics.WIRE_ITEMS);

        KStream<String, Found> found = items.flatMapValues(FamilyProcessor::references, as("references"))
                .selectKey((id, reference) -> ArticleId.parse(id).provider(), as("key-by-provider"))
                .repartition(by("provider", Reference.class))
                .process(reference, as("reference"))
                .process(pace.node(), as("reference-soon"));

        KStream<String, Arrival> imposed = found.flatMapValues(Found::acts, as("acts"))
                .mapValues(Reached::act, as("act"))
                .repartition(by("target", Revision.class))
                .mapValues((Revision act) -> Arrival.of(act), as("imposed"));

        KStream<String, Output> revised = items.mapValues((WireItem item) -> Arrival.of(item), as("told"))
                .merge(imposed, as("arrivals"))
                .process(lifecycle, as("lifecycle"))
                .mapValues(steps::text, as("text"))
                .mapValues(steps::language, as("language"))
                .mapValues(steps::entity, as("entity"))
                .mapValues(steps::mediaTopic, as("mediatopic"))
                .process(revise, as("revise"))
                .process(pace.node(), as("revise-soon"));

        KStream<String, NeighbourChange> neighbours = revised.flatMapValues(Output::fingerprints, as("fingerprint"))
                .selectKey((id, fingerprint) -> fingerprint.getLanguage(), as("key-by-language"))
                .repartition(by("language", Fingerprint.class))
                .process(NeighbourProcessor.of(new DuplicateRule(), new StoryRule()), as("duplicate-story"))
                .process(pace.node(), as("duplicate-story-soon"));

        KStream<String, Output> placed = neighbours
                .flatMapValues(EnrichTopology::placements, as("placement"))
                .repartition(by("article", Placement.class))
                .process(place, as("place"))
                .process(pace.node(), as("place-soon"));

        KStream<String, Output> outputs = revised.merge(placed, as("outputs"));
        to(Topics.articles(edition), outputs.flatMapValues(Output::articles, as("articles")));
        to(Topics.holds(edition), outputs.flatMapValues(Output::holds, as("holds")));
        to(
                Topics.ALARMS,
                outputs.flatMapValues(Output::alarms, as("alarms"))
                        .selectKey((id, alarm) -> Alarms.key(alarm), as("key-by-matter")));
        // A sink of its own keeps the references apart: a provider's task need not wait for articles.
        to(Topics.ALARMS, found.flatMapValues(Found::alarms, as("reference-alarms")), "-of-references");
        to(Topics.KILLS, outputs.flatMapValues(Output::kills, as("kills")));
        to(Topics.REJECTS, outputs.flatMapValues(Output::rejects, as("rejects")));
        to(Topics.stories(edition), neighbours.flatMapValues(EnrichTopology::stories, as("stories")));
        return builder.build();
    }

    private static Iterable<Placement> placements(NeighbourChange change) {
        return change instanceof NeighbourChange.Placed p ? java.util.List.of(p.placement()) : java.util.List.of();
    }

    private static Iterable<wireroom.model.Story> stories(NeighbourChange change) {
        return change instanceof NeighbourChange.Told t ? java.util.List.of(t.story()) : java.util.List.of();
    }

    private <V extends SpecificRecord> KStream<String, V> from(Topic<V> topic) {
        return builder.stream(
                topic.name(),
                Consumed.with(topic.keySerde(), topic.valueSerde(cluster)).withName("from-" + topic.name()));
    }

    private <V extends SpecificRecord> void to(Topic<V> topic, KStream<String, V> stream) {
        to(topic, stream, "");
    }

    private <V extends SpecificRecord> void to(Topic<V> topic, KStream<String, V> stream, String which) {
        stream.to(
                topic.name(),
                Produced.with(topic.keySerde(), topic.valueSerde(cluster)).withName("to-" + topic.name() + which));
    }

    private <V extends SpecificRecord> Repartitioned<String, V> by(String key, Class<V> type) {
        return Repartitioned.with(Serdes.String(), States.serde(cluster, type))
                .withName("by-" + key)
                .withNumberOfPartitions(Topics.PARTITIONS);
    }

    private static Named as(String name) {
        return Named.as(name);
    }
}
