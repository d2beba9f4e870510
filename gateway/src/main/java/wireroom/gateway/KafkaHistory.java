package wireroom.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.stream.History;
import wireroom.gateway.stream.Positions;
import wireroom.gateway.stream.WireEvent;

/** History of an edition from its topics, through a consumer that lives as long as one reading. */
final class KafkaHistory implements History {
    /** Readings at a time: a crowd that comes again at once waits in line instead of filling the memory. */
    private static final int AT_ONCE = 8;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MAX_RECORDS = 200;

    private final String edition;
    private final ArticleLog log;
    private final Events events;
    private final EditionIndex index;
    private final Supplier<Positions> indexed;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    KafkaHistory(String edition, ArticleLog log, Events events, EditionIndex index, Supplier<Positions> indexed) {
        this.edition = edition;
        this.log = log;
        this.events = events;
        this.index = index;
        this.indexed = indexed;
    }

    @Override
    public void read(Positions from, Positions to, Each each) throws IOException, InterruptedException {
        turns.acquire();
        try {
            awaitIndex(to);
            KafkaConsumer<String, byte[]> consumer = log.consumer(MAX_RECORDS);
            try {
                read(consumer, from, to, each);
            } catch (InterruptException e) {
                throw new InterruptedException(e.getMessage());
            } finally {
                // A client that was cut off leaves an interrupt behind, with which Kafka would not close in order.
                boolean cutOff = Thread.interrupted();
                consumer.close();
                if (cutOff) {
                    Thread.currentThread().interrupt();
                }
            }
        } finally {
            turns.release();
        }
    }

    private void read(KafkaConsumer<String, byte[]> consumer, Positions from, Positions to, Each each)
            throws IOException {
        Map<TopicPartition, Integer> lanes = ArticleLog.lanes(consumer, edition);
        Map<TopicPartition, Integer> open = new HashMap<>(lanes);
        open.values().removeIf(lane -> from.at(lane) >= to.at(lane));
        consumer.assign(open.keySet());
        open.forEach((partition, lane) -> consumer.seek(partition, from.at(lane)));
        while (!open.isEmpty()) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            List<WireEvent> batch = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : records) {
                Integer lane = open.get(new TopicPartition(record.topic(), record.partition()));
                if (lane != null && record.offset() < to.at(lane)) {
                    Tail.event(record, lanes, log, events, batch);
                }
            }
            for (WireEvent event : batch) {
                each.take(event);
            }
            // Positions also pass the markers of transactions, which are no records.
            if (open.entrySet().removeIf(one -> consumer.position(one.getKey()) >= to.at(one.getValue()))) {
                List<TopicPartition> done = new ArrayList<>(consumer.assignment());
                done.removeAll(open.keySet());
                consumer.pause(done);
            }
        }
    }

    /** Until the read model knows of every kill up to there, the past cannot be told from what must not be shown. */
    private void awaitIndex(Positions to) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!indexed.get().covers(to)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the read model is still being built");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while the read model was being built");
            }
        }
    }

    @Override
    public Predicate<WireEvent> mayShow() {
        return event -> switch (event.kind()) {
            case ARTICLE -> index.mayShow(event.id(), event.emission());
            case STORY ->
                event.content() == null
                        || event.content().title() == null
                        || !index.isErasedTitle(event.content().title());
            case KILL, HOLD -> true;
        };
    }
}
