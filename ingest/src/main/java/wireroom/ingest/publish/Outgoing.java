package wireroom.ingest.publish;

/**
 * A record ready to be sent.
 *
 * @param topic full name
 * @param key Kafka key
 * @param value Avro in the Confluent wire format
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Outgoing(String topic, String key, byte[] value) {
    int bytes() {
        return key.length() + value.length;
    }
}
