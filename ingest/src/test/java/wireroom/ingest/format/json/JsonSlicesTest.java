package wireroom.ingest.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text is looked at eight bytes at once; what stands in it must not matter, nor where. */
class JsonSlicesTest {
    private static final String[] PIECES = {
        "\\\"", "\\\\", "{", "}", "[", "]", ",", "\n", "a", "quay ", "\u00e9", "\\n", "\u4e2d", "!", "#", "]["
    };

    private static List<JsonSlice.Value> cut(String document) {
        JsonSlices slices =
                new JsonSlices(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), 1 << 20, 1 << 20);
        List<JsonSlice.Value> values = new ArrayList<>();
        for (JsonSlice slice = slices.next(); slice != null; slice = slices.next()) {
            values.add((JsonSlice.Value) slice);
        }
        return values;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void elementsAreCutWhereTheyEndWhateverTheirTextsHold() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                elements.add("{\"uri\":\"" + text(random) + "\",\"n\":[\"" + text(random) + "\"]}");
            }
            assertThat(cut("[" + String.join(",", elements) + "]"))
                    .as("seed %s", seed)
                    .extracting(value -> new String(value.bytes(), StandardCharsets.UTF_8))
                    .containsExactlyElementsOf(elements);
        }
    }

    @Test
    void linesAreCountedHoweverFarApartTheyAre() {
        for (int gap = 0; gap < 40; gap++) {
            String between = " ".repeat(gap) + "\n";
            List<JsonSlice.Value> values =
                    cut("[" + between + "{\"uri\":\"a\"}," + between + between + " {\"uri\":\"b\"}]");
            assertThat(values)
                    .as("gap %s", gap)
                    .extracting(JsonSlice.Value::line)
                    .containsExactly(2, 4);
            assertThat(values)
                    .as("gap %s", gap)
                    .extracting(JsonSlice.Value::column)
                    .containsExactly(1, 2);
        }
    }
}
