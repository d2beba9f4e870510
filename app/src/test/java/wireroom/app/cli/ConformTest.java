package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformTest {
    private static final Path CORPUS =
            Path.of("../seeds/lifecycle").toAbsolutePath().normalize();
    private static final Path ROOT = CORPUS.getParent().getParent();

    @TempDir
    Path scratch;

    @Test
    void everyScenarioEndsAsExpectedInEveryOrder() {
        Run run = Run.of(ROOT, "conform");

        assertThat(run.out()).doesNotContain("FAIL").endsWith("all as expected\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(Exit.OK);
    }

    @Test
    void saysWhatIsDifferentAndExitsWithFour() throws IOException {
        Path copy = copy("ninjs1-kill");
        Files.writeString(
                copy.resolve("expected.json"),
                Files.readString(copy.resolve("expected.json")).replace("\"CANCELED\"", "\"USABLE\""));

        Run run = Run.of(ROOT, "conform", copy);

        assertThat(run.code()).isEqualTo(Exit.DIFFERENT);
        assertThat(run.out()).contains("FAIL").contains("has status \"CANCELED\", not \"USABLE\"");
    }

    @Test
    void anArticleThatNobodyExpectsIsADifference() throws IOException {
        Path copy = copy("ninjs1-identity-keeps-case");
        Files.writeString(copy.resolve("expected.json"), "{\"articles\": {}}");

        Run run = Run.of(ROOT, "conform", copy, "--json");

        JsonNode verdict = new ObjectMapper().readTree(run.lines().getFirst());
        assertThat(verdict.path("passed").asBoolean()).isFalse();
        assertThat(verdict.path("orders").asInt()).isEqualTo(4);
        assertThat(verdict.path("differences").get(0).asText()).contains("nobody expects");
    }

    @Test
    void aFieldThatNobodyKnowsIsADifference() throws IOException {
        Path copy = copy("ninjs1-kill");
        Files.writeString(
                copy.resolve("expected.json"),
                Files.readString(copy.resolve("expected.json")).replace("\"status\"", "\"state\""));

        assertThat(Run.of(ROOT, "conform", copy).out()).contains("nobody knows a field 'state'");
    }

    @Test
    void refusesADocumentThatTheScenarioForgets() throws IOException {
        Path copy = copy("ninjs1-kill");
        Files.writeString(copy.resolve("03-forgotten.json"), "{}");

        Run run = Run.of(ROOT, "conform", copy);

        assertThat(run.code()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("does not mention [03-forgotten.json]");
    }

    @Test
    void everyScenarioSaysWhyAndWhichRules() throws IOException {
        List<Path> scenarios;
        try (var found = Files.list(CORPUS)) {
            scenarios = found.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(scenarios).allSatisfy(scenario -> {
            assertThat(Files.readString(scenario.resolve("scenario.yaml"))).contains("\nwhy: ", "\nrules: [R");
            JsonNode expected = new ObjectMapper().readTree(Files.readString(scenario.resolve("expected.json")));
            assertThat(expected.path("articles"))
                    .allSatisfy(
                            article -> assertThat(article.path("why").asText()).isNotBlank());
        });
    }

    private Path copy(String scenario) throws IOException {
        Path copy = Files.createDirectory(scratch.resolve(scenario));
        try (var files = Files.list(CORPUS.resolve(scenario))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
