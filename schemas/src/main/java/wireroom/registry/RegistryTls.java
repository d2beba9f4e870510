package wireroom.registry;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust and keys of the connection to the registry, from Confluent's {@code schema.registry.ssl.*}. */
final class RegistryTls {
    private RegistryTls() {}

    /**
     * @param setting value of a setting after {@code schema.registry.}, null when not said
     * @param problem takes what is wrong, with the mend
     * @return null when nothing is configured: the JDK's default then holds
     */
    static SSLContext context(UnaryOperator<String> setting, Consumer<String> problem) {
        String algorithm = setting.apply("ssl.endpoint.identification.algorithm");
        if (algorithm != null && !algorithm.equalsIgnoreCase("https")) {
            problem.accept("schema.registry.ssl.endpoint.identification.algorithm is '" + algorithm
                    + "': the name in the certificate is always checked; give the registry a matching certificate");
        }
        String trust = setting.apply("ssl.truststore.location");
        String keys = setting.apply("ssl.keystore.location");
        if (trust == null && keys == null) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keyManagers(setting, problem),
                    trust == null ? null : trustManagers(setting, problem),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            problem.accept("schema.registry.ssl: " + e.getMessage());
            return null;
        }
    }

    private static TrustManager[] trustManagers(UnaryOperator<String> setting, Consumer<String> problem)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store("ssl.truststore", setting, problem));
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(UnaryOperator<String> setting, Consumer<String> problem)
            throws GeneralSecurityException {
        String keyPassword = setting.apply("ssl.key.password");
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = store("ssl.keystore", setting, problem);
        factory.init(store, password(keyPassword != null ? keyPassword : setting.apply("ssl.keystore.password")));
        return factory.getKeyManagers();
    }

    private static KeyStore store(String name, UnaryOperator<String> setting, Consumer<String> problem)
            throws GeneralSecurityException {
        String location = setting.apply(name + ".location");
        try {
            Path file = Path.of(location);
            // JKS and PKCS12 are told apart by their bytes, so a wrong type setting does no harm.
            return "PEM".equalsIgnoreCase(setting.apply(name + ".type"))
                    ? certificates(file)
                    : KeyStore.getInstance(file.toFile(), password(setting.apply(name + ".password")));
        } catch (IOException | IllegalArgumentException e) {
            problem.accept("schema.registry." + name + ".location: cannot read '" + location + "': " + e.getMessage());
            return empty();
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store does no I/O", e);
        }
        return store;
    }

    private static char[] password(String text) {
        return text == null ? null : text.toCharArray();
    }
}
