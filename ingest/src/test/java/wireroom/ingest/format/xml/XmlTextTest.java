package wireroom.ingest.format.xml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.Input;

class XmlTextTest {
    private static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>";

    /** What is sent, and what a parser may have of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] sent, String read) {
        static Piece same(String text) {
            return new Piece(text.getBytes(UTF_8), text);
        }
    }

    private static final List<Piece> PIECES = List.of(
            Piece.same("The ferry leaves at nine, "),
            Piece.same("and comes back\r\n\tat\nten. "),
            Piece.same("é"),
            Piece.same("“quoted”"),
            Piece.same("東京"),
            Piece.same("😀"),
            Piece.same("&amp;&lt;&#65;&#x1F600;"),
            Piece.same("&"),
            Piece.same("�"),
            new Piece(bytes(0x01), "�"),
            new Piece(bytes(0xE9, ' '), "� "),
            new Piece(bytes(0xE2, 0x82, '.'), "��."),
            new Piece(bytes(0xC0, 0x80, '.'), "��."),
            new Piece(bytes(0xED, 0xA0, 0x80, '.'), "���."),
            new Piece(bytes(0xEF, 0xBF, 0xBE), "�"),
            new Piece("&#0;".getBytes(UTF_8), "�   "),
            new Piece("&#xFFFF;.".getBytes(UTF_8), "�       ."));

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void knowsTheBytesOfEveryPlaceWhateverTheyAre(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        StringBuilder read = new StringBuilder();
        List<Integer> places = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        sent.writeBytes(DECLARATION.getBytes(UTF_8));
        read.append(DECLARATION);
        // Half of the seeds send nothing that is odd: the fast way through.
        int kinds = seed % 2 == 0 ? PIECES.size() : 6;
        while (sent.size() < 200_000) {
            places.add(read.length());
            offsets.add(sent.size());
            Piece piece = PIECES.get(random.nextInt(3) > 0 ? 0 : random.nextInt(kinds));
            sent.writeBytes(piece.sent());
            read.append(piece.read());
        }
        byte[] document = sent.toByteArray();

        XmlText text = new XmlText(Input.of(new ByteArrayInputStream(document)), ISO_8859_1, 1 << 20);
        while (text.more()) {
            // to the end: all of it stays at hand
        }

        assertThat(text.charset()).isEqualTo(UTF_8);
        assertThat(text.text(0, text.end())).isEqualTo(read.toString());
        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(places.size());
            int to = from + random.nextInt(Math.min(200, places.size() - from));
            assertThat(text.bytes(places.get(from), places.get(to)))
                    .isEqualTo(java.util.Arrays.copyOfRange(document, offsets.get(from), offsets.get(to)));
        }
        assertThat(text.isFaithful()).isEqualTo(kinds == 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 65_530, 65_536, 70_000})
    void takesTheFallbackWhenAnUndeclaredDocumentTurnsOutNotToBeUtf8(int ascii) {
        String said = "<a>" + "x".repeat(ascii) + "é und ü</a>";

        XmlText text = new XmlText(Input.of(new ByteArrayInputStream(said.getBytes(ISO_8859_1))), ISO_8859_1, 1 << 20);
        while (text.more()) {
            // to the end
        }

        assertThat(text.text(0, text.end())).isEqualTo(said);
        assertThat(text.bytes(0, text.end())).isEqualTo(said.getBytes(ISO_8859_1));
    }
}
