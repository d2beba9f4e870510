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
import static wireroom.registry.Samples.settings;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.model.Article;
import wireroom.model.Cursor;

@Timeout(30)
class RegistrySerdeTest {
    private final StubRegistry registry = StubRegistry.start();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void writesTheConfluentWireFormatToTheByte() {
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("flashes", flash("héllo", 42));

        // Magic 0, id 1, length 6 as zigzag, UTF-8, 42 as zigzag.
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("00" + "00000001" + "0c" + "68c3a96c6c6f" + "54");
    }

    @Test
    void readsGenericRecordsWithoutAClass() {
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("flashes", flash("Quake", 1));

        GenericRecord back = deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                .deserialize("flashes", bytes);

        assertThat(back.get("headline")).hasToString("Quake");
    }

    @Test
    void namedInConfigurationReadsTheGeneratedClass() {
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("cursors", cursor("a.txt"));
        RegistryDeserializer<Object> byName = new RegistryDeserializer<>();
        byName.configure(settings("schema.registry.url", registry.url(), "specific.avro.reader", "true"), false);

        assertThat(byName.deserialize("cursors", bytes)).isEqualTo(cursor("a.txt"));
    }

    @Test
    void namedInConfigurationSaysWhichClassIsMissing() {
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("flashes", flash("Quake", 1));
        RegistryDeserializer<Object> byName = new RegistryDeserializer<>();
        byName.configure(settings("schema.registry.url", registry.url(), "specific.avro.reader", true), false);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> byName.deserialize("flashes", bytes))
                .withMessageContaining("no class demo.Flash")
                .withMessageContaining("specific.avro.reader=false");
    }

    @Test
    void passesTombstonesThrough() {
        RegistrySerde<Cursor> serde = new RegistrySerde<>(Cursor.class);
        serde.configure(settings("schema.registry.url", registry.url()), false);

        assertThat(serde.serializer().serialize("cursors", null)).isNull();
        assertThat(serde.deserializer().deserialize("cursors", null)).isNull();
        assertThat(registry.asked).isEmpty();
        serde.close();
    }

    @Test
    void asksOnceForEachSchema() {
        RegistrySerializer<Cursor> serializer = serializer("schema.registry.url", registry.url());
        RegistryDeserializer<Cursor> deserializer = deserializer(Cursor.class, "schema.registry.url", registry.url());
        for (int i = 0; i < 100; i++) {
            deserializer.deserialize("cursors", serializer.serialize("cursors", cursor("a" + i)));
        }

        assertThat(registry.asked).containsExactly("POST /subjects/cursors-value/versions", "GET /schemas/ids/1");
    }

    @Test
    void namesSubjectsByTheConfiguredStrategy() {
        for (String strategy : List.of(
                "io.confluent.kafka.serializers.subject.TopicNameStrategy",
                "io.confluent.kafka.serializers.subject.RecordNameStrategy",
                "TopicRecordNameStrategy")) {
            serializer("schema.registry.url", registry.url(), "value.subject.name.strategy", strategy)
                    .serialize("a topic", flash("Quake", 1));
        }
        RegistrySerializer<GenericRecord> keys = new RegistrySerializer<>();
        keys.configure(
                settings("schema.registry.url", registry.url(), "value.subject.name.strategy", "RecordNameStrategy"),
                true);
        keys.serialize("flashes", flash("Quake", 1));

        assertThat(registry.asked)
                .containsExactly(
                        "POST /subjects/a%20topic-value/versions",
                        "POST /subjects/demo.Flash/versions",
                        "POST /subjects/a%20topic-demo.Flash/versions",
                        "POST /subjects/flashes-key/versions");
    }

    @Test
    void looksUpOnlyWhenRegistrationIsOff() {
        RegistrySerializer<GenericRecord> serializer =
                serializer("schema.registry.url", registry.url(), "auto.register.schemas", "false");

        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> serializer.serialize("flashes", flash("Quake", 1)))
                .withMessageContaining("demo.Flash under subject flashes-value")
                .withMessageContaining("auto.register.schemas");

        registry.holds("other", "\"int\"");
        int id = registry.holds("flashes-value", FLASH.toString());
        assertThat(serializer.serialize("flashes", flash("Quake", 1))[4]).isEqualTo((byte) id);
    }

    @Test
    void bringsRecordsIntoTheNewestSchemaByName() {
        registry.holds("flashes-value", FLASH.toString());
        int newest = registry.holds("flashes-value", FLASH_WITH_PLACE.toString());

        byte[] bytes = serializer(
                        "schema.registry.url", registry.url(),
                        "auto.register.schemas", "false",
                        "use.latest.version", "true")
                .serialize("flashes", flash("Quake", 1));

        assertThat(bytes[4]).isEqualTo((byte) newest);
        GenericRecord back = deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                .deserialize("flashes", bytes);
        assertThat(back).hasToString(flashWithDefaults().toString());
    }

    private static GenericRecord flashWithDefaults() {
        GenericRecord flash = new GenericData.Record(FLASH_WITH_PLACE);
        flash.put("place", "nowhere");
        flash.put("headline", "Quake");
        flash.put("urgency", 1);
        return flash;
    }

    @Test
    void namesSubjectAndReasonWhenTheSchemaIsIncompatible() {
        RegistrySerializer<GenericRecord> serializer = serializer("schema.registry.url", registry.url());
        serializer.serialize("flashes", flash("Quake", 1));

        assertThatExceptionOfType(IncompatibleSchemaException.class)
                .isThrownBy(() -> serializer.serialize("flashes", flash(FLASH_THAT_DEMANDS_A_PLACE, "Quake", 1)))
                .withMessageContaining("flashes-value")
                .withMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
                .matches(e -> e.subject().equals("flashes-value"))
                .matches(e -> !e.retriable());
    }

    @Test
    void tellsAnInvalidSchemaFromAnOutage() {
        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(
                        () -> serializer("schema.registry.url", registry.url()).serialize("refused", flash("Quake", 1)))
                .withMessageContaining("Invalid schema for refused-value")
                .matches(e -> e.status() == 422);
    }

    @Test
    void refusesARecordThatMissesAField() {
        GenericRecord noUrgency = new GenericData.Record(FLASH);
        noUrgency.put("headline", "Quake");
        RegistrySerializer<GenericRecord> serializer = serializer("schema.registry.url", registry.url());

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize("flashes", noUrgency))
                .withMessageContaining("demo.Flash")
                .withMessageContaining("urgency");
        // What the failed record left in the buffer is not in the next one.
        assertThat(serializer.serialize("flashes", flash("Quake", 1)))
                .isEqualTo(HexFormat.of().parseHex("00000000010a5175616b6502"));
    }

    @Test
    void readsASchemaThatNamesOthers() {
        registry.holds(
                "place", "{\"type\":\"record\",\"name\":\"Place\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}");
        int id = registry.holds(
                "event",
                "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"at\",\"type\":\"Place\"}]}",
                "AVRO",
                "[{\"name\":\"Place\",\"subject\":\"place\",\"version\":1}]");

        GenericRecord event = deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                .deserialize("events", new byte[] {0, 0, 0, 0, (byte) id, 14});

        assertThat(event).hasToString("{\"at\": {\"n\": 7}}");
    }

    @Test
    void refusesASchemaThatIsNotAvro() {
        int id = registry.holds("proto", "message M {}", "PROTOBUF", "[]");

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                        .deserialize("protos", new byte[] {0, 0, 0, 0, (byte) id, 14}))
                .withMessageContaining("is PROTOBUF, not AVRO");
    }

    // --- failing over, waiting, surviving ---

    @Test
    void goesOnToTheNextRegistryAndStaysThere() {
        try (StubRegistry second = StubRegistry.start()) {
            registry.brokenWith = 503;
            RegistrySerializer<GenericRecord> serializer =
                    serializer("schema.registry.url", registry.url() + " , " + second.url() + "/");

            serializer.serialize("one", flash("Quake", 1));
            registry.brokenWith = 0;
            serializer.serialize("two", flash("Quake", 1));

            assertThat(registry.asked).containsExactly("POST /subjects/one-value/versions");
            assertThat(second.asked)
                    .containsExactly("POST /subjects/one-value/versions", "POST /subjects/two-value/versions");
        }
    }

    @Test
    void goesOnWhenTheFirstRegistryIsNotEvenThere() {
        String gone;
        try (StubRegistry once = StubRegistry.start()) {
            gone = once.url();
        }

        serializer("schema.registry.url", List.of(gone, registry.url())).serialize("flashes", flash("Quake", 1));

        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void doesNotAskAnotherRegistryWhatTheFirstOneRefused() {
        try (StubRegistry second = StubRegistry.start()) {
            assertThatExceptionOfType(UnknownSchemaException.class)
                    .isThrownBy(() -> deserializer(
                                    GenericRecord.class, "schema.registry.url", registry.url() + "," + second.url())
                            .deserialize("flashes", new byte[] {0, 0, 0, 0, 9, 1}));

            assertThat(second.asked).isEmpty();
        }
    }

    @Test
    void waitsForARegistryThatStartsLater() throws Exception {
        int port = registry.port();
        registry.close();
        RegistrySerializer<GenericRecord> serializer = new RegistrySerializer<>();
        serializer.configure(
                settings("schema.registry.url", registry.url(), "schema.registry.wait.ms", "20000"), false);

        CompletableFuture<byte[]> written =
                CompletableFuture.supplyAsync(() -> serializer.serialize("flashes", flash("Quake", 1)));
        assertThat(written).isNotDone();
        try (StubRegistry late = StubRegistry.startAt(port)) {
            assertThat(written.get(20, TimeUnit.SECONDS)).startsWith(0, 0, 0, 0, 1);
            assertThat(late.asked).isNotEmpty();
        }
    }

    @Test
    void closingEndsTheWait() {
        registry.close();
        RegistrySerializer<GenericRecord> serializer = new RegistrySerializer<>();
        serializer.configure(
                settings("schema.registry.url", registry.url(), "schema.registry.wait.ms", "3600000"), false);
        CompletableFuture<byte[]> written =
                CompletableFuture.supplyAsync(() -> serializer.serialize("flashes", flash("Quake", 1)));

        serializer.close();

        assertThat(written)
                .failsWithin(java.time.Duration.ofSeconds(20))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void goesOnDuringAnOutageWithWhatItKnows() {
        RegistrySerializer<GenericRecord> serializer = serializer("schema.registry.url", registry.url());
        RegistryDeserializer<GenericRecord> deserializer =
                deserializer(GenericRecord.class, "schema.registry.url", registry.url());
        deserializer.deserialize("flashes", serializer.serialize("flashes", flash("Quake", 1)));

        registry.close();

        assertThat(deserializer.deserialize("flashes", serializer.serialize("flashes", flash("Storm", 2))))
                .isEqualTo(flash("Storm", 2));
    }

    @Test
    void anUnknownIdDuringAnOutageIsRetriable() {
        registry.close();

        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                        .deserialize("flashes", new byte[] {0, 0, 0, 0, 9, 1}))
                .withMessageContaining(registry.url())
                .withMessageContaining("schema.registry.wait.ms")
                .matches(RegistryException::retriable);
    }

    @Test
    void anIdThatTheRegistryDoesNotKnowIsNotRetriable() {
        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                        .deserialize("flashes", new byte[] {0, 0, 0, 0, 9, 1}))
                .withMessageContaining("a schema with id 9")
                .matches(e -> !e.retriable());
    }

    @Test
    void aFailedQuestionIsAskedAgain() {
        RegistryDeserializer<GenericRecord> deserializer =
                deserializer(GenericRecord.class, "schema.registry.url", registry.url());
        byte[] record = {0, 0, 0, 0, 1, 2, 'x', 2};
        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> deserializer.deserialize("flashes", record));

        registry.holds("flashes-value", FLASH.toString());

        assertThat(deserializer.deserialize("flashes", record)).isEqualTo(flash("x", 1));
    }

    // --- the schemas in the jar ---

    @Test
    void readsItsOwnRecordsWithoutAnyRegistryByTheirHeader() {
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("cursors", headers, cursor("a.txt"));
        registry.close();

        assertThat(deserializer(Cursor.class, "schema.registry.url", registry.url())
                        .deserialize("cursors", headers, bytes))
                .isEqualTo(cursor("a.txt"));
    }

    @Test
    void readsOldRecordsWhenAWipedRegistryGaveTheirIdToAnotherSchema() {
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes = serializer("schema.registry.url", registry.url()).serialize("cursors", headers, cursor("a.txt"));
        registry.wipe();
        registry.holds("flashes-value", FLASH.toString());

        RegistryDeserializer<Cursor> deserializer = deserializer(Cursor.class, "schema.registry.url", registry.url());

        assertThat(deserializer.deserialize("cursors", headers, bytes)).isEqualTo(cursor("a.txt"));
        assertThatExceptionOfType(UnreadableRecordException.class)
                .as("without the header it cannot be read, and is not guessed")
                .isThrownBy(() -> deserializer.deserialize("cursors", bytes));
    }

    @Test
    void theHeaderDoesNotChangeTheValue() {
        RegistrySerializer<Cursor> serializer = serializer("schema.registry.url", registry.url());
        RecordHeaders headers = new RecordHeaders();

        assertThat(serializer.serialize("cursors", headers, cursor("a.txt")))
                .isEqualTo(serializer.serialize("cursors", cursor("a.txt")));
        assertThat(headers.lastHeader("wireroom.schema").value()).hasSize(12);
    }

    @Test
    void theHeaderCanBeLeftOut() {
        RecordHeaders headers = new RecordHeaders();
        serializer("schema.registry.url", registry.url(), "wireroom.schema.header", "false")
                .serialize("cursors", headers, cursor("a.txt"));

        assertThat(headers).isEmpty();
    }

    @Test
    void replacesTheHeaderThatTheInputRecordLeft() {
        RecordHeaders headers = new RecordHeaders();
        RegistrySerializer<org.apache.avro.generic.IndexedRecord> serializer =
                serializer("schema.registry.url", registry.url());
        serializer.serialize("flashes", headers, flash("Quake", 1));
        byte[] bytes = serializer.serialize("cursors", headers, cursor("a.txt"));

        assertThat(headers.headers("wireroom.schema")).hasSize(1);
        assertThat(deserializer(Cursor.class, "schema.registry.url", registry.url())
                        .deserialize("cursors", headers, bytes))
                .isEqualTo(cursor("a.txt"));
    }

    @Test
    void sendsARecordAgainWhoseHeadersAreReadOnly() {
        RegistrySerializer<Cursor> serializer = serializer("schema.registry.url", registry.url());
        RecordHeaders headers = new RecordHeaders();
        byte[] first = serializer.serialize("cursors", headers, cursor("a.txt"));
        headers.setReadOnly();

        assertThat(serializer.serialize("cursors", headers, cursor("a.txt"))).isEqualTo(first);
    }

    @Test
    void ignoresAHeaderThatSpeaksOfAnotherValue() {
        RegistrySerializer<org.apache.avro.generic.IndexedRecord> serializer =
                serializer("schema.registry.url", registry.url());
        RecordHeaders stale = new RecordHeaders();
        serializer.serialize("cursors", stale, cursor("a.txt"));
        byte[] bytes = serializer.serialize("flashes", flash("Quake", 1));

        assertThat(deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                        .deserialize("flashes", stale, bytes))
                .isEqualTo(flash("Quake", 1));
    }

    @Test
    void asksTheRegistryWhenTheHeaderNamesASchemaOfSomebodyElse() {
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes =
                serializer("schema.registry.url", registry.url()).serialize("flashes", headers, flash("Quake", 1));

        assertThat(deserializer(GenericRecord.class, "schema.registry.url", registry.url())
                        .deserialize("flashes", headers, bytes))
                .isEqualTo(flash("Quake", 1));
    }

    // --- credentials ---

    @Test
    void sendsTheUserOfTheUrl() {
        registry.authorization = "Basic " + Base64.getEncoder().encodeToString("desk:s3cret/".getBytes(UTF_8));

        serializer("schema.registry.url", registry.url().replace("//", "//desk:s3cret%2F@"))
                .serialize("flashes", flash("Quake", 1));

        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void sendsTheConfiguredUser() {
        registry.authorization = "Basic " + Base64.getEncoder().encodeToString("desk:s3cret".getBytes(UTF_8));

        serializer(
                        "schema.registry.url", registry.url(),
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "desk:s3cret")
                .serialize("flashes", flash("Quake", 1));

        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void sendsTheConfiguredToken() {
        registry.authorization = "Bearer t0ken";

        serializer(
                        "schema.registry.url", registry.url(),
                        "bearer.auth.credentials.source", "STATIC_TOKEN",
                        "bearer.auth.token", "t0ken")
                .serialize("flashes", flash("Quake", 1));

        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void saysThatCredentialsAreWrongWithoutRepeatingThem() {
        registry.authorization = "Bearer other";

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(
                        () -> serializer("schema.registry.url", registry.url().replace("//", "//desk:s3cret@"))
                                .serialize("flashes", flash("Quake", 1)))
                .withMessageContaining("basic.auth.credentials.source")
                .matches(e -> e.status() == 401)
                .matches(e -> !e.getMessage().contains("s3cret"));
    }

    @Test
    void saysThatNoRegistryIsUnderTheUrl() {
        registry.brokenWith = 404;

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(
                        () -> serializer("schema.registry.url", registry.url()).serialize("flashes", flash("Quake", 1)))
                .withMessageContaining("not as a schema registry does")
                .withMessageContaining("schema.registry.url");
    }

    // --- many threads, little garbage ---

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        RegistrySerde<Cursor> serde = new RegistrySerde<>(Cursor.class);
        serde.configure(settings("schema.registry.url", registry.url()), false);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> all = IntStream.range(0, 8)
                    .mapToObj(thread -> threads.submit(() -> IntStream.range(0, 2_000)
                            .mapToObj(i -> cursor("file-" + thread + "-" + i + "-".repeat(i % 300)))
                            .allMatch(c -> serde.deserializer()
                                    .deserialize("cursors", serde.serializer().serialize("cursors", c))
                                    .equals(c))))
                    .toList();
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        serde.close();
    }

    @Test
    void writesARecordWithLittleMoreMemoryThanItsBytes() {
        RegistrySerializer<Article> serializer = serializer("schema.registry.url", registry.url());
        Article article = Articles.withBody("x".repeat(3_000));
        int length = serializer.serialize("articles", article).length;

        long each = Allocation.perCall(() -> serializer.serialize("articles", article));

        // The result, and the UTF-8 form of each string on its way: about twice the length.
        assertThat(each).isLessThan(3L * length);
    }

    @Test
    void theInMemoryRegistryIsSharedByName() {
        Map<String, Object> settings = settings("schema.registry.url", "mock://RegistrySerdeTest");
        RegistrySerializer<Cursor> serializer = new RegistrySerializer<>();
        serializer.configure(settings, false);
        RegistryDeserializer<Cursor> deserializer = new RegistryDeserializer<>(Cursor.class);
        deserializer.configure(settings, false);

        assertThat(deserializer.deserialize("cursors", serializer.serialize("cursors", cursor("a.txt"))))
                .isEqualTo(cursor("a.txt"));
        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> deserializer.deserialize("cursors", new byte[] {0, 0, 0, 0, 99, 1}));
    }
}
