package wireroom.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static wireroom.registry.Samples.cursor;
import static wireroom.registry.Samples.deserializer;
import static wireroom.registry.Samples.serializer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Article;
import wireroom.model.Cursor;

/** Records that lie about their lengths, stop early, or are no records. None may cost more than its own size. */
@Timeout(30)
class HostileBytesTest {
    private static final long SEED = 4711;
    private static final long ONE_MEGABYTE = 1 << 20;

    private final StubRegistry registry = StubRegistry.start();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void refusesWhatIsNotInTheWireFormat() {
        RegistryDeserializer<Cursor> deserializer = deserializer(Cursor.class, "schema.registry.url", registry.url());

        for (byte[] bytes : new byte[][] {{}, {0}, {0, 0, 0, 1}, {1, 0, 0, 0, 1, 2}, "{\"json\":1}".getBytes(UTF_8)}) {
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> deserializer.deserialize("cursors", bytes))
                    .withMessageContaining("not in the Confluent wire format (topic cursors, " + bytes.length);
        }
        assertThat(registry.asked).isEmpty();
    }

    @Test
    void refusesEveryTruncationAndGoesOn() {
        byte[] whole = serializer("schema.registry.url", registry.url()).serialize("cursors", cursor("a.txt"));
        RegistryDeserializer<Cursor> deserializer = deserializer(Cursor.class, "schema.registry.url", registry.url());

        for (int length = 5; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> deserializer.deserialize("cursors", cut))
                    .withMessageContaining("topic cursors with schema id 1");
            assertThat(deserializer.deserialize("cursors", whole)).isEqualTo(cursor("a.txt"));
        }
    }

    @Test
    void refusesBytesAfterTheRecord() {
        byte[] whole = serializer("schema.registry.url", registry.url()).serialize("cursors", cursor("a.txt"));

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> deserializer(Cursor.class, "schema.registry.url", registry.url())
                        .deserialize("cursors", Arrays.copyOf(whole, whole.length + 1)))
                .withMessageContaining("left after the record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"string\"",
                "\"bytes\"",
                "{\"type\":\"array\",\"items\":\"long\"}",
                "{\"type\":\"array\",\"items\":\"string\"}",
                "{\"type\":\"map\",\"values\":\"int\"}"
            })
    void allocatesNothingForALengthThatTheRecordCannotHold(String field) throws IOException {
        int id = registry.holds(
                "r-value", "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":" + field + "}]}");
        RegistryDeserializer<Object> deserializer = deserializer(null, "schema.registry.url", registry.url());

        for (long length :
                new long[] {1 << 20, Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1}) {
            byte[] lie = lie(id, length);
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> deserializer.deserialize("r", lie));
            assertThat(Allocation.during(() -> {
                        try {
                            deserializer.deserialize("r", lie);
                        } catch (UnreadableRecordException expected) {
                            assertThat(expected.retriable()).isFalse();
                        }
                    }))
                    .as("length %d", length)
                    .isLessThan(ONE_MEGABYTE);
        }
    }

    private static byte[] lie(int id, long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0, 0, 0, 0, (byte) id});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(length);
        bytes.write(new byte[] {2, 2, 2});
        return bytes.toByteArray();
    }

    @Test
    void survivesARecordNestedDeeperThanTheStack() {
        int id = registry.holds(
                "list-value",
                "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}");
        byte[] deep = new byte[2_000_000];
        Arrays.fill(deep, (byte) 2);
        System.arraycopy(new byte[] {0, 0, 0, 0, (byte) id}, 0, deep, 0, 5);

        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> deserializer(null, "schema.registry.url", registry.url())
                        .deserialize("list", deep))
                .withMessageContaining("StackOverflowError");
    }

    @Test
    void flippedBytesGiveAnArticleOrAClearRefusalAndNothingElse() {
        byte[] whole = serializer("schema.registry.url", registry.url())
                .serialize("articles", Articles.withBody("Lima shook twice."));
        RegistryDeserializer<Article> deserializer = deserializer(Article.class, "schema.registry.url", registry.url());
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bent = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bent[5 + random.nextInt(bent.length - 5)] = (byte) random.nextInt();
            }
            try {
                assertThat(deserializer.deserialize("articles", bent)).isNotNull();
            } catch (UnreadableRecordException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 19_999);
    }

    @Test
    void theSchemaOfALieIsNotAskedForTwice() {
        Schema.Parser parser = new Schema.Parser();
        int id = registry.holds("r-value", parser.parse("{\"type\":\"string\"}").toString());
        RegistryDeserializer<Object> deserializer = deserializer(null, "schema.registry.url", registry.url());
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnreadableRecordException.class)
                    .isThrownBy(() -> deserializer.deserialize("r", new byte[] {0, 0, 0, 0, (byte) id, 100}));
        }

        assertThat(registry.asked).hasSize(1);
    }
}
