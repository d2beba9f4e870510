package wireroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.model.Article;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** A registry that is out of order costs no article. */
@Timeout(60)
class ArticleLogTest {
    private static final String TOPIC = Topics.ARTICLES.name();

    private final AtomicInteger asked = new AtomicInteger();
    private final RecordHeaders headers = new RecordHeaders();
    private int refusals;
    private HttpServer registry;

    /** Out of order for so many questions, then it knows one schema. */
    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                boolean well = asked.incrementAndGet() > refusals;
                byte[] answer = new ObjectMapper()
                        .createObjectNode()
                        .put("schema", Article.getClassSchema().toString())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(well ? 200 : 503, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    private ArticleLog log() {
        return new ArticleLog(new Cluster(
                "none:1",
                "http://127.0.0.1:" + registry.getAddress().getPort(),
                Map.of("schema.registry.wait.ms", "1")));
    }

    private ConsumerRecord<String, byte[]> record(RecordHeaders beside) {
        byte[] value;
        try (var serde = Topics.ARTICLES.valueSerde(new Cluster("none:1", "mock://article-log"))) {
            value = serde.serializer().serialize(TOPIC, headers, Wire.quake());
        }
        return new ConsumerRecord<>(
                TOPIC,
                0,
                0,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                "andina|quake-lima",
                value,
                beside,
                Optional.empty());
    }

    @Test
    void waitsForARegistryThatIsOutOfOrder() {
        refusals = 3;
        try (ArticleLog log = log()) {
            assertThat(log.article(record(new RecordHeaders()))).contains(Wire.quake());
            assertThat(log.unreadable()).isZero();
        }
        assertThat(asked.get()).isGreaterThan(refusals);
    }

    @Test
    void readsWhatSaysItsSchemaWithoutAnyRegistry() {
        refusals = Integer.MAX_VALUE;
        try (ArticleLog log = log()) {
            assertThat(log.article(record(headers))).contains(Wire.quake());
        }
        assertThat(asked.get()).isZero();
    }
}
