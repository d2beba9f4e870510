package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedTest {
    private static final Charset WESTERN = Charset.forName("windows-1252");

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "Shift_JIS"})
    void everyStretchKnowsItsBytes(String charset) {
        String text = charset.equals("Shift_JIS") ? "abc \u65e5\u672c\u8a9e def" : "caf\u00e9 na\u00efve abc";
        byte[] bytes = text.getBytes(Charset.forName(charset));
        Decoded decoded = Decoded.of(bytes, Optional.of(Charset.forName(charset)), WESTERN);
        assertThat(decoded.text()).isEqualTo(text);
        for (int from = 0; from < text.length(); from++) {
            assertThat(decoded.slice(from, text.length()))
                    .isEqualTo(text.substring(from).getBytes(Charset.forName(charset)));
        }
    }

    @Test
    void damagedUtf8LosesNoByte() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] bytes = "\u65e5\u672c caf\u00e9 \ud83d\ude00 plain text \u0416\u0417"
                    .repeat(3)
                    .getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128, 256);
            Decoded decoded = Decoded.of(bytes, Optional.of(StandardCharsets.UTF_8), WESTERN);
            int cut = random.nextInt(decoded.text().length());
            byte[] head = decoded.slice(0, cut);
            byte[] tail = decoded.slice(cut, decoded.text().length());
            assertThat(head.length + tail.length).as("seed %s", seed).isEqualTo(bytes.length);
        }
    }

    @Test
    void fewStrayBytesInUtf8AreReplacedAndManyMeanAnotherCharset() {
        assertThat(Decoded.of("na\u00efve caf\u00e9".getBytes(WESTERN), Optional.empty(), WESTERN)
                        .text())
                .isEqualTo("na\u00efve caf\u00e9");
        byte[] mostlyUtf8 = "caf\u00e9 caf\u00e9 caf\u00e9 ?".getBytes(StandardCharsets.UTF_8);
        mostlyUtf8[mostlyUtf8.length - 1] = (byte) 0xff;
        assertThat(Decoded.of(mostlyUtf8, Optional.empty(), WESTERN).text())
                .isEqualTo("caf\u00e9 caf\u00e9 caf\u00e9 \uFFFD");
    }
}
