package wireroom.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static wireroom.registry.Samples.FLASH;
import static wireroom.registry.Samples.FLASH_THAT_DEMANDS_A_PLACE;
import static wireroom.registry.Samples.FLASH_WITH_PLACE;
import static wireroom.registry.Samples.cursor;
import static wireroom.registry.Samples.deserializer;
import static wireroom.registry.Samples.flash;
import static wireroom.registry.Samples.serializer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.model.Article;
import wireroom.model.Cursor;

/** What must hold against every registry with Confluent's API, and together with Confluent's own serializer. */
@Timeout(60)
abstract class RegistryContract {
    /** A port where nobody listens: reserved, and never given to programs. */
    private static final String NOBODY = "http://127.0.0.1:1";

    /** A topic of its own for each test: registries are shared and remember. */
    private final String topic = "t-" + UUID.randomUUID();

    abstract String url();

    private ConfluentSerdes confluent() throws ReflectiveOperationException {
        return new ConfluentSerdes(Map.of("schema.registry.url", url(), "auto.register.schemas", "true"));
    }

    @Test
    void confluentWritesTheSameBytes() throws Exception {
        ConfluentSerdes confluent = confluent();
        for (String headline : new String[] {"", "Quake", "héllo – 東京 🌍", "x".repeat(10_000)}) {
            byte[] ours = serializer("schema.registry.url", url()).serialize(topic, flash(headline, -7));
            byte[] theirs = confluent.serialize(topic, FLASH.toString(), json(flash(headline, -7)));

            assertThat(ours).isEqualTo(theirs);
        }
        assertThat(confluent.avroVersion()).contains("confluent.jar");
    }

    @Test
    void confluentReadsOurArticlesAndWritesThemBackToTheByte() throws Exception {
        Article article = Articles.withBody("Lima shook twice. «Nadie», 東京 🌍.");
        byte[] ours = serializer("schema.registry.url", url()).serialize(topic, article);
        ConfluentSerdes confluent = confluent();
        String read = confluent.deserialize(topic, ours);
        byte[] theirs = confluent.serialize(topic, Article.getClassSchema().toString(), read);

        assertThat(theirs).isEqualTo(ours);
        assertThat(deserializer(Article.class, "schema.registry.url", url()).deserialize(topic, theirs))
                .isEqualTo(article);
    }

    @Test
    void weReadWhatConfluentRegisteredAndWrote() throws Exception {
        ConfluentSerdes confluent = confluent();
        byte[] theirs = confluent.serialize(topic, FLASH_WITH_PLACE.toString(), json(flash(FLASH_WITH_PLACE, "Q", 1)));

        assertThat(deserializer(GenericRecord.class, "schema.registry.url", url())
                        .deserialize(topic, theirs))
                .hasToString(flash(FLASH_WITH_PLACE, "Q", 1).toString());
    }

    @Test
    void anOlderReaderReadsANewerWriter() throws Exception {
        Schema newer = withAnotherField(Cursor.getClassSchema());
        ConfluentSerdes confluent = confluent();
        String json = json(cursor("a.txt"));
        byte[] theirs = confluent.serialize(
                topic, newer.toString(), json.substring(0, json.length() - 1) + ",\"added\":\"x\"}");

        assertThat(deserializer(Cursor.class, "schema.registry.url", url()).deserialize(topic, theirs))
                .isEqualTo(cursor("a.txt"));
    }

