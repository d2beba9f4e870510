package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-20T08:00:00Z                | 2026-11-20T08:00:00Z
            2026-11-20t08:00:00.1234567891+02:00| 2026-11-20T06:00:00.123456789Z
            2026-11-20 08:00:00-0330            | 2026-11-20T11:30:00Z
            20261120T080000+0100                | 2026-11-20T07:00:00Z
            2026-11-20                          | 2026-11-20T00:00:00Z
            2026-11-20T08:00:00-03:30           | 2026-11-20T11:30:00Z
            2026-11-30T23:59:59+14:00           | 2026-11-30T09:59:59Z
            2024-02-29T00:00:00Z                | 2024-02-29T00:00:00Z
            Thu, 31 Dec 2026 23:59:59 -0330     | 2027-01-01T03:29:59Z
            2026-12-31T23:59:60Z                | 2026-12-31T23:59:59Z
            2026-11-20T24:00Z                   | 2026-11-21T00:00:00Z
            Fri, 20 Nov 2026 08:00:00 GMT       | 2026-11-20T08:00:00Z
            20 Nov 26 08:00 EST                 | 2026-11-20T13:00:00Z
            Fri, 20 Nov 99 08:00:00 +0000       | 1999-11-20T08:00:00Z
            Fri, 20 November 2026 08:00:00 CEST | 2026-11-20T06:00:00Z
            Fri, 20 Nov 2026 08:00:00 NOWHERE   | 2026-11-20T08:00:00Z
            0001-01-01T00:00:00Z                | 0001-01-01T00:00:00Z
            """)
    void readsTimesAsWiresWriteThem(String raw, Instant expected) {
        assertThat(Times.parse(raw, ZoneOffset.UTC)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday",
        "2026-02-30",
        "2026-13-01T00:00:00Z",
        "Fri, 20 Foo 2026 08:00:00 GMT",
        "2026-11-20T25:00Z",
        "2026-11-20T25:00:00Z",
        "2026-02-30T08:00:00Z",
        "Fri, 31 Apr 2026 08:00:00 GMT"
    })
    void saysThatItIsNoTime(String raw) {
        assertThat(Times.parse(raw, ZoneOffset.UTC)).isEmpty();
    }

    @Test
    void takesTheProvidersZoneWhenNoneIsSaid() {
        assertThat(Times.parse("2026-11-20T08:00:00", ZoneId.of("Europe/Vienna")))
                .contains(Instant.parse("2026-11-20T07:00:00Z"));
    }
}
