package wireroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
    @Test
    void readsTheEnvironment() {
        GatewayConfig config = GatewayConfig.fromEnvironment(Map.of(
                "WIREROOM_BOOTSTRAP", "k1:9092",
                "WIREROOM_REGISTRY", "http://r:8081",
                "WIREROOM_HOME", "/data",
                "WIREROOM_HTTP_HOST", "0.0.0.0",
                "WIREROOM_HTTP_PORT", "9000",
                "WIREROOM_REPLICAS", "3"));
        assertThat(config.cluster().bootstrap()).isEqualTo("k1:9092");
        assertThat(config.indexDir()).isEqualTo(Path.of("/data/gateway"));
        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.replicas()).isEqualTo((short) 3);
    }

    @Test
    void reportsEveryProblemAtOnceWithItsMend() {
        assertThatThrownBy(() -> GatewayConfig.fromEnvironment(
                        Map.of("WIREROOM_HTTP_PORT", "70000", "WIREROOM_REPLICAS", "many")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WIREROOM_BOOTSTRAP is missing: set it to")
                .hasMessageContaining("WIREROOM_REGISTRY is missing: set it to")
                .hasMessageContaining("WIREROOM_HTTP_PORT is out of range: '70000'; set it to")
                .hasMessageContaining("WIREROOM_REPLICAS is not a number: 'many'; set it to");
    }
}
