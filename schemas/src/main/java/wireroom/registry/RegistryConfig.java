package wireroom.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The part of Confluent's serde configuration that we take, under Confluent's names; the package documentation lists
 * it. All mistakes are reported at once.
 *
 * @param endpoints registries in the order to be tried, at least one unless {@code mock} is set
 * @param mock name behind {@code mock://}, null for a real registry
 * @param patience {@code schema.registry.wait.ms}
 * @param tls null for the JDK's default
 */
record RegistryConfig(
        List<Endpoint> endpoints,
        String mock,
        boolean autoRegister,
        boolean useLatest,
        SubjectNames subjects,
        boolean key,
        boolean specific,
        boolean schemaHeader,
        Duration connectTimeout,
        Duration readTimeout,
        Duration patience,
        SSLContext tls) {

    /**
     * One registry.
     *
     * @param base URL without credentials and without a slash at the end
     * @param authorization value of the header, null when none
     */
    record Endpoint(URI base, String authorization) {
        @Override
        public String toString() {
            return base.toString();
        }
    }

    static RegistryConfig of(Map<String, ?> configs, boolean isKey) {
        Reading in = new Reading(configs);
        List<URI> urls = in.urls();
        String mock = urls.size() == 1 && "mock".equals(urls.getFirst().getScheme())
                ? urls.getFirst().getSchemeSpecificPart()
                : null;
        String strategy = (isKey ? "key" : "value") + ".subject.name.strategy";
        RegistryConfig config = new RegistryConfig(
                mock != null ? List.of() : in.endpoints(urls),
                mock,
                in.flag("auto.register.schemas", true),
                in.flag("use.latest.version", false),
                in.subjects(strategy),
                isKey,
                in.flag("specific.avro.reader", false),
                in.flag("wireroom.schema.header", true),
                in.millis("http.connect.timeout.ms", 5_000, 1),
                in.millis("http.read.timeout.ms", 10_000, 1),
                in.millis("schema.registry.wait.ms", 60_000, 0),
                in.tls());
        in.complain();
        return config;
    }

    /** Subject of a topic's records by the configured strategy. */
    String subject(String topic, String schema) {
        return subjects.subject(topic, key, schema);
    }

    /** Reads settings and collects what is wrong with them. */
    private static final class Reading {
        private static final String URLS = "schema.registry.url";

        private final Map<String, ?> configs;
        private final List<String> problems = new ArrayList<>();

        Reading(Map<String, ?> configs) {
            this.configs = configs;
        }

        void complain() {
            if (!problems.isEmpty()) {
                throw new ConfigException(String.join("\n", problems));
            }
        }

        private String text(String name, String ifMissing) {
            return switch (configs.get(name)) {
                case null -> ifMissing;
                case Password secret -> secret.value().strip();
                case Class<?> named -> named.getName();
                case Object other -> other.toString().strip();
            };
        }

        boolean flag(String name, boolean ifMissing) {
            String value = text(name, Boolean.toString(ifMissing));
            if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                problems.add(name + " is '" + value + "': say true or false");
            }
            return Boolean.parseBoolean(value);
        }

        Duration millis(String name, long ifMissing, long atLeast) {
            String value = text(name, Long.toString(ifMissing));
            try {
                long millis = Long.parseLong(value);
                if (millis >= atLeast) {
                    return Duration.ofMillis(millis);
                }
            } catch (NumberFormatException notANumber) {
                // Reported below, with the numbers that are too small.
            }
            problems.add(name + " is '" + value + "': say a number of milliseconds from " + atLeast);
            return Duration.ofMillis(ifMissing);
        }

        SubjectNames subjects(String name) {
            String value = text(name, "TopicNameStrategy");
            return SubjectNames.named(value).orElseGet(() -> {
                problems.add(name + " is '" + value
                        + "': say TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy");
                return SubjectNames.TOPIC;
            });
        }

        List<URI> urls() {
            List<String> said = new ArrayList<>();
            if (configs.get(URLS) instanceof Collection<?> several) {
                several.forEach(url -> said.add(url.toString()));
            } else {
                said.addAll(List.of(text(URLS, "").split(",")));
            }
            List<URI> urls = new ArrayList<>();
            for (String url : said) {
                String trimmed = url.strip();
                while (trimmed.endsWith("/") && !trimmed.endsWith("://")) {
                    trimmed = trimmed.substring(0, trimmed.length() - 1);
                }
                if (!trimmed.isEmpty()) {
                    addUrl(urls, trimmed);
                }
            }
            if (urls.isEmpty() && problems.isEmpty()) {
                problems.add(URLS + " is missing: say http://host:port, or several separated by commas");
            }
            return urls;
        }

        private void addUrl(List<URI> urls, String url) {
            try {
                URI uri = URI.create(url);
                boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                if ((http && uri.getHost() != null) || "mock".equals(uri.getScheme())) {
                    urls.add(uri);
                    return;
                }
            } catch (IllegalArgumentException notAUrl) {
                // Reported below; the text may hold a password, so neither it nor the cause is repeated.
            }
            problems.add(URLS + ": entry " + (urls.size() + 1) + " is no URL; say http://host:port");
        }

        List<Endpoint> endpoints(List<URI> urls) {
            String common = authorization();
            return urls.stream()
                    .filter(url -> {
                        boolean mock = "mock".equals(url.getScheme());
                        if (mock) {
                            problems.add(URLS + ": mock:// stands alone, it cannot be one of several");
                        }
                        return !mock;
                    })
                    .map(url -> new Endpoint(
                            withoutUser(url),
                            common != null ? common : url.getUserInfo() == null ? null : basic(url.getUserInfo())))
                    .toList();
        }

        private static URI withoutUser(URI url) {
            return url.getRawUserInfo() == null
                    ? url
                    : URI.create(url.toString().replaceFirst("//[^/]*@", "//"));
        }

        /** What all registries are told; null when each URL speaks for itself. */
        private String authorization() {
            String bearer = text("bearer.auth.credentials.source", "");
            String basic = text("basic.auth.credentials.source", bearer.isEmpty() ? "URL" : "");
            if (!bearer.isEmpty() && !basic.isEmpty()) {
                problems.add("basic.auth.credentials.source and bearer.auth.credentials.source are both set: keep one");
            }
            if (bearer.equals("STATIC_TOKEN")) {
                return "Bearer " + required("bearer.auth.token");
            }
            if (!bearer.isEmpty()) {
                problems.add("bearer.auth.credentials.source is '" + bearer + "': only STATIC_TOKEN is supported");
            }
            return switch (basic) {
                case "", "URL" -> null;
                case "USER_INFO" -> basic(required("basic.auth.user.info"));
                default -> {
                    problems.add("basic.auth.credentials.source is '" + basic + "': say URL or USER_INFO");
                    yield null;
                }
            };
        }

        private String required(String name) {
            // Confluent's older clients know some settings under this prefix, and people still write them so.
            String value = text(name, text("schema.registry." + name, ""));
            if (value.isEmpty()) {
                problems.add(name + " is missing: the credentials source asks for it");
            }
            return value;
        }

        private static String basic(String userInfo) {
            return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        }

        SSLContext tls() {
            // An empty text is what an unset variable leaves in a compose file; only for the algorithm it means
            // something.
            return RegistryTls.context(
                    name -> {
                        String value = text("schema.registry." + name, null);
                        boolean unset = "".equals(value) && !name.endsWith("algorithm");
                        return unset ? null : value;
                    },
                    problems::add);
        }
    }
}
