package wireroom.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.cli.Run;

/** {@code wireroom evaluate extraction}: two ways to count, and what it refuses. */
class ExtractionEvaluationTest {
    private static final String FIRST = "The ferry to the outer islands will sail twice a day from April, the harbour"
            + " office said on Friday, and once on Sundays.";
    private static final String SECOND = "A ticket will cost four crowns, as before, but children under seven will"
            + " travel free if they bring a swimming vest.";

    @TempDir
    Path folder;

    @BeforeEach
    void writeAPage() throws IOException {
        Files.createDirectories(folder.resolve("html"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("html/ferry.html.gz")))) {
            out.write(("<!DOCTYPE html><html><head><title>Ferry</title></head><body><nav><a href=/>Home page of the"
                            + " paper</a></nav><article><h1>Ferry</h1><p>" + FIRST + "</p><p>" + SECOND
                            + "</p></article><footer><p>All rights reserved.</p></footer></body></html>")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private JsonNode judge(String truth) throws IOException {
        Files.writeString(folder.resolve("ground-truth.json"), truth);
        Run run = Run.of(folder, "evaluate", "extraction", folder, "--json");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void countsShinglesWhereTheWholeTextIsExpected() throws IOException {
        JsonNode whole = judge("{\"ferry\":{\"articleBody\":\"" + FIRST + "\\n\\n" + SECOND + "\",\"url\":\"x\"}}");
        assertThat(whole.path("f1").asDouble()).isEqualTo(1);
        assertThat(whole.path("items").asInt()).isEqualTo(1);
        assertThat(whole.path("itemsPerSecond").asDouble()).isPositive();
        assertThat(whole.path("accuracy").isNull()).isTrue();

        JsonNode half = judge("{\"ferry\":{\"articleBody\":\"" + FIRST + "\"}}");
        assertThat(half.path("recall").asDouble()).isEqualTo(1);
        assertThat(half.path("precision").asDouble()).isCloseTo(18.0 / 39, within(0.05));
    }

    @Test
    void countsPassagesWhereTheyAreNamed() throws IOException {
        JsonNode json =
                judge("{\"https://ferry.example\":{\"file\":\"ferry.html\",\"with\":[\"sail  twice a day\",\"under"
                        + " seven\",\"nowhere said\"],\"without\":[\"Home page\",\"children\"]}}");
        assertThat(json.path("recall").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(json.path("precision").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(json.path("accuracy").asDouble()).isCloseTo(3.0 / 5, within(1e-9));
    }

    @Test
    void refusesATruthThatIsNone() throws IOException {
        Files.writeString(folder.resolve("ground-truth.json"), "{\n\"ferry\": {\"url\": 1}}");
        Run run = Run.of(folder, "evaluate", "extraction", folder);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("ground-truth.json:2: page 'ferry' has neither");

        Files.writeString(folder.resolve("ground-truth.json"), "{\n\"x\": {\"articleBody\": \"a\"}}");
        assertThat(Run.of(folder, "evaluate", "extraction", folder).err()).contains("no file x.html");

        Files.writeString(folder.resolve("ground-truth.json"), "{\n\n[");
        assertThat(Run.of(folder, "evaluate", "extraction", folder).err()).contains("ground-truth.json:3: not JSON");

        assertThat(Run.of(folder, "evaluate", "extraction", folder.resolve("none"))
                        .code())
                .isEqualTo(2);
    }
}
