package wireroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorSignerTest {
    private final CursorSigner signer = new CursorSigner(new byte[32]);
    private final Cursor cursor =
            new Cursor("e1", Instant.parse("2026-11-21T12:00:00Z"), Positions.of(5, 0, 123_456_789_012L));

    @Test
    void readsWhatItSigned() {
        assertThat(signer.read(signer.sign(cursor))).hasValueSatisfying(read -> {
            assertThat(read.edition()).isEqualTo("e1");
            assertThat(read.time()).isEqualTo(cursor.time());
            assertThat(read.positions().same(cursor.positions())).isTrue();
        });
    }

    @Test
    void refusesWhatAnotherKeySigned() {
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new CursorSigner(other).read(signer.sign(cursor))).isEmpty();
    }

    @Test
    void refusesEveryChangedCharacter() {
        String id = signer.sign(cursor);
        Random random = new Random(7);
        for (int i = 0; i < id.length() - 1; i++) {
            char changed = (char) ('a' + random.nextInt(26));
            String forged = id.substring(0, i) + changed + id.substring(i + 1);
            if (!forged.equals(id)) {
                assertThat(signer.read(forged)).as(forged).isEmpty();
            }
        }
    }

    @Test
    void refusesWhatIsNoCursorAtAll() {
        for (String id : new String[] {"", ".", "a.b", "\n", "%00", "x".repeat(100_000), "..", "é.é"}) {
            assertThat(signer.read(id)).as(id).isEmpty();
        }
    }
}
