package wireroom.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.index.Erased;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.stream.Positions;
import wireroom.model.KillAck;
import wireroom.topics.Topics;

/** Keeps the read model of one edition level with its topics, and acknowledges kills once their text is erased. */
final class EditionFollower implements AutoCloseable {
    /** Name under which the gateway acknowledges kills. */
    static final String HOLDER = "gateway";

    private static final Logger LOG = LoggerFactory.getLogger(EditionFollower.class);
    /** How late a reader may see what was taken; refreshing for every record would cost more than taking it. */
    private static final Duration REFRESH = Duration.ofMillis(40);

    /**
     * What each record taken adds to that. Every refresh writes a segment, and small ones are merged again and again:
     * from a hundred records a second on, one refresh a second is enough.
     */
    private static final Duration REFRESH_PER_RECORD = Duration.ofMillis(10);

    private static final Duration LONGEST_REFRESH = Duration.ofSeconds(1);

    /** The same while nobody reads: what is replaced meanwhile is never written. */
    private static final Duration LONGEST_REFRESH_UNREAD = Duration.ofSeconds(5);

    /** Who has read within so long is still there. */
    private static final Duration READING = Duration.ofSeconds(10);

    /** Articles and stories held back at most, some 10 MB of ordinary ones ... */
    private static final int MOST_UNSEEN = 2_000;

    /** ... and of the text of long ones. */
    private static final long MOST_UNSEEN_CHARS = 10_000_000;

    /** Each commit writes a segment too; what it has not seen is taken again after a crash. */
    private static final long COMMIT_NANOS = Duration.ofSeconds(5).toNanos();
    /** Kills that come together are erased together. */
    private static final long ERASE_NANOS = Duration.ofMillis(100).toNanos();

    /** An erasure rewrites files, so the next waits this many times as long as the last took ... */
    private static final int ERASE_REST = 9;

    /** ... but not longer than this. */
    private static final long LONGEST_ERASE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LAG_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MAX_RECORDS = 500;

    private final String edition;
    private final ArticleLog log;
    private final Producer<String, KillAck> acks;
    private final Clock clock;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, Integer> lanes;
    private final EditionIndex index;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean caughtUp;
    private volatile long lag;
    private volatile Positions taken;
    private volatile RuntimeException failure;
    private boolean acksDue = true;

