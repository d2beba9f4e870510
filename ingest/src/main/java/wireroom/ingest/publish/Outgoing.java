package wireroom.ingest.publish;

import org.apache.kafka.common.header.Headers;

/**
 * A record ready to be sent.
 *
 * @param topic full name
 * @param key Kafka key
 * @param headers what the serializer has put beside the value, so that it can be read when its registry is lost
 * @param value Avro in the Confluent wire format
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Outgoing(String topic, String key, Headers headers, byte[] value) {
    int bytes() {
        return key.length() + value.length;
    }
}
