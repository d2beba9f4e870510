package wireroom.registry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.ConfluentKafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The contract against Confluent's own registry. Skips itself where there is no Docker. */
class ConfluentRegistryContractTest extends RegistryContract {
    private static final String VERSION = "8.1.0";
    private static final int PORT = 8081;

    private static Network network;
    private static ConfluentKafkaContainer kafka;
    private static GenericContainer<?> registry;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker here");
        network = Network.newNetwork();
        kafka = new ConfluentKafkaContainer(DockerImageName.parse("confluentinc/cp-kafka:" + VERSION))
                .withNetwork(network)
                .withListener("kafka:19092");
        kafka.start();
        registry = new GenericContainer<>(DockerImageName.parse("confluentinc/cp-schema-registry:" + VERSION))
                .withNetwork(network)
                .withExposedPorts(PORT)
                .withEnv("SCHEMA_REGISTRY_HOST_NAME", "registry")
                .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://kafka:19092")
                .waitingFor(Wait.forHttp("/subjects").forStatusCode(200));
        registry.start();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {registry, kafka, network}) {
            if (part != null) {
                org.assertj.core.api.Assertions.assertThatNoException().isThrownBy(part::close);
            }
        }
    }

    @Override
    String url() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(PORT);
    }
}
