package wireroom.ingest.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wireroom.ingest.poll.http.HostileFeedServer.rss;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.format.FeedHints;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.HostileFeedServer;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.poll.http.Resolver;
import wireroom.ingest.poll.http.Target;

/** What a feed does, and what the poller makes of it: published items, health, and when it asks next. */
@Timeout(120)
class PollerTest {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final PollSettings SETTINGS =
            new PollSettings(Duration.ZERO, 3, Duration.ofDays(1), 0.1, 5, 1000, 100, 64 << 20, Duration.ofMillis(5));

    private final HostileFeedServer server = new HostileFeedServer();
    private final Desk desk = new Desk();
    private final Desk.Time time = new Desk.Time();
    private Poller poller = poller(SETTINGS);

    private Poller poller(PollSettings settings) {
        return poller(settings, Duration.ofSeconds(30));
    }

    private Poller poller(PollSettings settings, Duration total) {
        Poller made = new Poller(
                settings,
                new FeedClient(
                        new HttpLimits(total, total, 65536, 4 << 20, 100, 10, 16 << 20, "Wireroom-Test"),
                        Resolver.SYSTEM,
                        null),
                desk,
                time,
                time::nanos,
                1);
        made.start();
        return made;
    }

    @AfterEach
    void end() {
        server.close();
        poller.close();
    }

    private Feed feed(String id, String path) throws Exception {
        return feed(id, path, false);
    }

    private Feed feed(String id, String path, boolean backfill) throws Exception {
        String url = server.url(path);
        return new Feed(id, url, Target.of(url), EVERY, Duration.ofHours(1), true, Optional.empty(), backfill, false);
    }

