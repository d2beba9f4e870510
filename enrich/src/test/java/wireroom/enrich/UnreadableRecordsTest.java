package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Response;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.junit.jupiter.api.Test;
import wireroom.model.RejectedItem;
import wireroom.registry.RegistryUnavailableException;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

class UnreadableRecordsTest {
    private static final byte[] GARBAGE = "not avro".getBytes(StandardCharsets.UTF_8);

    private final Cluster cluster = new Cluster("none:9092", "mock://unreadable");
    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>(Topics.WIRE_ITEMS.name(), 2, 7, new byte[0], GARBAGE);

    private Response handle(Exception failure) {
        UnreadableRecords handler = new UnreadableRecords();
        handler.configure(cluster.serde());
        return handler.handleError(null, record, failure);
    }

    @Test
    void goesToRejectsWithItsBytesAndPlace() {
        Response response = handle(new SerializationException("not in the wire format"));

        assertThat(response.result()).isEqualTo(Result.RESUME);
        ProducerRecord<byte[], byte[]> out = response.deadLetterQueueRecords().getFirst();
        RejectedItem reject = Topics.REJECTS.valueSerde(cluster).deserializer().deserialize(out.topic(), out.value());
        assertThat(reject.getCode()).isEqualTo("UNREADABLE_RECORD");
        assertThat(reject.getOrigin()).isEqualTo("wireroom.wire-items.v1-2@7");
        assertThat(reject.getBytes()).isEqualTo(ByteBuffer.wrap(GARBAGE));
    }

    @Test
    void outageOfTheRegistryRefusesNothing() {
        Cluster down = new Cluster("none:9092", "http://127.0.0.1:1", Map.of("schema.registry.wait.ms", "1"));
        byte[] unknownSchema = {0, 0, 0, 3, 9, 0};
        RegistryUnavailableException outage = catchThrowableOfType(
                RegistryUnavailableException.class,
                () -> Topics.WIRE_ITEMS
                        .valueSerde(down)
                        .deserializer()
                        .deserialize(Topics.WIRE_ITEMS.name(), unknownSchema));

        Response response = handle(new SerializationException("while reading", outage));
        assertThat(response.result()).isEqualTo(Result.FAIL);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }
}
