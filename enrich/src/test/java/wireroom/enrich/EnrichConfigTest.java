package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnrichConfigTest {
    @Test
    void namesAllProblemsAtOnce() {
        assertThatThrownBy(() ->
                        EnrichConfig.fromEnvironment(Map.of("WIREROOM_THREADS", "none", "WIREROOM_REPLICAS", "99999")))
                .hasMessageContainingAll(
                        "WIREROOM_BOOTSTRAP is not set",
                        "WIREROOM_REGISTRY is not set",
                        "WIREROOM_THREADS is 'none'",
                        "WIREROOM_REPLICAS is '99999'");
    }

    @Test
    void readsTheEnvironment() {
        EnrichConfig config = EnrichConfig.fromEnvironment(Map.of(
                "WIREROOM_BOOTSTRAP", "kafka:9092",
                "WIREROOM_REGISTRY", "http://registry:8080",
                "WIREROOM_HOME", "home",
                "WIREROOM_REVIVE_AFTER_KILL", "one.wire, two.wire"));
        assertThat(config.cluster().bootstrap()).isEqualTo("kafka:9092");
        assertThat(config.stateDir()).hasToString("home/enrich");
        assertThat(config.commitInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.reviveAfterKill()).containsExactlyInAnyOrder("one.wire", "two.wire");
    }
}