    @Test
    void theSameSchemaHasOneIdHoweverManyRegisterIt() {
        byte[] first = serializer("schema.registry.url", url()).serialize(topic, cursor("a"));
        byte[] second = serializer("schema.registry.url", url()).serialize(topic, cursor("a"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void findsARegisteredSchemaWithoutTheRightToRegister() {
        RegistrySerializer<Cursor> reader = serializer("schema.registry.url", url(), "auto.register.schemas", "false");
        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> reader.serialize(topic, cursor("a")));

        byte[] bytes = serializer("schema.registry.url", url()).serialize(topic, cursor("a"));

        assertThat(reader.serialize(topic, cursor("a"))).isEqualTo(bytes);
    }

    @Test
    void writesWithTheNewestRegisteredSchema() {
        serializer("schema.registry.url", url()).serialize(topic, flash("Quake", 1));
        byte[] newer = serializer("schema.registry.url", url()).serialize(topic, flash(FLASH_WITH_PLACE, "Quake", 1));

        byte[] bytes = serializer(
                        "schema.registry.url", url(),
                        "auto.register.schemas", "false",
                        "use.latest.version", "true")
                .serialize(topic, flash("Quake", 1));

        assertThat(bytes).startsWith(java.util.Arrays.copyOf(newer, 5));
        assertThat(deserializer(GenericRecord.class, "schema.registry.url", url())
                        .deserialize(topic, bytes))
                .hasToString("{\"place\": \"nowhere\", \"headline\": \"Quake\", \"urgency\": 1}");
    }

    @Test
    void anIncompatibleSchemaIsRefusedWithSubjectAndReason() throws Exception {
        RegistrySerializer<IndexedRecord> serializer = serializer("schema.registry.url", url());
        serializer.serialize(topic, flash("Quake", 1));
        demandBackwardCompatibility(topic + "-value");

        assertThatExceptionOfType(IncompatibleSchemaException.class)
                .isThrownBy(() -> serializer.serialize(topic, flash(FLASH_THAT_DEMANDS_A_PLACE, "Quake", 1)))
                .matches(e -> e.subject().equals(topic + "-value"))
                .matches(e -> !e.reason().isBlank());
        assertThat(serializer.serialize(topic, flash("Storm", 2))).isNotEmpty();
    }

    @Test
    void anUnknownIdIsRefusedForGood() {
        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> deserializer(Cursor.class, "schema.registry.url", url())
                        .deserialize(topic, new byte[] {0, 0x7f, 0, 0, 1, 2}))
                .withMessageContaining("40403");
    }

    @Test
    void anotherUrlIsAskedWhenOneIsDown() {
        byte[] bytes = serializer("schema.registry.url", NOBODY + "," + url()).serialize(topic, cursor("a"));

        assertThat(deserializer(Cursor.class, "schema.registry.url", NOBODY + "," + url())
                        .deserialize(topic, bytes))
                .isEqualTo(cursor("a"));
    }

    @Test
    void basicCredentialsOpenTheDoorAndWrongOnesDoNot() throws Exception {
        String allowed = "Basic " + Base64.getEncoder().encodeToString("desk:s3cret".getBytes(UTF_8));
        try (AuthProxy door = new AuthProxy(url(), allowed)) {
            byte[] bytes = serializer("schema.registry.url", door.url().replace("//", "//desk:s3cret@"))
                    .serialize(topic, cursor("a"));

            assertThat(deserializer(
                                    Cursor.class,
                                    "schema.registry.url",
                                    door.url(),
                                    "basic.auth.credentials.source",
                                    "USER_INFO",
                                    "basic.auth.user.info",
                                    "desk:s3cret")
                            .deserialize(topic, bytes))
                    .isEqualTo(cursor("a"));
            assertThatExceptionOfType(RegistryRefusedException.class)
                    .isThrownBy(() -> deserializer(Cursor.class, "schema.registry.url", door.url())
                            .deserialize(topic, bytes))
                    .matches(e -> e.status() == 401);
        }
    }

    private void demandBackwardCompatibility(String subject) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url() + "/config/" + subject))
                            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static Schema withAnotherField(Schema schema) {
        String text = schema.toString();
        int end = text.lastIndexOf("]");
        return new Schema.Parser()
                .parse(text.substring(0, end) + ",{\"name\":\"added\",\"type\":\"string\",\"default\":\"\"}"
                        + text.substring(end));
    }

    private static String json(IndexedRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out);
        new SpecificDatumWriter<>(record.getSchema(), SpecificData.getForSchema(record.getSchema()))
                .write(record, encoder);
        encoder.flush();
        return out.toString(UTF_8);
    }
}
