package wireroom.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where partitions end. A consumer of committed records is told another end, that of the first transaction which is
 * still open; what was committed behind it counts, too, for whoever must know all before it begins. It can be read when
 * that transaction has ended, after its timeout at the latest.
 */
public final class TopicEnds {
    private TopicEnds() {}

    /**
     * The offset after the last record of each partition, committed or not.
     *
     * @throws KafkaException when Kafka does not say
     */
    public static Map<TopicPartition, Long> of(Cluster cluster, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(cluster.client())) {
            admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka does not say where " + partitions + " end", e.getCause());
        }
    }
}
