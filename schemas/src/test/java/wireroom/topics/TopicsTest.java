package wireroom.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import wireroom.topics.Topic.Kept;

class TopicsTest {
    private static final List<String> MODULES = List.of("ingest", "enrich", "sink", "gateway", "app");

    @Test
    void theCatalogueListsEveryDeclaredTopic() {
        assertThat(Topics.fixed()).containsExactlyInAnyOrderElementsOf(declared());
    }

    @Test
    void everyTopicHasAVersionedNameAnOwnerAndPartitions() {
        List<Topic<?>> all = new ArrayList<>(Topics.fixed());
        all.addAll(Topics.ofEdition("e7"));
        all.add(Topics.mediaTopic("sport"));
        for (Topic<?> topic : all) {
            assertThat(topic.name()).matches("wireroom\\.[a-z-]+(\\.[a-z-]+)?\\.v1(\\.e7)?");
            assertThat(topic.owner().split(", ")).isNotEmpty().allMatch(MODULES::contains);
            assertThat(topic.partitions()).isPositive();
            assertThat(topic.type()).isNotNull();
        }
        assertThat(all).extracting(Topic::name).doesNotHaveDuplicates();
    }

    @Test
    void nothingExpiresAndRecordTimeIsTheLogs() {
        for (Topic<?> topic : Topics.fixed()) {
            Map<String, String> config = topic.create((short) 1).configs();

            assertThat(config)
                    .containsEntry("retention.ms", "-1")
                    .containsEntry("retention.bytes", "-1")
                    .containsEntry("message.timestamp.type", "LogAppendTime")
                    .containsEntry("cleanup.policy", topic.kept() == Kept.FOR_EVER ? "delete" : "compact");
        }
    }

    @Test
    void theAuthorityIsATableWhoseEveryStateCanBeReadAgain() {
        assertThat(Topics.AUTHORITY.create((short) 1).configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "9223372036854775807");
        assertThat(Topics.AUTHORITY.partitions()).isEqualTo(1);
    }

    @Test
    void wireItemsArticlesAndTheirKillsArePartitionedAlike() {
        assertThat(List.of(
                        Topics.WIRE_ITEMS,
                        Topics.ARTICLES,
                        Topics.KILLS,
                        Topics.articles("e7"),
                        Topics.holds("e7"),
                        Topics.stories("e7")))
                .extracting(Topic::partitions)
                .containsOnly(Topics.PARTITIONS);
    }

    @Test
    void anEditionWritesUnderItsOwnNamesOnly() {
        assertThat(Topics.ofEdition("e7"))
                .extracting(Topic::name)
                .containsExactly("wireroom.articles.v1.e7", "wireroom.stories.v1.e7", "wireroom.holds.v1.e7");
    }

    @Test
    void leavesTheNumberOfCopiesToTheBrokerWhenNotSaid() {
        NewTopic left = Topics.ARTICLES.create((short) -1);

        assertThat(left.replicationFactor()).isEqualTo((short) -1);
        assertThat(Topics.ARTICLES.create((short) 3).replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void aClusterGivesItsFurtherSettingsToClientsAndSerdes() {
        Cluster cluster = new Cluster("broker:1", "http://registry:2", Map.of("basic.auth.user.info", "a:b"));

        assertThat(cluster.client())
                .containsEntry("bootstrap.servers", "broker:1")
                .containsEntry("schema.registry.url", "http://registry:2")
                .containsEntry("basic.auth.user.info", "a:b");
        assertThat(cluster.serde())
                .containsEntry("schema.registry.url", "http://registry:2")
                .containsEntry("basic.auth.user.info", "a:b")
                .doesNotContainKey("bootstrap.servers");
    }

    private static List<Topic<?>> declared() {
        return Arrays.stream(Topics.class.getFields())
                .filter(field -> field.getType() == Topic.class)
                .<Topic<?>>map(TopicsTest::value)
                .toList();
    }

    private static Topic<?> value(Field field) {
        try {
            return (Topic<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
