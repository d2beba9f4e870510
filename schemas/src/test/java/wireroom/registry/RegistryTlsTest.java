package wireroom.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static wireroom.registry.Samples.flash;
import static wireroom.registry.Samples.serializer;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistryTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path folder;

    private static Path store;

    /** A certificate for localhost, signed by itself, made by the JDK's keytool. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        store = folder.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    @Test
    void trustsTheConfiguredStore() throws Exception {
        try (StubRegistry registry = StubRegistry.startWith(serverContext())) {
            serializer(
                            "schema.registry.url", registry.url(),
                            "schema.registry.ssl.truststore.location", store,
                            "schema.registry.ssl.truststore.password", PASSWORD)
                    .serialize("flashes", flash("Quake", 1));

            assertThat(registry.asked).hasSize(1);
        }
    }

    @Test
    void trustsACertificateInPem() throws Exception {
        String base64 = Base64.getMimeEncoder()
                .encodeToString(keyStore().getCertificate("registry").getEncoded());
        Path pem = Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        try (StubRegistry registry = StubRegistry.startWith(serverContext())) {
            serializer(
                            "schema.registry.url",
                            registry.url(),
                            "schema.registry.ssl.truststore.location",
                            pem,
                            "schema.registry.ssl.truststore.type",
                            "PEM")
                    .serialize("flashes", flash("Quake", 1));

            assertThat(registry.asked).hasSize(1);
        }
    }

    @Test
    void refusesAtOnceACertificateThatNobodyVouchesFor() throws Exception {
        try (StubRegistry registry = StubRegistry.startWith(serverContext())) {
            assertThatExceptionOfType(RegistryRefusedException.class)
                    .isThrownBy(() -> serializer(
                                    "schema.registry.url", registry.url(), "schema.registry.wait.ms", "3600000")
                            .serialize("flashes", flash("Quake", 1)))
                    .withMessageContaining("schema.registry.ssl");
        }
    }

    private static SSLContext serverContext() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore keyStore() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(store.toFile())) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        return keyStore;
    }
}
