package wireroom.registry;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** The part of Confluent's serde configuration that we take, under Confluent's names. */
record RegistryConfig(
        List<URI> urls,
        boolean autoRegister,
        boolean useLatest,
        String subjectStrategy,
        boolean key,
        Map<String, ?> all) {

    static RegistryConfig of(Map<String, ?> configs, boolean isKey) {
        Object urls = configs.get("schema.registry.url");
        if (urls == null) {
            throw new ConfigException("schema.registry.url is missing");
        }
        List<URI> parsed = Stream.of(urls.toString().split(","))
                .map(String::strip)
                .filter(u -> !u.isEmpty())
                .map(u -> URI.create(u.endsWith("/") ? u.substring(0, u.length() - 1) : u))
                .toList();
        return new RegistryConfig(
                parsed,
                flag(configs, "auto.register.schemas", true),
                flag(configs, "use.latest.version", false),
                String.valueOf(text(configs, "value.subject.name.strategy", "TopicNameStrategy")),
                isKey,
                configs);
    }

    private static boolean flag(Map<String, ?> configs, String name, boolean ifMissing) {
        return Boolean.parseBoolean(text(configs, name, Boolean.toString(ifMissing)));
    }

    private static String text(Map<String, ?> configs, String name, String ifMissing) {
        Object value = configs.get(name);
        return value == null ? ifMissing : value.toString();
    }

    /** Subject of a topic's values by the configured strategy. */
    String subject(String topic, Schema schema) {
        String strategy = subjectStrategy.substring(subjectStrategy.lastIndexOf('.') + 1);
        return switch (strategy) {
            case "RecordNameStrategy" -> schema.getFullName();
            case "TopicRecordNameStrategy" -> topic + "-" + schema.getFullName();
            default -> topic + (key ? "-key" : "-value");
        };
    }
}
