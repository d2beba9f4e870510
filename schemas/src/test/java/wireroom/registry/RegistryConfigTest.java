package wireroom.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryConfigTest {
    @Test
    void takesSeveralUrlsAsTextOrList() {
        var asText =
                RegistryConfig.of(Map.of("schema.registry.url", " http://a:1/ ,, https://b/apis/ccompat/v7 "), false);
        var asList = RegistryConfig.of(
                Map.of("schema.registry.url", List.of("http://a:1", "https://b/apis/ccompat/v7")), false);

        assertThat(asText.endpoints()).hasToString("[http://a:1, https://b/apis/ccompat/v7]");
        assertThat(asList.endpoints()).isEqualTo(asText.endpoints());
    }

    @Test
    void reportsAllMistakesAtOnceWithTheirMends() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistryConfig.of(
                        Map.of(
                                "auto.register.schemas", "perhaps",
                                "value.subject.name.strategy", "com.example.MyStrategy",
                                "basic.auth.credentials.source", "USER_INFO",
                                "schema.registry.wait.ms", "soon",
                                "schema.registry.ssl.truststore.location", "/no/such/file"),
                        false))
                .withMessageContaining("schema.registry.url is missing: say http://host:port")
                .withMessageContaining("auto.register.schemas is 'perhaps': say true or false")
                .withMessageContaining("value.subject.name.strategy is 'com.example.MyStrategy': say TopicNameStrategy")
                .withMessageContaining("basic.auth.user.info is missing")
                .withMessageContaining("schema.registry.wait.ms is 'soon'")
                .withMessageContaining("schema.registry.ssl.truststore.location: cannot read '/no/such/file'");
    }

    @Test
    void refusesWhatItCannotDoRatherThanIgnoreIt() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistryConfig.of(
                        Map.of(
                                "schema.registry.url", "http://a:1",
                                "bearer.auth.credentials.source", "OAUTHBEARER",
                                "basic.auth.credentials.source", "SASL_INHERIT",
                                "schema.registry.ssl.endpoint.identification.algorithm", ""),
                        false))
                .withMessageContaining("only STATIC_TOKEN is supported")
                .withMessageContaining("say URL or USER_INFO")
                .withMessageContaining("are both set")
                .withMessageContaining("the name in the certificate is always checked");
    }

    @Test
    void neverRepeatsAPassword() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistryConfig.of(Map.of("schema.registry.url", "ftp://desk:s3cret@a:1"), false))
                .matches(e -> !e.getMessage().contains("s3cret"));
        assertThat(RegistryConfig.of(Map.of("schema.registry.url", "http://desk:s3cret@a:1"), false)
                        .endpoints())
                .hasToString("[http://a:1]");
    }

    @Test
    void takesKafkasPasswordsAndClasses() {
        var config = RegistryConfig.of(
                Map.of(
                        "schema.registry.url",
                        "http://a:1",
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "schema.registry.basic.auth.user.info",
                        new Password("desk:s3cret"),
                        "auto.register.schemas",
                        false),
                false);

        assertThat(config.endpoints().getFirst().authorization()).isEqualTo("Basic ZGVzazpzM2NyZXQ=");
        assertThat(config.autoRegister()).isFalse();
    }

    @Test
    void takesAnEmptySettingAsUnset() {
        var config = RegistryConfig.of(
                Map.of(
                        "schema.registry.url", "http://a:1",
                        "basic.auth.credentials.source", "",
                        "schema.registry.ssl.truststore.location", "",
                        "schema.registry.ssl.keystore.location", ""),
                false);

        assertThat(config.tls()).isNull();
        assertThat(config.endpoints().getFirst().authorization()).isNull();
    }

    @Test
    void anInMemoryRegistryStandsAlone() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistryConfig.of(Map.of("schema.registry.url", "mock://a,http://b:1"), false))
                .withMessageContaining("mock:// stands alone");
    }

    @Test
    void saysThatAKeyStoreIsNone(@TempDir Path folder) throws Exception {
        Path notAStore = Files.writeString(folder.resolve("store.p12"), "nonsense");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistryConfig.of(
                        Map.of(
                                "schema.registry.url", "https://a:1",
                                "schema.registry.ssl.keystore.location", notAStore.toString(),
                                "schema.registry.ssl.keystore.password", "changeit"),
                        false))
                .withMessageContaining("schema.registry.ssl");
    }
}
