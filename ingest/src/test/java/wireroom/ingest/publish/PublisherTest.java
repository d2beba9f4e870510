package wireroom.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

    private static List<Outgoing> records(String... keys) {
        List<Outgoing> records = new ArrayList<>();
        for (String key : keys) {
            records.add(new Outgoing("wire", key, new RecordHeaders(), new byte[] {1}));
        }
        return records;
    }

    private List<String> committed() {
        return kafka.history().stream().map(ProducerRecord::key).toList();
    }

    @Test
    void aDeliveryIsDoneWhenItsTransactionIsCommitted() {
        try (Publisher publisher = new Publisher(() -> kafka, 500, 1000)) {
            publisher.publish(records("a", "cursor")).join();
            assertThat(kafka.transactionCommitted()).isTrue();
            assertThat(committed()).containsExactly("a", "cursor");
        }
    }

    @Test
    void aFailedTransactionIsAbortedAndPublishedOnceMoreAsAWhole() {
        AtomicInteger commits = new AtomicInteger();
        MockProducer<String, byte[]> flaky =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public void commitTransaction() throws ProducerFencedException {
                        if (commits.getAndIncrement() == 0) {
                            throw new KafkaException("a send failed");
                        }
                        super.commitTransaction();
                    }
                };
        try (Publisher publisher = new Publisher(() -> flaky, 500, 1000)) {
            publisher.publish(records("a", "cursor")).join();
            assertThat(flaky.history()).extracting(ProducerRecord::key).containsExactly("a", "cursor");
            assertThat(flaky.commitCount()).isEqualTo(1);
            assertThat(publisher.trouble()).isEmpty();
        }
    }

    @Test
    void aCommitThatIsNotAnsweredIsAskedForAgainAndNothingIsSentTwice() {
        AtomicInteger sends = new AtomicInteger();
        AtomicInteger commits = new AtomicInteger();
        MockProducer<String, byte[]> slow =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized java.util.concurrent.Future<org.apache.kafka.clients.producer.RecordMetadata>
                            send(ProducerRecord<String, byte[]> record) {
                        sends.incrementAndGet();
                        return super.send(record);
                    }

                    @Override
                    public void commitTransaction() throws ProducerFencedException {
                        if (commits.getAndIncrement() < 3) {
                            throw new TimeoutException("no answer");
                        }
                        super.commitTransaction();
                    }
                };
        try (Publisher publisher = new Publisher(() -> slow, 500, 1000)) {
            publisher.publish(records("a")).join();
            assertThat(sends).hasValue(1);
            assertThat(slow.history()).hasSize(1);
        }
    }

    @Test
    void aFencedProducerStopsForGoodAndSaysWhatToDo() {
        try (Publisher publisher = new Publisher(() -> kafka, 500, 1000)) {
            kafka.fenceProducer();
            CompletableFuture<Void> done = publisher.publish(records("a"));
            assertThatThrownBy(done::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(PublishingStopped.class)
                    .hasMessageContaining("WIREROOM_INGEST_NAME");
            assertThat(kafka.history()).isEmpty();
            assertThatThrownBy(publisher.publish(records("b"))::join).hasCauseInstanceOf(PublishingStopped.class);
            assertThat(publisher.trouble()).isPresent();
        }
    }

    @Test
    void whatWaitsTogetherIsCommittedTogetherUpToTheLimit() throws InterruptedException {
        java.util.concurrent.CountDownLatch gate = new java.util.concurrent.CountDownLatch(1);
        List<Integer> sizes = new ArrayList<>();
        MockProducer<String, byte[]> gated =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public void commitTransaction() throws ProducerFencedException {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        int before = history().size();
                        super.commitTransaction();
                        sizes.add(history().size() - before);
                    }
                };
        try (Publisher publisher = new Publisher(() -> gated, 3, 1000)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            all.add(publisher.publish(records("first")));
            await().until(() -> publisher.waiting() == 0);
            for (String key : List.of("a", "b", "c", "d")) {
                all.add(publisher.publish(records(key)));
            }
            gate.countDown();
            all.forEach(CompletableFuture::join);
            assertThat(sizes).containsExactly(1, 3, 1);
        }
    }

    @Test
    void closeCommitsWhatWaitsAndThenRefuses() {
        Publisher publisher = new Publisher(() -> kafka, 500, 1000);
        CompletableFuture<Void> last = publisher.publish(records("a"));
        publisher.close();
        publisher.close();
        assertThat(last).isCompleted();
        assertThat(kafka.closed()).isTrue();
        assertThatThrownBy(publisher.publish(records("b"))::join).hasCauseInstanceOf(PublishingStopped.class);
    }
}
