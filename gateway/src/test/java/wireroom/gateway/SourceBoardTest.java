package wireroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wireroom.model.Alarm;
import wireroom.model.Cursor;

/** What ingest commits of a source is shown, and nothing that is nobody's business. */
class SourceBoardTest {
    private static final Instant NOON = Wire.NOON;

    private final SourceBoard board = new SourceBoard();

    private void cursor(String source, String part, Map<String, String> fields) {
        board.cursor(
                null,
                Cursor.newBuilder()
                        .setSourceId(source)
                        .setPart(part)
                        .setFields(fields)
                        .setAt(NOON)
                        .build());
    }

    private void silent(String subject, boolean cleared) {
        board.alarm(
                null,
                Alarm.newBuilder()
                        .setKind("SOURCE_SILENT")
                        .setSubject(subject)
                        .setProvider("p")
                        .setEdition("")
                        .setDetail("has brought nothing for 9 h")
                        .setMend("does it still send?")
                        .setSince(NOON)
                        .setCleared(cleared)
                        .build());
    }

    private JsonNode source(String id) {
        for (JsonNode source : board.json().path("sources")) {
            if (source.path("id").asText().equals(id)) {
                return source;
            }
        }
        throw new AssertionError("no source " + id + " in " + board.json());
    }

    @Test
    void showsAFeedWithItsPollsAndItsHub() {
        cursor(
                "quay",
                "poll",
                Map.of(
                        "configured", "https://wire.example/rss",
                        "url", "https://wire.example/rss",
                        "health", "FAILING",
                        "status", "503",
                        "detail", "the server answers 503",
                        "errors", "3",
                        "last", "2026-11-21T11:00:00Z",
                        "read", "2026-11-21T09:00:00Z",
                        "next", "2026-11-21T13:00:00Z",
                        "news", "12"));
        cursor(
                "quay",
                "hub",
                Map.of(
                        "phase", "ACTIVE",
                        "hub", "https://hub.example/",
                        "nonce", "n-1",
                        "keyName", "k-1",
                        "until", "2026-11-30T00:00:00Z"));

        JsonNode quay = source("quay");
        assertThat(quay.path("kind").asText()).isEqualTo("feed");
        assertThat(quay.path("state").asText()).isEqualTo("FAILING");
        assertThat(quay.path("failures").asInt()).isEqualTo(3);
        assertThat(quay.path("lastSuccess").asText()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(quay.path("nextPoll").asText()).isEqualTo("2026-11-21T13:00:00Z");
        assertThat(quay.path("hub").path("state").asText()).isEqualTo("ACTIVE");
        assertThat(quay.path("hub").path("until").asText()).isEqualTo("2026-11-30T00:00:00Z");
        assertThat(quay.toString()).doesNotContain("n-1", "k-1");
    }

    @Test
    void aSilentSourceIsSoUntilItSpeaks() {
        cursor("desk", "/silence@main", Map.of("last", "2026-11-21T03:00:00Z"));
        assertThat(source("desk").path("state").asText()).isEqualTo("OK");
        silent("desk@main", false);
        assertThat(source("desk").path("state").asText()).isEqualTo("SILENT");
        assertThat(source("desk").path("kind").asText()).isEqualTo("push");
        assertThat(source("desk").path("silences").get(0).path("mend").asText()).isNotEmpty();
        silent("desk@main", true);
        assertThat(source("desk").path("state").asText()).isEqualTo("OK");
    }

    @Test
    void aFileMayBeCalledLikeAnyPart() {
        cursor("northwire", "hub", Map.of("sha256", "00", "size", "1"));
        assertThat(source("northwire").path("kind").asText()).isEqualTo("folder");
        assertThat(source("northwire").path("lastSuccess").asText()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(source("northwire").path("hub").isNull()).isTrue();
    }

    @Test
    void anAlarmThatIsOverIsNoSource() {
        silent("gone", true);
        assertThat(board.json().path("sources")).isEmpty();
    }
}
