package wireroom.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static wireroom.registry.Samples.cursor;
import static wireroom.registry.Samples.deserializer;
import static wireroom.registry.Samples.flash;
import static wireroom.registry.Samples.serializer;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import wireroom.model.Cursor;

/** The contract against Apicurio, and what only a registry that we may kill can show. One process for all tests. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApicurioContractTest extends RegistryContract {
    @TempDir
    static Path folder;

    private static EmbeddedRegistry registry;
    private static CompletableFuture<byte[]> writtenBeforeItAnswered;

    @BeforeAll
    static void start() throws Exception {
        registry = new EmbeddedRegistry(folder.resolve("registry.log"));
        // The program is there before the registry is: its first record waits.
        RegistrySerializer<Cursor> early =
                serializer("schema.registry.url", registry.url(), "schema.registry.wait.ms", "90000");
        writtenBeforeItAnswered = CompletableFuture.supplyAsync(() -> early.serialize("early", cursor("a")));
        registry.launch();
        registry.await();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.kill();
    }

    @Override
    String url() {
        return registry.url();
    }

    @Test
    void aProgramThatStartedBeforeTheRegistryGoesOnWhenItIsThere() throws Exception {
        byte[] bytes = writtenBeforeItAnswered.get(60, TimeUnit.SECONDS);

        assertThat(deserializer(Cursor.class, "schema.registry.url", url()).deserialize("early", bytes))
                .isEqualTo(cursor("a"));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aRegistryKilledInTheMiddleStopsOnlyWhatIsNew() throws Exception {
        RegistrySerializer<IndexedRecord> serializer = serializer("schema.registry.url", url());
        RegistryDeserializer<Cursor> deserializer = deserializer(Cursor.class, "schema.registry.url", url());
        RecordHeaders headers = new RecordHeaders();
        byte[] bytes = serializer.serialize("cursors", headers, cursor("a"));
        deserializer.deserialize("cursors", bytes);

        registry.kill();

        assertThat(deserializer.deserialize("cursors", serializer.serialize("cursors", cursor("b"))))
                .as("known schemas go on")
                .isEqualTo(cursor("b"));
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .as("a new schema has to wait")
                .isThrownBy(() -> serializer.serialize("flashes", flash("Quake", 1)));
        RegistryDeserializer<Cursor> started = deserializer(Cursor.class, "schema.registry.url", url());
        assertThat(started.deserialize("cursors", headers, bytes))
                .as("a reader that starts now reads with the schemas in its jar")
                .isEqualTo(cursor("a"));
        assertThatExceptionOfType(RegistryUnavailableException.class)
                .as("and says what it cannot know")
                .isThrownBy(() -> started.deserialize("cursors", bytes));
    }
}
