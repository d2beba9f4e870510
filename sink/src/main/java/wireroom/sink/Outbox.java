package wireroom.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import wireroom.model.KillAck;
import wireroom.model.RejectedItem;
import wireroom.outcome.Reject;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** What a sink says: refusals and acknowledgements. A repetition has the same key and says the same. */
final class Outbox implements AutoCloseable {
    /** Who acknowledges kills here. */
    static final String HOLDER = "postgresql";

    /** Enough to see what it was; the whole record stays where it came from. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final Clock clock;
    private final Serializer<RejectedItem> rejects;
    private final Serializer<KillAck> acks;

    Outbox(Producer<byte[], byte[]> producer, Cluster cluster, Clock clock) {
        this.producer = producer;
        this.clock = clock;
        rejects = Topics.REJECTS.valueSerde(cluster).serializer();
        acks = Topics.KILL_ACKS.valueSerde(cluster).serializer();
    }

    /** Returns when the log has it. */
    void reject(Entry.Place origin, byte[] bytes, Reject reject, String rule) {
        byte[] kept = bytes == null ? new byte[0] : bytes;
        RejectedItem item = RejectedItem.newBuilder()
                .setStep("sink")
                .setOrigin(origin.toString())
                .setCode(reject.code().name())
                .setDetail(reject.detail())
                .setMend(reject.mend())
                .setBytes(ByteBuffer.wrap(kept.length > MOST_BYTES ? Arrays.copyOf(kept, MOST_BYTES) : kept))
                .setTruncated(kept.length > MOST_BYTES)
                .setSha256(sha256(kept))
                .setFingerprint("sink/" + reject.code().name() + "/" + rule)
                .setAt(clock.instant())
                .build();
        await(List.of(send(Topics.REJECTS.name(), origin.toString(), rejects, item)));
    }

    /** Returns when the log has all. */
    void acknowledge(List<ArticleStore.Erasure> erasures) {
        List<Future<?>> sent = new ArrayList<>();
        for (ArticleStore.Erasure erasure : erasures) {
            KillAck ack = KillAck.newBuilder()
                    .setId(erasure.id())
                    .setHolder(HOLDER)
                    .setEdition(erasure.editions())
                    .setAt(clock.instant())
                    .setHadText(erasure.hadText())
                    .build();
            sent.add(send(Topics.KILL_ACKS.name(), erasure.id() + "|" + HOLDER, acks, ack));
        }
        await(sent);
    }

    private <V> Future<?> send(String topic, String key, Serializer<V> serializer, V value) {
        Headers headers = new RecordHeaders();
        byte[] bytes = serializer.serialize(topic, headers, value);
        return producer.send(new ProducerRecord<>(topic, null, key.getBytes(StandardCharsets.UTF_8), bytes, headers));
    }

    private void await(List<Future<?>> sent) {
        producer.flush();
        for (Future<?> future : sent) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new KafkaException("cannot write: " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted while writing", e);
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
        rejects.close();
        acks.close();
    }
}
