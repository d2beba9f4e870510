package wireroom.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void givesTheSameDayForTheSameSeed() {
        assertThat(new Generator(7).next(500)).isEqualTo(new Generator(7).next(500));
        assertThat(new Generator(7).next(500)).isNotEqualTo(new Generator(8).next(500));
    }

    @Test
    void bringsEveryKindOfWireAndFourLanguages() throws IOException {
        Map<Generator.Kind, Integer> kinds = new EnumMap<>(Generator.Kind.class);
        Set<String> languages = new HashSet<>();
        for (Generator.Wire wire : new Generator(1).next(3_000)) {
            kinds.merge(wire.kind(), 1, Integer::sum);
            languages.add(JSON.readTree(wire.json()).path("language").asText());
        }
        assertThat(kinds).containsOnlyKeys(Generator.Kind.values());
        assertThat(kinds.get(Generator.Kind.NEW)).isGreaterThan(2_400);
        assertThat(languages).containsExactlyInAnyOrder("en", "de", "fr", "es");
    }

    @Test
    void writesWiresOfAboutThreeKilobytes() {
        double mean = new Generator(1)
                .next(1_000).stream()
                        .mapToInt(wire -> wire.json().length())
                        .average()
                        .orElseThrow();
        assertThat(mean).isBetween(2_700.0, 3_400.0);
    }

    @Test
    void countsVersionsOfAnArticleUpAndEndsWithItsKill() throws IOException {
        Map<String, Integer> versions = new HashMap<>();
        Set<String> killed = new HashSet<>();
        for (Generator.Wire wire : new Generator(3).next(3_000)) {
            JsonNode json = JSON.readTree(wire.json());
            assertThat(json.path("uri").asText()).isEqualTo(wire.uri());
            assertThat(killed).doesNotContain(wire.uri());
            int before = versions.getOrDefault(wire.uri(), 0);
            assertThat(wire.version()).isEqualTo(wire.kind() == Generator.Kind.REPEATED ? before : before + 1);
            versions.put(wire.uri(), wire.version());
            if (wire.kind() == Generator.Kind.KILL) {
                killed.add(wire.uri());
                assertThat(json.path("pubStatus").asText()).isEqualTo("canceled");
                assertThat(json.has("bodies")).isFalse();
            }
        }
        assertThat(killed).isNotEmpty();
    }

    @Test
    void writesAFileForEachWire(@TempDir Path folder) throws IOException {
        List<Generator.Wire> wires = new Generator(1).next(20);
        Generator.write(wires, folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            wires.stream().map(Generator.Wire::file).toList());
        }
        assertThat(folder.resolve("00000000.json")).hasContent(wires.getFirst().json());
    }
}
