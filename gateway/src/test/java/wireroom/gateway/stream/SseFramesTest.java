package wireroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.gateway.Wire;
import wireroom.gateway.view.Views;

class SseFramesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "two\nlines",
                "cr\r\n\r\ndata: forged",
                "\n\nevent: kill\ndata: {}\n\n",
                "\u2028\u0085\u0000",
                "😀"
            })
    void keepsAFrameWholeWhateverTheHeadline(String headline) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SseFrames.event(out, "article", "id", Views.bytes(Views.article(Wire.bulletin("a|b", 1, headline, headline))));
        String frame = out.toString(StandardCharsets.UTF_8);

        assertThat(frame).startsWith("event: article\nid: id\ndata: {").endsWith("}\n\n");
        assertThat(frame.chars().filter(c -> c == '\n' || c == '\r')).hasSize(4);
        String data = frame.substring(frame.indexOf("data: ") + 6).strip();
        assertThat(new ObjectMapper().readTree(data).get("headline").asText()).isEqualTo(headline);
    }

    @Test
    void refusesIdsAndDataWithLineBreaks() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> SseFrames.event(out, "a", "1\n2", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SseFrames.event(out, "a", "1", "{\n}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