    private FeedStatus status(String id) {
        return poller.status().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private FeedStatus polled(String id, long times) {
        await().atMost(Duration.ofSeconds(30)).until(() -> status(id).polls() >= times);
        return status(id);
    }

    /** Moves the clock to when the feed is due, and waits until it was polled. */
    private FeedStatus next(String id) {
        FeedStatus before = status(id);
        time.pass(Duration.between(time.instant(), before.next()));
        return polled(id, before.polls() + 1);
    }

    private FeedStatus first(String path) throws Exception {
        poller.add(feed("f", path), Map.of());
        return polled("f", 1);
    }

    private String asked(String header) {
        return server.asked.getLast().headers().getOrDefault(header, "");
    }

    @Test
    void publishesItemsOnceAndChangedOnesAgain() throws Exception {
        server.page("/f", 200, rss("a", "b"));
        assertThat(first("/f").health()).isEqualTo(Health.OK);
        server.page("/f", 200, rss("c", "a", "b").replace("Notice b", "Notice b, corrected"));
        next("f");

        assertThat(desk.uris("f")).containsExactly("a", "b", "c", "b");
        assertThat(status("f").news()).isEqualTo(4);
        assertThat(status("f").gaps()).isZero();
    }

    @Test
    void handsValidatorsBackAsTheyCameAndTakesA304ForNoChange() throws Exception {
        String odd = "W/\"x,  \\y'";
        server.page("/f", (asked, wire) -> {
            boolean same = odd.equals(asked.headers().get("if-none-match"));
            wire.whole(
                    same ? 304 : 200,
                    rss("a").getBytes(StandardCharsets.UTF_8),
                    "ETag",
                    odd,
                    "Last-Modified",
                    "yesterday, I think");
        });
        first("/f");
        FeedStatus second = next("f");

        assertThat(asked("if-modified-since")).isEqualTo("yesterday, I think");
        assertThat(second.status()).isEqualTo("304");
        assertThat(second.health()).isEqualTo(Health.OK);
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void feedsThatHangHoldBackNobodyWhoAnswers() throws Exception {
        server.page("/f", 200, rss("a"));
        first("/f");
        int hanging = 500;
        for (int i = 0; i < hanging; i++) {
            poller.add(feed("hanging-" + i, "/silent"), Map.of());
        }
        await().until(() -> server.asked.stream().anyMatch(a -> a.path().equals("/silent")));
        next("f");

        assertThat(server.asked.stream().filter(a -> a.path().equals("/silent")).count())
                .as("started before one that had answered at the poll before")
                .isLessThan(hanging);
    }

    @Test
    void largeDocumentsThatWaitForMemoryHoldBackNoSmallOne() throws Exception {
        poller.close();
        poller = poller(new PollSettings(
                Duration.ZERO, 3, Duration.ofDays(1), 0.1, 5, 1000, 100, 1 << 20, Duration.ofMillis(5)));
        server.page("/f", 200, rss("a"));
        server.page("/large", 200, rss("b") + "<!-- " + "x".repeat(700_000) + " -->");
        desk.large = new CountDownLatch(1);
        try {
            first("/f");
            for (int i = 0; i < 3; i++) {
                poller.add(feed("large-" + i, "/large"), Map.of());
            }
            await().until(() ->
                    server.asked.stream().filter(a -> a.path().equals("/large")).count() == 3);
            for (int i = 0; i < 20; i++) {
                next("f");
            }
            assertThat(desk.uris("large-0")).isEmpty();
        } finally {
            desk.large.countDown();
        }
        for (int i = 0; i < 3; i++) {
            polled("large-" + i, 1);
        }
    }

    @Test
    void knowsTheSameDocumentAgainWithoutValidators() throws Exception {
        server.page("/f", 200, rss("a"));
        first("/f");
        next("f");
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void mistrustsA304ThatNobodyAskedFor() throws Exception {
        server.page("/f", 304, "");
        assertThat(first("/f").health()).isEqualTo(Health.FAILING);
    }

    @Test
    void advancesNothingUntilKafkaHasIt() throws Exception {
        server.page("/f", 200, rss("a"), "ETag", "\"1\"");
        desk.refusing = true;
        poller.add(feed("f", "/f"), Map.of());
        await().until(() -> server.asked.size() == 1);
        time.pass(EVERY);
        await().until(() -> server.asked.size() == 2);
        assertThat(asked("if-none-match")).isEmpty();
        desk.refusing = false;
        time.pass(EVERY);
        polled("f", 1);

        assertThat(desk.uris("f")).containsExactly("a");
        assertThat(desk.cursor("f").get("poll")).containsEntry("etag", "\"1\"");
    }

    @Test
    void fetchesNothingThatCannotBePublished() throws Exception {
        server.page("/f", 200, rss("a"));
        desk.trouble = Optional.of("Kafka is away");
        poller.add(feed("f", "/f"), Map.of());
        for (int i = 0; i < 20; i++) {
            time.pass(Duration.ofMinutes(1));
            Thread.onSpinWait();
        }
        assertThat(server.asked).isEmpty();
        desk.trouble = Optional.empty();
        await().until(() -> {
            time.pass(Duration.ofSeconds(1));
            return !server.asked.isEmpty();
        });
    }

    @Test
    void goesOnWhereTheCursorSaysAndNotEarlier() throws Exception {
        server.page("/f", 200, rss("a"), "ETag", "\"1\"");
        Instant due = first("/f").next();
        poller.close();
        poller = poller(SETTINGS);
        poller.add(feed("f", "/f"), desk.cursor("f"));
        time.pass(Duration.between(time.instant(), due).minusSeconds(1));
        poller.add(feed("g", "/sound"), Map.of());
        polled("g", 1);
        assertThat(server.asked).as("only the new one was due").hasSize(2);
        next("f");

        assertThat(asked("if-none-match")).isEqualTo("\"1\"");
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void forgetsWhatItKnewWhenTheConfigurationNamesAnotherUrl() throws Exception {
        server.page("/f", 200, rss("a"), "ETag", "\"1\"");
        first("/f");
        poller.remove("f");
        poller.add(feed("f", "/sound"), desk.cursor("f"));
        polled("f", 1);
        assertThat(asked("if-none-match")).isEmpty();
    }

    @Test
    void startsNoStormWhenTheWallClockIsSet() throws Exception {
        server.page("/f", 200, rss("a"));
        first("/f");
        time.jump(Duration.ofHours(2));
        poller.add(feed("g", "/sound"), Map.of());
        polled("g", 1);
        time.jump(Duration.ofHours(-4));
        poller.add(feed("h", "/sound"), Map.of());
        polled("h", 1);
        assertThat(status("f").polls()).isEqualTo(1);
        time.pass(EVERY.multipliedBy(2));
        polled("f", 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | Cache-Control | max-age=1200            | PT20M",
                "200 | Expires       | Sun, 22 Nov 2026 11:00:00 GMT | PT1H",
                "200 | Retry-After   | 600                     | PT10M",
                "503 | Retry-After   | 3600                    | PT1H",
                "429 | Retry-After   | Sun, 22 Nov 2026 12:00:00 GMT | PT2H",
                "503 | Retry-After   | 315360000               | P1D",
                "503 | Retry-After   | -1                      | PT5M",
                "500 | X-Nothing     | said                    | PT5M"
            })
    void leavesAServerAloneAsLongAsItAsks(int status, String header, String value, Duration pause) throws Exception {
        server.page("/f", status, rss("a"), header, value);
        FeedStatus first = first("/f");
        assertThat(Duration.between(time.instant(), first.next())).isBetween(pause, pause.plus(pause.dividedBy(10)));
    }

    @Test
    void leavesTheWholeHostAloneThatSaysTooManyRequests() throws Exception {
        poller.close();
        poller = poller(new PollSettings(
                Duration.ofSeconds(1), 3, Duration.ofDays(1), 0, 5, 1000, 100, 64 << 20, Duration.ofMillis(5)));
        server.page("/f", 429, "", "Retry-After", "3600");
        first("/f");
        poller.add(feed("g", "/sound"), Map.of());
        time.pass(Duration.ofMinutes(30));
        poller.wake();
        assertThat(status("g").polls()).isZero();
        time.pass(Duration.ofMinutes(31));
        polled("g", 1);
    }

    @Test
    void doesWhatTheDocumentAsksFor() throws Exception {
        desk.hints = new FeedHints(
                Optional.of(Duration.ofHours(1)),
                Set.of(11),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false);
        server.page("/f", 200, rss("a"));
        assertThat(first("/f").next()).as("an hour later is in a quiet hour").isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void backsOffFromWhatFailsUpToADay() throws Exception {
        first("/status-500");
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            FeedStatus now = next("f");
            pauses.add(Duration.between(time.instant(), now.next()));
        }
        assertThat(pauses.subList(0, 8)).isSorted();
        assertThat(pauses.getFirst()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(pauses.getLast()).isBetween(Duration.ofDays(1), Duration.ofHours(27));
        assertThat(status("f").errors()).isEqualTo(13);
        server.page("/status-500", 200, rss("a"));
        assertThat(next("f").errors()).isZero();
    }

    @Test
    void stopsAfter410AndStaysStoppedAfterARestart() throws Exception {
        FeedStatus gone = first("/status-410");
        assertThat(gone.health()).isEqualTo(Health.GONE);
        assertThat(gone.next()).isNull();
        poller.close();
        poller = poller(SETTINGS);
        poller.add(feed("f", "/status-410"), desk.cursor("f"));
        poller.add(feed("g", "/sound"), Map.of());
        time.pass(Duration.ofDays(30));
        polled("g", 1);
        assertThat(status("f").health()).isEqualTo(Health.GONE);
        assertThat(server.asked).filteredOn(a -> a.path().equals("/status-410")).hasSize(1);
    }

    @Test
    void stopsWhenTheFeedSaysThatItHasEnded() throws Exception {
        desk.hints = new FeedHints(
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                true);
        server.page("/f", 200, rss("a"));
        assertThat(first("/f").health()).isEqualTo(Health.GONE);
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void remembersAMoveForGoodAfterItWasConfirmed() throws Exception {
        server.page("/f", 301, "", "Location", "/sound");
        first("/f");
        next("f");
        assertThat(status("f").url()).isEqualTo(server.url("/f"));
        assertThat(next("f").url()).isEqualTo(server.url("/sound"));
        next("f");
        assertThat(server.asked.getLast().path()).isEqualTo("/sound");
        assertThat(server.asked.get(server.asked.size() - 2).path()).isEqualTo("/sound");
    }

    @Test
    void returnsToTheConfiguredPlaceWhenTheNewOneFails() throws Exception {
        server.page("/f", 308, "", "Location", "/sound");
        first("/f");
        next("f");
        next("f");
        server.page("/sound", 404, "");
        server.page("/f", 200, rss("z"));
        next("f");
        next("f");
        assertThat(next("f").url()).isEqualTo(server.url("/f"));
        assertThat(next("f").health()).isEqualTo(Health.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error-page", "/empty", "/no-items", "/words"})
    void deletesNothingWhenTheAnswerIsNoFeed(String path) throws Exception {
        server.page("/f", 200, rss("a", "b"), "ETag", "\"1\"");
        first("/f");
        server.page("/f", (asked, wire) -> wire.whole(302, new byte[0], "Location", path));
        FeedStatus odd = next("f");

        assertThat(odd.health()).isEqualTo(Health.SUSPICIOUS);
        assertThat(desk.cursor("f").get("poll")).containsEntry("etag", "\"1\"");
        server.page("/f", 200, rss("a", "b", "c"));
        next("f");
        assertThat(desk.uris("f")).containsExactly("a", "b", "c");
    }

    @Test
    void holdsKnownItemsThatComeUnderNewGuids() throws Exception {
        server.page("/f", 200, rss("a", "b", "c", "d"));
        first("/f");
        server.page(
                "/f",
                200,
                rss("e", "a", "b", "c", "d")
                        .replaceAll("<guid isPermaLink=\"false\">([a-d])", "<guid isPermaLink=\"false\">new:$1"));
        FeedStatus held = next("f");

        assertThat(held.health()).isEqualTo(Health.HELD);
        assertThat(held.detail()).contains("GUID_SCHEME_CHANGED: 4 known items");
        assertThat(desk.uris("f")).as("only what is new is news").containsExactly("a", "b", "c", "d", "e");

        server.page(
                "/f",
                200,
                rss("a", "b", "c", "d")
                        .replaceAll("<guid isPermaLink=\"false\">([a-d])", "<guid isPermaLink=\"false\">new:$1")
                        .replace("Notice b", "Notice b, corrected"));
        next("f");
        assertThat(desk.uris("f")).as("a change of one keeps its old id").endsWith("e", "b");
        assertThat(desk.items.get("f").getLast().getAltIds())
                .anyMatch(id -> id.getValue().equals("new:b"));
    }

    @Test
    void noticesThatItMayHaveMissedSomethingAndHurries() throws Exception {
        server.page("/f", 200, rss("a", "b"));
        first("/f");
        server.page("/f", 200, rss("a", "b").replace("Quay", "Quay 2"));
        for (int i = 0; i < 6; i++) {
            server.page("/f", 200, rss("a", "b").replace("Quay", "Quay " + i));
            next("f");
        }
        Duration calm = status("f").interval();
        assertThat(calm).isGreaterThan(EVERY);
        server.page("/f", 200, rss("x", "y"));
        FeedStatus gap = next("f");

        assertThat(gap.gaps()).isEqualTo(1);
        assertThat(gap.interval()).isLessThan(calm);
        assertThat(gap.detail()).contains("may have been missed");
    }

    @Test
    void turnsPagesUntilSomethingKnownComes() throws Exception {
        server.page("/f", 200, rss("a", "b"));
        first("/f");
        server.page("/f", 200, rss("g", "f"));
        server.page("/p2", 200, rss("e", "d"));
        server.page("/p3", 200, rss("c", "b"));
        desk.older.putAll(
                Map.of(server.url("/f"), "p2", server.url("/p2"), server.url("/p3"), server.url("/p3"), "/p4"));
        FeedStatus second = next("f");

        assertThat(desk.uris("f")).containsExactly("a", "b", "g", "f", "e", "d", "c");
        assertThat(second.gaps()).isZero();
        assertThat(server.asked).noneMatch(a -> a.path().equals("/p4"));
    }

    @Test
    void goesBackToTheBeginningOnlyWhenToldAndNotForEver() throws Exception {
        server.page(
                "/p", (asked, wire) -> wire.whole(200, rss("i" + asked.path()).getBytes(StandardCharsets.UTF_8)));
        for (int i = 1; i < 20; i++) {
            desk.older.put(server.url("/p?" + i), "?" + (i + 1));
        }
        poller.add(feed("f", "/p?1"), Map.of());
        polled("f", 1);
        assertThat(desk.uris("f")).hasSize(1);
        poller.add(feed("g", "/p?1", true), Map.of());
        polled("g", 1);
        assertThat(desk.uris("g")).hasSize(SETTINGS.pages());
    }

    @Test
    void keepsTheItemsOfADocumentThatBreaksOff() throws Exception {
        FeedStatus cut = first("/gzip-cut");
        assertThat(cut.health()).isEqualTo(Health.PARTIAL);
        assertThat(desk.uris("f")).hasSizeGreaterThan(50).startsWith("g0-0", "g1-1eef");
        assertThat(desk.cursor("f").get("poll")).doesNotContainKeys("etag", "sha256");
    }

    @Test
    void refusesABrokenItemOnceAndTakesItsNeighbours() throws Exception {
        server.page("/f", 200, rss("a", "b", "c").replace("Notice b</title>", "Notice b</titel>"));
        assertThat(first("/f").health()).isEqualTo(Health.PARTIAL);
        assertThat(desk.uris("f")).containsExactly("a", "c");
        assertThat(desk.refusals).hasSize(1);
        server.page("/f", 200, rss("a", "b", "c", "d").replace("Notice b</title>", "Notice b</titel>"));
        next("f");
        assertThat(desk.refusals).hasSize(1);
        assertThat(desk.uris("f")).containsExactly("a", "c", "d");
    }

    /** reliability.md 2C: each bounded, each with an outcome that people can see. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/xxe",
                "/external-dtd",
                "/xinclude",
                "/laughs",
                "/deep-xml",
                "/deep-json",
                "/attributes",
                "/number",
                "/bomb",
                "/gzip-twice",
                "/gzip-bad-sum",
                "/slow-headers",
                "/slow-body",
                "/endless",
                "/million-items",
                "/endless-interim",
                "/huge-header",
                "/many-headers",
                "/not-http",
                "/closed",
                "/bad-chunk",
                "/loop",
                "/to-file",
                "/to-user",
                "/304-with-body",
                "/charset-UTF-16LE",
                "/charset-UTF-16BE",
                "/charset-UTF-32BE",
                "/charset-ISO-8859-15",
                "/bad-utf-8",
                "/controls",
                "/injection",
                "/long-title",
                "/etag-injection"
            })
    void survives(String path) throws Exception {
        server.page("/canary", (asked, wire) -> wire.whole(200, "stolen".getBytes(StandardCharsets.UTF_8)));
        if (path.startsWith("/slow")) {
            poller.close();
            poller = poller(SETTINGS, Duration.ofSeconds(1));
        }
        FeedStatus hostile = first(path);

        assertThat(server.asked)
                .as("nothing outside the document is read")
                .noneMatch(a -> a.path().equals("/canary"));
        assertThat(hostile.status() + hostile.detail()).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]");
        assertThat(hostile.detail().length()).isLessThan(400);
        assertThat(hostile.health()).isNotEqualTo(Health.NEW);
        assertThat(hostile.health() != Health.OK || !desk.uris("f").isEmpty())
                .as("what brings nothing is not called well: %s", hostile)
                .isTrue();
        assertThat(desk.uris("f").size()).isLessThanOrEqualTo(SETTINGS.items());
    }

    @Test
    void spacesRequestsToOneHost() throws Exception {
        poller.close();
        poller = poller(new PollSettings(
                Duration.ofSeconds(10), 3, Duration.ofDays(1), 0, 5, 1000, 100, 64 << 20, Duration.ofMillis(5)));
        for (int i = 0; i < 5; i++) {
            poller.add(feed("f" + i, "/sound?" + i), Map.of());
        }
        for (int i = 1; i <= 5; i++) {
            int asked = i;
            await().until(() -> poller.polls() == asked);
            assertThat(server.asked).hasSizeLessThanOrEqualTo(asked);
            time.pass(Duration.ofSeconds(10));
        }
    }

    @Test
    void pollsThousandsOfFeeds() throws Exception {
        for (int i = 0; i < 2000; i++) {
            poller.add(feed("f" + i, "/sound?" + i), Map.of());
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> desk.commits >= 2000);
        assertThat(poller.status()).filteredOn(s -> s.health() != Health.OK).isEmpty();
    }
}
