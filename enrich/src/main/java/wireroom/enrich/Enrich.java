package wireroom.enrich;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.enrich.publish.Publisher;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * Runs every edition of enrich that topic {@code editions} asks for, and publishes the current one. A room without
 * editions gets its first one.
 *
 * <p>Thread-safe. Several processes may run at once: they share the work of each edition, and one of them publishes.
 */
public final class Enrich implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Enrich.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final EnrichConfig config;
    private final Thread thread;
    private final Map<String, Edition> editions = new TreeMap<>();
    private final Map<String, EditionRun> runs = new ConcurrentSkipListMap<>();
    private final Map<String, String> failures = new ConcurrentSkipListMap<>();
    private volatile Publisher publishing;
    private volatile String current = "";
    private volatile boolean open = true;

    private Enrich(EnrichConfig config) {
        this.config = config;
        this.thread = new Thread(this::run, "wireroom-editions");
        this.thread.setDaemon(true);
    }

    /** Starts and returns at once; {@link #status()} tells how far it is. */
    public static Enrich start(EnrichConfig config) {
        Enrich enrich = new Enrich(config);
        enrich.thread.start();
        return enrich;
    }

    /** One entry per edition that runs or cannot run, by name; empty until the broker answers. Asks the broker. */
    public List<EditionStatus> status() {
        Map<String, EditionStatus> all = new TreeMap<>();
        runs.forEach((name, run) -> all.put(name, run.status(name.equals(current))));
        failures.forEach(
                (name, why) -> all.put(name, new EditionStatus(name, name.equals(current), "ERROR: " + why, -1)));
        return List.copyOf(all.values());
    }

    /** Why it enriches nothing any more, for good; empty while it works or waits for something. Asks nobody. */
    public Optional<String> ended() {
        if (!thread.isAlive()) {
            return Optional.of("its editions are not followed any more");
        }
        Publisher publisher = publishing;
        if (publisher != null && !publisher.isRunning()) {
            return Optional.of("nothing is published any more");
        }
        return runs.entrySet().stream()
                .filter(run -> run.getValue().ended())
                .map(run -> "edition " + run.getKey() + " has stopped")
                .findFirst();
    }

    /** Stops all editions and the publisher; what is committed is committed. Repeatable. */
    @Override
    public void close() {
        open = false;
        try {
            // Clients close in order when left alone; only one that waits for a lost broker has to be woken.
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open) {
            try {
                serve();
            } catch (InterruptedException | InterruptException | WakeupException e) {
                LOG.debug("enrich stops", e);
            } catch (ExecutionException | RuntimeException e) {
                LOG.warn("enrich cannot reach its cluster and tries again: {}", e.toString());
                LOG.debug("why", e);
                LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
            }
        }
    }

    private void serve() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(config.cluster().client())) {
            TopicCreation.ensure(admin, Topics.fixed(), config.replicas());
            EntityStep entities = new EntityStep();
            try (KillLedgerReader ledger = KillLedgerReader.start(config.cluster());
                    AuthorityReader authority = AuthorityReader.start(config.cluster());
                    Publisher publisher = Publisher.start(config.cluster(), config.replicas(), MediaTopicStep::slug)) {
                ledger.awaitLoaded();
                publishing = publisher;
                try {
                    follow(admin, entities, authority, ledger, publisher);
                } finally {
                    publishing = null;
                    stopAll();
                }
            }
        }
    }

    private void follow(
            Admin admin, EntityStep entities, AuthorityStates authority, KillLedger ledger, Publisher publisher)
            throws InterruptedException, ExecutionException {
        Map<String, Object> settings = config.cluster().client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        TopicPartition partition = new TopicPartition(Topics.EDITIONS.name(), 0);
        try (var serde = Topics.EDITIONS.valueSerde(config.cluster());
                KafkaConsumer<String, Edition> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), serde.deserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            boolean read = false;
            while (open) {
                boolean changed = false;
                for (ConsumerRecord<String, Edition> record : consumer.poll(read ? POLL : Duration.ofMillis(20))) {
                    editions.put(record.key(), record.value());
                    changed = true;
                }
                if (!read && consumer.position(partition) >= end) {
                    read = true;
                    changed = true;
                    if (editions.isEmpty()) {
                        createFirst();
                        changed = false;
                    }
                }
                if (read && changed) {
                    reconcile(admin, entities, authority, ledger, publisher);
                }
            }
        }
    }

    private void createFirst() throws InterruptedException, ExecutionException {
        Instant now = config.clock().instant();
        Edition first = Edition.newBuilder()
                .setName(Topics.FIRST_EDITION)
                .setState(EditionState.RUNNING)
                .setCreatedAt(now)
                .setAsOf(now)
                .setFrom(null)
                .setSettings(Map.of())
                .setPromotion(1)
                .build();
        Map<String, Object> settings = config.cluster().client();
        settings.put("acks", "all");
        try (var serde = Topics.EDITIONS.valueSerde(config.cluster());
                KafkaProducer<String, Edition> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
            producer.send(new ProducerRecord<>(Topics.EDITIONS.name(), first.getName(), first))
                    .get();
        }
    }

    private void reconcile(
            Admin admin, EntityStep entities, AuthorityStates authority, KillLedger ledger, Publisher publisher)
            throws InterruptedException, ExecutionException {
        for (Edition edition : editions.values()) {
            String name = edition.getName();
            EditionRun run = runs.get(name);
            switch (edition.getState()) {
                case RUNNING -> {
                    if (run != null) {
                        run.update(edition);
                    } else {
                        startEdition(edition, admin, entities, authority, ledger);
                    }
                }
                case DROPPED -> {
                    failures.remove(name);
                    if (run != null) {
                        runs.remove(name).drop();
                    }
                }
            }
        }
        Optional<Edition> promoted = editions.values().stream()
                .filter(edition -> edition.getPromotion() > 0)
                .max(Comparator.comparingLong(Edition::getPromotion).thenComparing(Edition::getName));
        if (promoted.isPresent()) {
            current = promoted.get().getName();
            publisher.promote(current);
        }
    }

    private void startEdition(
            Edition edition, Admin admin, EntityStep entities, AuthorityStates authority, KillLedger ledger)
            throws InterruptedException, ExecutionException {
        try {
            runs.put(edition.getName(), EditionRun.start(config, edition, admin, entities, authority, ledger));
            failures.remove(edition.getName());
        } catch (IllegalArgumentException e) {
            // A wrong setting must not stop the other editions.
            failures.put(edition.getName(), String.valueOf(e.getMessage()));
            LOG.warn("edition {} cannot run: {}", edition.getName(), e.getMessage());
        }
    }

    private void stopAll() {
        List<Thread> closing = runs.values().stream()
                .map(run -> Thread.ofVirtual().start(run::close))
                .toList();
        runs.clear();
        boolean interrupted = false;
        for (Thread one : closing) {
            while (one.isAlive()) {
                try {
                    one.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
