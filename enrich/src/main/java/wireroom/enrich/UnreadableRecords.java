package wireroom.enrich;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import wireroom.model.RejectedItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;
import wireroom.registry.RegistrySerializer;
import wireroom.registry.RegistryUnavailableException;
import wireroom.topics.Topics;

/**
 * Sends records that cannot be decoded to {@code rejects}, in the transaction that passes them by. When the registry is
 * down nothing is wrong with the record: then the thread stops, and tries again from the same record.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private final Serializer<RejectedItem> serializer = new RegistrySerializer<>();

    /** Kafka Streams makes it by name. */
    public UnreadableRecords() {}

    @Override
    public void configure(Map<String, ?> configs) {
        serializer.configure(configs, false);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (isOutage(exception)) {
            return Response.fail();
        }
        String origin = record.topic() + '-' + record.partition() + '@' + record.offset();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        RejectedItem reject = Rejects.of(
                new Reject(
                        RejectCode.UNREADABLE_RECORD,
                        "not a readable record: " + exception.getMessage(),
                        "find who wrote it; what can be read is read"),
                origin,
                ByteBuffer.wrap(value),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                exception.getClass().getSimpleName());
        String topic = Topics.REJECTS.name();
        byte[] key = origin.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Response.resume(List.of(new ProducerRecord<>(topic, key, serializer.serialize(topic, reject))));
    }

    static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