    EditionFollower(
            String edition,
            Path folder,
            QueryLanguage language,
            byte[] key,
            ArticleLog log,
            Admin admin,
            Producer<String, KillAck> acks,
            Clock clock) {
        this.edition = edition;
        this.log = log;
        this.acks = acks;
        this.clock = clock;
        this.consumer = log.consumer(MAX_RECORDS);
        this.lanes = ArticleLog.lanes(consumer, edition);
        Map<String, String> topics = identity(admin, edition);
        EditionIndex opened = EditionIndex.open(folder, language.analyzer(), language::fields, key);
        if (!opened.identity().isEmpty() && !opened.identity().equals(topics)) {
            LOG.warn("the topics of edition {} were made anew: its read model is rebuilt", edition);
            opened.close();
            try {
                EditionIndex.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            opened = EditionIndex.open(folder, language.analyzer(), language::fields, key);
        }
        if (opened.identity().isEmpty()) {
            opened.identity(topics);
        }
        this.index = opened;
        this.taken = Positions.of();
        this.thread =
                Thread.ofPlatform().name("gateway-index-" + edition).daemon().unstarted(this::run);
    }

    EditionFollower start() {
        thread.start();
        return this;
    }

    EditionIndex index() {
        return index;
    }

    /** Records that it has not taken yet, as of half a second ago. */
    long lag() {
        return lag;
    }

    /** True once it has been level with its topics. */
    boolean caughtUp() {
        return caughtUp;
    }

    /** What readers of the index see. */
    Positions taken() {
        index.ask();
        return taken;
    }

    /** Why it stopped by itself; null while it runs. */
    RuntimeException failure() {
        return failure;
    }

    private void run() {
        try (consumer) {
            follow();
        } catch (WakeupException | InterruptException e) {
            LOG.debug("stopped following edition {}", edition);
        } catch (RuntimeException e) {
            failure = e;
            LOG.error("the read model of edition {} has stopped", edition, e);
        } finally {
            if (failure == null) {
                index.commit();
            }
            index.close();
        }
    }

    private void follow() {
        consumer.assign(lanes.keySet());
        Map<String, Long> committed = index.positions();
        Positions reached = Positions.of();
        for (TopicPartition partition : lanes.keySet()) {
            long next = committed.getOrDefault(partition.toString(), 0L);
            consumer.seek(partition, next);
            reached.advance(lanes.get(partition), next);
        }
        taken = reached.copy();
        long committedAt = System.nanoTime();
        long laggedAt = committedAt - LAG_NANOS;
        long refreshedAt = committedAt;
        long erasing = 0;
        long unseen = 0;
        while (!closing) {
            ConsumerRecords<String, byte[]> records = consumer.poll(REFRESH);
            records.forEach(this::apply);
            for (TopicPartition partition : lanes.keySet()) {
                long next = consumer.position(partition);
                index.taken(partition.toString(), next);
                reached.advance(lanes.get(partition), next);
            }
            long now = System.nanoTime();
            unseen += records.count();
            if (unseen == 0) {
                taken = reached.copy();
            } else if (isFull() || now - refreshedAt >= rest(unseen)) {
                index.refresh();
                taken = reached.copy();
                unseen = 0;
                refreshedAt = System.nanoTime();
            }
            if (now - laggedAt >= LAG_NANOS) {
                laggedAt = now;
                measureLag();
            }
            boolean erases = !index.scrubbed();
            if (now - committedAt >= (erases ? Math.max(ERASE_NANOS, erasing) : COMMIT_NANOS)) {
                acksDue |= erases;
                long before = System.nanoTime();
                index.commit();
                committedAt = System.nanoTime();
                if (erases) {
                    erasing = Math.min(LONGEST_ERASE_NANOS, ERASE_REST * (committedAt - before));
                }
                acknowledge();
            }
        }
    }

    private boolean isFull() {
        return index.unseen() >= MOST_UNSEEN || index.unseenChars() >= MOST_UNSEEN_CHARS;
    }

    private long rest(long unseen) {
        Duration longest = index.isAsked(READING) ? LONGEST_REFRESH : LONGEST_REFRESH_UNREAD;
        return Math.min(longest.toNanos(), REFRESH.toNanos() + unseen * REFRESH_PER_RECORD.toNanos());
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        if (lanes.get(new TopicPartition(record.topic(), record.partition())) % 2 == 0) {
            log.article(record).ifPresent(index::apply);
        } else {
            log.story(record).ifPresent(index::apply);
        }
    }

    private void measureLag() {
        long behind = 0;
        for (Map.Entry<TopicPartition, Long> end :
                consumer.endOffsets(lanes.keySet()).entrySet()) {
            behind += Math.max(0, end.getValue() - consumer.position(end.getKey()));
        }
        lag = behind;
        if (behind == 0) {
            caughtUp = true;
        }
    }

    /** After the erasure is on disk, never before: what is still pending after a crash is acknowledged then. */
    private void acknowledge() {
        if (!acksDue || !index.scrubbed()) {
            return;
        }
        List<Erased> pending = index.pending();
        if (pending.isEmpty()) {
            acksDue = false;
            return;
        }
        try {
            List<Future<?>> sent = new java.util.ArrayList<>();
            for (Erased erased : pending) {
                if (erased.killed()) {
                    KillAck ack = KillAck.newBuilder()
                            .setId(erased.id())
                            .setHolder(HOLDER)
                            .setEdition(edition)
                            .setAt(clock.instant())
                            .setHadText(erased.hadText())
                            .build();
                    sent.add(acks.send(new ProducerRecord<>(Topics.KILL_ACKS.name(), erased.id() + "|" + HOLDER, ack)));
                }
            }
            acks.flush();
            for (Future<?> one : sent) {
                one.get();
            }
            index.acknowledged(pending);
        } catch (ExecutionException e) {
            LOG.warn(
                    "kills of edition {} are erased but not acknowledged yet: {}",
                    edition,
                    e.getCause().toString());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Map<String, String> identity(Admin admin, String edition) {
        List<String> names =
                List.of(Topics.articles(edition).name(), Topics.stories(edition).name());
        try {
            Map<String, String> identity = new HashMap<>();
            admin.describeTopics(names)
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> identity.put(name, topic.topicId().toString()));
            return identity;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask for the topics of edition " + edition, e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Commits what was taken and stops. */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
