package wireroom.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.enrich.entity.EntityStep;
import wireroom.model.Edition;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/** One edition at work: the same code for the live one and for a replay. */
final class EditionRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EditionRun.class);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String REVIVING = "lifecycle.reviveAfterKill";

    private final EnrichConfig config;
    private final Admin admin;
    private final String application;
    private final KafkaStreams streams;
    private volatile Edition edition;

    private EditionRun(
            EnrichConfig config,
            Edition edition,
            Admin admin,
            EntityStep entities,
            AuthorityStates authority,
            KillLedger ledger) {
        this.config = config;
        this.admin = admin;
        this.edition = edition;
        this.application = StreamsSettings.applicationId(edition.getName());
        Properties settings = StreamsSettings.of(config, edition.getName());
        Enrichment steps = new Enrichment(new Enrichment.Steps(entities, authority, edition.getSettings()), pinned());
        EnrichTopology topology = new EnrichTopology(
                config.cluster(),
                edition.getName(),
                settings,
                config.commitInterval(),
                steps,
                config.reviveAfterKill(),
                this::gate,
                ledger,
                edition.getAuthority());
        this.streams = new KafkaStreams(topology.build(), settings);
        streams.setUncaughtExceptionHandler(this::tryAgain);
    }

    /**
     * Creates the edition's topics, places a new one where it has to begin, and starts it.
     *
     * @throws IllegalArgumentException when a setting of the edition is wrong
     */
    static EditionRun start(
            EnrichConfig config,
            Edition edition,
            Admin admin,
            EntityStep entities,
            AuthorityStates authority,
            KillLedger ledger)
            throws InterruptedException, ExecutionException {
        TopicCreation.ensure(admin, Topics.ofEdition(edition.getName()), config.replicas());
        EditionRun run = new EditionRun(config, edition, admin, entities, authority, ledger);
        run.beginWhereAsked();
        run.streams.start();
        return run;
    }

    /** The edition was promoted, for instance. */
    void update(Edition told) {
        edition = told;
    }

    /** Replays hold embargoes against a fixed instant, which makes them repeatable, until subscribers see them. */
    private Instant gate() {
        Edition now = edition;
        return now.getPromotion() > 0 ? config.clock().instant() : now.getAsOf();
    }

    private Map<String, String> pinned() {
        Map<String, String> settings = new TreeMap<>(edition.getSettings());
        if (!config.reviveAfterKill().isEmpty()) {
            settings.put(
                    REVIVING,
                    String.join(",", config.reviveAfterKill().stream().sorted().toList()));
        }
        return settings;
    }

    private StreamThreadExceptionResponse tryAgain(Throwable failure) {
        if (UnreadableRecords.isOutage(failure)) {
            LOG.warn("edition {}: no schema registry answers; trying again", edition.getName());
        } else {
            LOG.warn("edition {}: a stream thread failed and is replaced", edition.getName(), failure);
        }
        LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void beginWhereAsked() throws InterruptedException, ExecutionException {
        if (edition.getFrom() == null || !committed().isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicPartition partition : wireItems()) {
            wanted.put(partition, OffsetSpec.forTimestamp(edition.getFrom().toEpochMilli()));
            latest.put(partition, OffsetSpec.latest());
        }
        Map<TopicPartition, ListOffsetsResultInfo> from =
                admin.listOffsets(wanted).all().get();
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get();
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        from.forEach((partition, found) -> start.put(
                partition,
                new OffsetAndMetadata(
                        found.offset() >= 0
                                ? found.offset()
                                : ends.get(partition).offset())));
        admin.alterConsumerGroupOffsets(application, start).all().get();
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    private static java.util.List<TopicPartition> wireItems() {
        return java.util.stream.IntStream.range(0, Topics.WIRE_ITEMS.partitions())
                .mapToObj(p -> new TopicPartition(Topics.WIRE_ITEMS.name(), p))
                .toList();
    }

    EditionStatus status(boolean current) {
        return new EditionStatus(edition.getName(), current, streams.state().name(), lag());
    }

    /** True when it has stopped by itself, or was closed. */
    boolean ended() {
        return streams.state().hasCompletedShutdown();
    }

    private long lag() {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(committed());
            for (TopicPartition partition : wireItems()) {
                committed.putIfAbsent(partition, new OffsetAndMetadata(0));
            }
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(
                            latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return committed.entrySet().stream()
                    .filter(e -> e.getValue() != null)
                    .mapToLong(e -> Math.max(
                            0, ends.get(e.getKey()).offset() - e.getValue().offset()))
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("lag of edition {} is unknown", edition.getName(), e);
            return -1;
        }
    }

    /** Stops it; its state and offsets stay. */
    @Override
    public void close() {
        // Streams stays in its group by default; whoever starts next would wait for the session to run out.
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(PATIENCE));
    }

    /** Stops it for good: its local state goes too. */
    void drop() {
        close();
        streams.cleanUp();
    }
}
