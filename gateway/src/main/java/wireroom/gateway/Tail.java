package wireroom.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wireroom.gateway.stream.Positions;
import wireroom.gateway.stream.Ring;
import wireroom.gateway.stream.WireEvent;

/** Carries what an edition says from Kafka straight into the ring: subscribers do not wait for the read model. */
final class Tail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_RECORDS = 200;
    private static final int RING_EVENTS = 4_096;
    private static final long RING_BYTES = 24L * 1024 * 1024;
    /** Read back at the start, so that subscribers who come again after a restart need no history of their own. */
    private static final int READ_BACK = 200;

    private final ArticleLog log;
    private final Events events;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, Integer> lanes;
    private final Map<TopicPartition, Long> ends;
    private final Ring ring;
    private final Thread thread;
    private final CompletableFuture<Void> level = new CompletableFuture<>();
    private volatile boolean closing;

    Tail(String edition, ArticleLog log, Events events) {
        this.log = log;
        this.events = events;
        this.consumer = log.consumer(MAX_RECORDS);
        this.lanes = ArticleLog.lanes(consumer, edition);
        consumer.assign(lanes.keySet());
        this.ends = consumer.endOffsets(lanes.keySet());
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(lanes.keySet());
        Positions start = Positions.of();
        ends.forEach((partition, end) -> {
            long from = Math.max(begins.get(partition), end - READ_BACK);
            consumer.seek(partition, from);
            start.advance(lanes.get(partition), from);
        });
        this.ring = new Ring(RING_EVENTS, RING_BYTES, start);
        this.thread =
                Thread.ofPlatform().name("gateway-tail-" + edition).daemon().unstarted(this::run);
    }

    Tail start() {
        thread.start();
        return this;
    }

    Ring ring() {
        return ring;
    }

    /** Completes when everything that was in the log at the start is in the ring or behind it. */
    CompletableFuture<Void> level() {
        return level;
    }

    /** False when it was closed, or has failed. */
    boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        try (consumer) {
            while (!closing) {
                if (!level.isDone()
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    level.complete(null);
                }
                List<WireEvent> batch = new ArrayList<>();
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    event(record, lanes, log, events, batch);
                }
                if (!batch.isEmpty()) {
                    ring.append(batch);
                }
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("the tail has stopped");
        } catch (RuntimeException e) {
            LOG.error("the live stream has stopped", e);
            level.completeExceptionally(e);
        } finally {
            ring.close();
        }
    }

    static void event(
            ConsumerRecord<String, byte[]> record,
            Map<TopicPartition, Integer> lanes,
            ArticleLog log,
            Events events,
            List<WireEvent> into) {
        if (lanes.get(new TopicPartition(record.topic(), record.partition())) % 2 == 0) {
            log.article(record)
                    .ifPresent(article ->
                            into.add(events.of(article, record.partition(), record.offset(), ArticleLog.time(record))));
        } else {
            log.story(record)
                    .ifPresent(story ->
                            into.add(events.of(story, record.partition(), record.offset(), ArticleLog.time(record))));
        }
    }

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
