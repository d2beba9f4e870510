package wireroom.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.gateway.index.Counts;
import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.stream.Positions;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.model.KillAck;
import wireroom.topics.Topic;
import wireroom.topics.TopicCreation;
import wireroom.topics.Topics;

/**
 * Watches which edition is current and shows it. A promoted edition is first built aside and shown when it is level
 * with its topics. Every edition that this gateway has text of is followed until it is dropped, so that a kill reaches
 * it, and one can go back at once.
 */
final class KafkaFeed implements Feed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final GatewayConfig config;
    private final QueryLanguage language;
    private final byte[] key;
    private final ArticleLog log;
    private final Admin admin;
    private final Events events;
    private final KafkaProducer<String, KillAck> acks;
    private final KafkaConsumer<String, byte[]> watcher;
    private final Map<String, Edition> editions = new TreeMap<>();
    private final Map<String, EditionFollower> followers = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread;
    private volatile Tail tail;
    private volatile Shown shown;
    private volatile EditionFollower shownFollower;
    private volatile boolean closing;

    KafkaFeed(GatewayConfig config, QueryLanguage language, byte[] key) {
        this.config = config;
        this.language = language;
        this.key = key;
        this.log = new ArticleLog(config.cluster());
        this.admin = Admin.create(config.cluster().client());
        this.events = new Events(language);
        Map<String, Object> producer = config.cluster().client();
        producer.put("acks", "all");
        producer.put("enable.idempotence", true);
        this.acks = new KafkaProducer<>(
                producer,
                new StringSerializer(),
                Topics.KILL_ACKS.valueSerde(config.cluster()).serializer());
        this.watcher = log.consumer(500);
        this.thread = Thread.ofPlatform().name("gateway-editions").daemon().unstarted(this::run);
    }

    /** Starts and returns when an edition is shown and its live stream is level with the log. */
    void start() throws InterruptedException {
        thread.start();
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot read the editions: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private void run() {
        try (watcher) {
            ensure(List.of(Topics.EDITIONS, Topics.KILL_ACKS));
            List<TopicPartition> partitions = watcher.partitionsFor(Topics.EDITIONS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            watcher.assign(partitions);
            watcher.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = watcher.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> watcher.position(end.getKey()) < end.getValue())) {
                take();
            }
            followWhatWeHold();
            show(current(), false);
            ready.complete(null);
            while (!closing) {
                take();
                forgetDropped();
                String wanted = current();
                if (!wanted.equals(shown.edition())) {
                    show(wanted, true);
                }
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("stopped watching editions");
            ready.completeExceptionally(e);
        } catch (RuntimeException e) {
            if (ready.completeExceptionally(e)) {
                return;
            }
            LOG.error("promotions are not followed any more", e);
        }
    }

    private void take() {
        for (ConsumerRecord<String, byte[]> record : watcher.poll(POLL)) {
            log.edition(record).ifPresent(edition -> editions.put(edition.getName(), edition));
        }
    }

    /** The edition promoted last; the first one while none was. */
    private String current() {
        Edition best = null;
        for (Edition edition : editions.values()) {
            if (edition.getState() == EditionState.RUNNING
                    && edition.getPromotion() > 0
                    && (best == null || edition.getPromotion() > best.getPromotion())) {
                best = edition;
            }
        }
        return best == null ? Topics.FIRST_EDITION : best.getName();
    }

    private void show(String edition, boolean whenLevel) {
        EditionFollower follower = follow(edition);
        while (whenLevel && !follower.caughtUp() && follower.failure() == null) {
            take();
            if (closing || !edition.equals(current())) {
                return;
            }
        }
        Tail next = new Tail(edition, log, events).start();
        next.level().join();
        Tail previous = tail;
        tail = next;
        shownFollower = follower;
        shown = new Shown(
                edition,
                follower.index(),
                next.ring(),
                new KafkaHistory(edition, log, events, follower.index(), follower::taken));
        if (previous != null) {
            previous.close();
        }
    }

    private EditionFollower follow(String edition) {
        EditionFollower follower = followers.get(edition);
        if (follower == null) {
            ensure(Topics.ofEdition(edition));
            follower = new EditionFollower(edition, folder(edition), language, key, log, admin, acks, config.clock())
                    .start();
            followers.put(edition, follower);
        }
        return follower;
    }

    private void followWhatWeHold() {
        for (String held : held()) {
            Edition edition = editions.get(held);
            if (edition != null && edition.getState() == EditionState.RUNNING) {
                follow(held);
            } else if (!held.equals(current())) {
                forget(held);
            }
        }
    }

    private void forgetDropped() {
        for (String held : List.copyOf(followers.keySet())) {
            Edition edition = editions.get(held);
            if (edition != null
                    && edition.getState() == EditionState.DROPPED
                    && !held.equals(shown.edition())
                    && !held.equals(current())) {
                followers.remove(held).close();
                forget(held);
            }
        }
    }

    private void forget(String edition) {
        try {
            EditionIndex.delete(folder(edition));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the read model of edition " + edition, e);
        }
    }

    private List<String> held() {
        Path folder = config.indexDir().resolve("editions");
        List<String> held = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                all.forEach(one -> held.add(one.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return held;
    }

    private Path folder(String edition) {
        return config.indexDir().resolve("editions").resolve(edition);
    }

    private void ensure(List<? extends Topic<?>> topics) {
        TopicCreation.ensure(admin, topics, config.replicas());
    }

    @Override
    public Shown shown() {
        return shown;
    }

    @Override
    public Positions positionsAt(Shown at, Instant time) {
        try (KafkaConsumer<String, byte[]> consumer = log.consumer(1)) {
            Map<TopicPartition, Integer> lanes = ArticleLog.lanes(consumer, at.edition());
            Map<TopicPartition, Long> asked = new HashMap<>();
            lanes.keySet().forEach(partition -> asked.put(partition, Math.max(0, time.toEpochMilli())));
            Positions positions = at.ring().newest().positions();
            Positions found = Positions.of();
            Map<TopicPartition, OffsetAndTimestamp> answers = consumer.offsetsForTimes(asked);
            lanes.forEach((partition, lane) -> found.advance(
                    lane,
                    Optional.ofNullable(answers.get(partition))
                            .map(OffsetAndTimestamp::offset)
                            // Nothing that late: only what comes from now on.
                            .orElse(positions.at(lane))));
            return found;
        }
    }

    @Override
    public GatewayStatus status(int subscribers) {
        Shown now = shown;
        Counts counts = now.index().counts();
        return new GatewayStatus(
                now.edition(),
                now.index().positions(),
                shownFollower.lag(),
                counts.articles(),
                counts.withoutText(),
                counts.stories(),
                subscribers,
                log.unreadable());
    }

    /** Why nothing new is shown any more, for good; empty while all threads run. */
    Optional<String> ended() {
        if (!thread.isAlive()) {
            return Optional.of("promotions are not followed any more");
        }
        RuntimeException failure = shownFollower.failure();
        if (failure != null) {
            return Optional.of("the read model of edition " + shown.edition() + " has stopped: " + failure);
        }
        return tail.isRunning() ? Optional.empty() : Optional.of("the live stream has stopped");
    }

    /** Stops reading; the read models are committed. */
    @Override
    public void close() {
        closing = true;
        log.abandon();
        watcher.wakeup();
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (tail != null) {
            tail.close();
        }
        followers.values().forEach(EditionFollower::close);
        acks.close(Duration.ofSeconds(2));
        admin.close(Duration.ofSeconds(2));
        log.close();
    }
}
