package wireroom.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A log is for ever, so every schema that ever wrote to one must be read by every later one, and readers that have not
 * been upgraded yet must read what upgraded writers send. The history lies in the jar, because the registry serde reads
 * old records with it when the registry cannot tell.
 */
class SchemaHistoryTest {
    private static final Path HISTORY = Path.of("src/main/resources/wireroom/history");
    private static final Path INDEX = HISTORY.resolve("index.txt");
    private static final long SEED = 20261121;

    /** With {@code -Dgolden=write} a changed contract gets a new version; released ones are never rewritten. */
    @BeforeAll
    static void writeNewVersionsWhenAsked() throws IOException {
        if (!"write".equals(System.getProperty("golden"))) {
            return;
        }
        for (Schema current : contracts().toList()) {
            List<Path> versions = versions(current.getName());
            if (versions.isEmpty() || !read(versions.getLast()).toString().equals(current.toString())) {
                Path file = HISTORY.resolve(current.getName()).resolve("v" + (versions.size() + 1) + ".avsc");
                Files.createDirectories(file.getParent());
                Files.writeString(file, SchemaFormatter.format("json/pretty", current) + "\n");
            }
        }
        Files.writeString(INDEX, index());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyContractIsInTheHistory(Schema current) throws IOException {
        List<Path> versions = versions(current.getName());

        assertThat(versions)
                .as("%s has no history; -Dgolden=write adds it", current.getName())
                .isNotEmpty();
        assertThat(read(versions.getLast()).toString())
                .as(
                        "%s changed: if the change is compatible, -Dgolden=write adds it to the history as v%d",
                        current.getName(), versions.size() + 1)
                .isEqualTo(current.toString());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyVersionReadsEveryOther(Schema current) throws IOException {
        List<Schema> versions = new ArrayList<>();
        for (Path file : versions(current.getName())) {
            versions.add(read(file));
        }
        versions.add(current);

        for (Schema reader : versions) {
            for (Schema writer : versions) {
                var verdict = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
                assertThat(verdict.getType())
                        .as(verdict.getDescription())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
                readsRandomRecords(writer, reader);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyFieldAndTypeIsDocumented(Schema current) {
        List<String> undocumented = new ArrayList<>();
        undocumented(current, undocumented);

        assertThat(undocumented).isEmpty();
    }

    @Test
    void theIndexNamesEveryVersionByItsFingerprint() throws IOException {
        assertThat(INDEX).hasContent(index());
    }

    @Test
    void aFieldWithoutDefaultIsNotCompatible() {
        // The proof that the check above can fail.
        Schema old = record("{\"name\":\"a\",\"type\":\"string\"}");
        Schema next = record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\"}");

        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(next, old).getType())
                .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    static Stream<Schema> contracts() {
        return Stream.concat(
                        Topics.fixed().stream(),
                        Stream.concat(
                                Topics.ofEdition(Topics.FIRST_EDITION).stream(),
                                Stream.of(Topics.mediaTopic("politics-and-government"))))
                .map(topic -> SpecificData.get().getSchema(topic.type()))
                .distinct();
    }

    private static void readsRandomRecords(Schema writer, Schema reader) throws IOException {
        for (Object datum : new RandomData(writer, 20, SEED)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<>(writer).write(datum, encoder);
            encoder.flush();

            Object back = new GenericDatumReader<>(writer, reader)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

            assertThat(back).as("written by %s", writer.getName()).isNotNull();
        }
    }

    private static void undocumented(Schema schema, List<String> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (schema.getDoc() == null || schema.getDoc().isBlank()) {
                    found.add(schema.getFullName());
                }
                for (Schema.Field field : schema.getFields()) {
                    if (field.doc() == null || field.doc().isBlank()) {
                        found.add(schema.getName() + "." + field.name());
                    }
                    undocumented(field.schema(), found);
                }
            }
            case ENUM, FIXED -> {
                if (schema.getDoc() == null || schema.getDoc().isBlank()) {
                    found.add(schema.getFullName());
                }
            }
            case ARRAY -> undocumented(schema.getElementType(), found);
            case MAP -> undocumented(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(branch -> undocumented(branch, found));
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static String index() throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> names = Files.list(HISTORY)) {
            for (Path name : names.filter(Files::isDirectory).sorted().toList()) {
                for (Path file : versions(name.getFileName().toString())) {
                    lines.append(String.format(
                            "%016x %s/%s%n",
                            SchemaNormalization.parsingFingerprint64(read(file)),
                            name.getFileName(),
                            file.getFileName()));
                }
            }
        }
        return lines.toString();
    }

    /** v1, v2 … without a gap. */
    private static List<Path> versions(String name) {
        List<Path> found = new ArrayList<>();
        while (Files.exists(HISTORY.resolve(name).resolve("v" + (found.size() + 1) + ".avsc"))) {
            found.add(HISTORY.resolve(name).resolve("v" + (found.size() + 1) + ".avsc"));
        }
        return found;
    }

    private static Schema read(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema record(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
    }
}
