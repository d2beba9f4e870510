package wireroom.registry;

import java.util.Arrays;
import java.util.Optional;

/** Confluent's subject name strategies: under which name a schema is registered. */
enum SubjectNames {
    TOPIC("TopicNameStrategy") {
        @Override
        String subject(String topic, boolean key, String schema) {
            return topic + (key ? "-key" : "-value");
        }
    },
    RECORD("RecordNameStrategy") {
        @Override
        String subject(String topic, boolean key, String schema) {
            return schema;
        }
    },
    TOPIC_RECORD("TopicRecordNameStrategy") {
        @Override
        String subject(String topic, boolean key, String schema) {
            return topic + "-" + schema;
        }
    };

    private final String strategy;

    SubjectNames(String strategy) {
        this.strategy = strategy;
    }

    /** @param schema full name of the record */
    abstract String subject(String topic, boolean key, String schema);

    /** By Confluent's class name, with or without the package. */
    static Optional<SubjectNames> named(String className) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return Arrays.stream(values()).filter(s -> s.strategy.equals(simple)).findFirst();
    }
}
