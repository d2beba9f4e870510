package wireroom.topics;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import wireroom.registry.RegistrySerde;

/**
 * One topic of the catalogue. Keys are UTF-8 strings, values Avro in the Confluent wire format.
 *
 * @param name full Kafka name
 * @param type class of the values
 * @param kept how long records stay
 * @param owner module that writes it
 * @param partitions number of partitions when Wireroom creates it
 */
public record Topic<V extends SpecificRecord>(String name, Class<V> type, Kept kept, String owner, int partitions) {

    /** How long records stay. */
    public enum Kept {
        /** A durable log: never deleted, whatever the event times. */
        FOR_EVER(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1")),
        /** The last value of each key stays for ever; values are never null, so that nothing vanishes. */
        LAST_PER_KEY(Map.of("cleanup.policy", "compact", "retention.ms", "-1", "retention.bytes", "-1")),
        /**
         * A table of which every change is kept, because editions are pinned to its states: compaction waits for ever,
         * and where an operator lets it run, the table of today survives.
         */
        EVERY_CHANGE(Map.of(
                "cleanup.policy",
                "compact",
                "min.compaction.lag.ms",
                Long.toString(Long.MAX_VALUE),
                "retention.ms",
                "-1",
                "retention.bytes",
                "-1"));

        private final Map<String, String> config;

        Kept(Map<String, String> config) {
            this.config = config;
        }
    }

    /** The serde of keys. */
    public Serde<String> keySerde() {
        return Serdes.String();
    }

    /** A new, configured serde of values; the caller closes it. */
    public Serde<V> valueSerde(Cluster cluster) {
        RegistrySerde<V> serde = new RegistrySerde<>(type);
        serde.configure(cluster.serde(), false);
        return serde;
    }

    /**
     * What to ask the broker for. Record time is when the log took it (LogAppendTime): event times, old or future,
     * must never expire or refuse a record.
     *
     * @param replicas copies of each partition; −1 leaves it to the broker
     */
    public NewTopic create(short replicas) {
        Map<String, String> config = new java.util.HashMap<>(kept.config);
        config.put("message.timestamp.type", "LogAppendTime");
        config.put("compression.type", "producer");
        config.put("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));
        return new NewTopic(
                        name,
                        java.util.Optional.of(partitions),
                        replicas < 0 ? java.util.Optional.empty() : java.util.Optional.of(replicas))
                .configs(config);
    }

    @Override
    public String toString() {
        return name;
    }
}
