package wireroom.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import wireroom.registry.RegistryCalls.Answer;

/**
 * A registry reached over Confluent's REST API. Remembers every schema it was told: ids are for ever. Source of paths
 * and codes: Confluent, Schema Registry API reference.
 */
final class HttpRegistry implements SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;

    private final RegistryCalls calls;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

    HttpRegistry(RegistryConfig config) {
        this.calls = new RegistryCalls(config);
    }

    @Override
    public int register(String subject, Schema schema) {
        return idOf("/subjects/" + escape(subject) + "/versions", subject, schema, "");
    }

    @Override
    public int find(String subject, Schema schema) {
        return idOf(
                "/subjects/" + escape(subject),
                subject,
                schema,
                ". Register it, or set auto.register.schemas or use.latest.version to true.");
    }

    private int idOf(String path, String subject, Schema schema, String mend) {
        Answer answer = calls.ask(
                "POST",
                path,
                JSON.createObjectNode().put("schema", schema.toString()).toString());
        if (answer.status() == 409) {
            throw new IncompatibleSchemaException(subject, schema.getFullName(), reason(answer));
        }
        JsonNode found = read(answer, "schema " + schema.getFullName() + " under subject " + subject, mend);
        int id = found.path("id").asInt(-1);
        if (id < 0) {
            throw notARegistry(answer);
        }
        byId.putIfAbsent(id, schema);
        return id;
    }

    @Override
    public Registered latest(String subject) {
        Answer answer = calls.ask("GET", "/subjects/" + escape(subject) + "/versions/latest", null);
        JsonNode found = read(answer, "a schema under subject " + subject, "");
        int id = found.path("id").asInt(-1);
        return new Registered(id, parse(answer, found, "of subject " + subject));
    }

    @Override
    public Schema schema(int id) {
        // Not computeIfAbsent: it would block readers of other ids while this one waits for the registry.
        Schema known = byId.get(id);
        if (known == null) {
            Answer answer = calls.ask("GET", "/schemas/ids/" + id, null);
            known = parse(answer, read(answer, "a schema with id " + id, ""), "with id " + id);
            byId.put(id, known);
        }
        return known;
    }

    private Schema parse(Answer answer, JsonNode found, String which) {
        String type = found.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnreadableRecordException("the schema " + which + " is " + type + ", not AVRO", null);
        }
        if (!found.path("schema").isTextual()) {
            throw notARegistry(answer);
        }
        try {
            Schema.Parser parser = new Schema.Parser();
            references(found, parser, new HashSet<>());
            return parser.parse(found.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new UnreadableRecordException("the schema " + which + " is not valid Avro: " + e.getMessage(), e);
        }
    }

    /** Reads the schemas that this one names, and those that they name, before it. */
    private void references(JsonNode found, Schema.Parser parser, Set<String> seen) {
        for (JsonNode reference : found.path("references")) {
            String path = "/subjects/" + escape(reference.path("subject").asText()) + "/versions/"
                    + reference.path("version").asInt();
            if (seen.add(path)) {
                JsonNode named = read(calls.ask("GET", path, null), "the referenced schema at " + path, "");
                references(named, parser, seen);
                parser.parse(named.path("schema").asText());
            }
        }
    }

    private static JsonNode read(Answer answer, String wanted, String mend) {
        if (answer.status() == 200) {
            try {
                return JSON.readTree(answer.body());
            } catch (JsonProcessingException e) {
                throw notARegistry(answer);
            }
        }
        int code = code(answer);
        if (code == SUBJECT_NOT_FOUND || code == VERSION_NOT_FOUND || code == SCHEMA_NOT_FOUND) {
            throw new UnknownSchemaException(
                    "the schema registry at " + answer.from() + " does not have " + wanted + " (" + code + ")" + mend);
        }
        if (code == 0) {
            throw notARegistry(answer);
        }
        String credentials = answer.status() == 401 || answer.status() == 403
                ? ". See basic.auth.credentials.source or bearer.auth.credentials.source"
                : "";
        throw new RegistryRefusedException(
                answer.status(),
                "the schema registry at " + answer.from() + " refuses to give " + wanted + ": " + reason(answer)
                        + credentials,
                null);
    }

    private static RegistryRefusedException notARegistry(Answer answer) {
        boolean credentials = answer.status() == 401 || answer.status() == 403;
        return new RegistryRefusedException(
                answer.status(),
                answer.from() + " answered " + answer.status()
                        + (credentials
                                ? ": it wants other credentials. See basic.auth.credentials.source"
                                        + " or bearer.auth.credentials.source"
                                : ", but not as a schema registry does. See schema.registry.url, the path included"),
                null);
    }

    /** Confluent's error code; 0 when the answer has none. */
    private static int code(Answer answer) {
        return tree(answer).path("error_code").asInt(0);
    }

    private static String reason(Answer answer) {
        String message = tree(answer).path("message").asText("");
        return message.isEmpty() ? "HTTP " + answer.status() : message;
    }

    private static JsonNode tree(Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String escape(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        calls.close();
    }
}
