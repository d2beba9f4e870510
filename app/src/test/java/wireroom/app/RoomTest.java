package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.cli.Run;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;

/** A day in one room: feed, find, kill, replay, compare, promote. One room for all, because it takes seconds to start. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoomTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Room room;

    @BeforeAll
    static void start() throws IOException {
        Path wires = Files.createDirectories(folder.resolve("wires/acme"));
        Files.writeString(wires.resolve("one.json"), item("1", "1", "usable", "Tide gate opens in the harbour"));
        Files.writeString(wires.resolve("two.json"), item("2", "1", "usable", "Council votes on the tram line"));
        Files.writeString(wires.resolve("broken.json"), "{\"uri\": ");
        room = Room.start(
                RoomConfig.lasting(folder.resolve("home"), RoomPorts.ANY, java.util.List.of(wires.getParent())),
                (part, what, millis) -> {});
    }

    @AfterAll
    static void stop() {
        if (room != null) {
            room.close();
        }
    }

    @Test
    @Order(1)
    void showsWhatLiesInTheWatchedFolder() {
        await().atMost(PATIENCE)
                .until(() -> wireroom("search", "headline:tide").out().contains("acme|urn:acme:1"));

        assertThat(wireroom("article", "urn:acme:1").out()).contains("Tide gate opens", "USABLE");
        assertThat(wireroom("rejects").out()).contains("broken.json", "MALFORMED_JSON");
    }

    @Test
    @Order(2)
    void takesWhatIsPushed() throws IOException {
        Path file =
                Files.writeString(folder.resolve("three.json"), item("3", "1", "usable", "Museum finds a lost map"));

        assertThat(wireroom("feed", "--provider", "acme", file).code()).isZero();

        await().atMost(PATIENCE)
                .until(() -> wireroom("search", "headline:museum").out().contains("acme|urn:acme:3"));
        assertThat(wireroom("tail", "--since", "beginning", "--limit", "1", "headline:museum")
                        .out())
                .contains("Museum finds a lost map");
    }

    @Test
    @Order(3)
    void tellsWhereAnArticleIsAtEveryHop() {
        await().atMost(PATIENCE)
                .until(() -> wireroom("trace", "urn:acme:3").out().contains("postgresql"));

        assertThat(wireroom("trace", "urn:acme:3").out())
                .contains("received", "wire-items", "articles.e1", "postgresql", "page");
    }

    @Test
    @Order(4)
    void erasesAKilledArticleEverywhere() throws IOException {
        Path file = Files.writeString(folder.resolve("kill.json"), item("3", "2", "canceled", "Kill"));

        assertThat(wireroom("feed", "--provider", "acme", file).code()).isZero();

        await().atMost(PATIENCE)
                .until(() -> wireroom("article", "urn:acme:3").out().contains("CANCELED"));
        await().atMost(PATIENCE).until(() -> wireroom("kills", "--json").out().contains("\"stillHeldBy\":[]"));
        Run kills = wireroom("kills");
        assertThat(kills.code()).isZero();
        assertThat(kills.out()).contains("gateway", "postgresql", "topics").doesNotContain("STILL HELD");
        Run nobody = wireroom("kills", "--holders", "gateway,archive");
        assertThat(nobody.code()).isEqualTo(5);
        assertThat(nobody.out()).contains("STILL HELD BY archive");
        assertThat(wireroom("alarms").err()).contains("no alarms");
        assertThat(wireroom("search", "headline:museum").out()).doesNotContain("Museum");
    }

    @Test
    @Order(5)
    void replaysHistoryToTheSameHash() {
        Run second = wireroom("replay", "e2", "--as-of", "2026-11-21T12:00:00Z");
        Run third = wireroom("replay", "e3", "--as-of", "2026-11-21T12:00:00Z");

        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out().replaceFirst("e2", ""))
                .contains(": 3 articles")
                .isEqualTo(third.out().replaceFirst("e3", ""));
        Run diff = wireroom("diff", "e2", "e3");
        assertThat(diff.out()).as(diff.err()).contains("3 articles in both", "no difference");
    }

    @Test
    @Order(6)
    void promotesAnEditionAndKeepsTheKill() {
        assertThat(wireroom("promote", "e2").code()).isZero();

        await().atMost(PATIENCE).until(() -> wireroom("doctor").out().contains("edition e2, 3 articles"));
        assertThat(wireroom("editions").out()).contains("* e2");
        assertThat(wireroom("article", "urn:acme:3").out()).contains("CANCELED").doesNotContain("Museum");
        assertThat(wireroom("promote", "e1").code()).isZero();
    }

    @Test
    @Order(7)
    void refusesASecondRoomInItsHome() {
        Run second = Run.of(folder, "up", "--home", folder.resolve("home"), "--port", 0);

        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err())
                .contains("another Wireroom runs in", room.address().page().toString());
    }

    private static Run wireroom(Object... words) {
        java.util.List<Object> all = new java.util.ArrayList<>(java.util.List.of(words));
        all.add(1, "--home");
        all.add(2, folder.resolve("home"));
        return Run.of(folder, all.toArray());
    }

    private static String item(String number, String version, String status, String headline) {
        return """
                {"uri":"urn:acme:%s","type":"text","version":"%s","versioncreated":"2026-11-21T10:0%s:00Z",\
                "pubstatus":"%s","language":"en","headline":"%s",\
                "body_text":"%s, officials of the harbour town said on Friday. The mayor will speak on Monday."}
                """.formatted(number, version, version, status, headline, headline);
    }
}
