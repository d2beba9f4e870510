package wireroom.ingest.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wireroom.ingest.poll.http.HostileFeedServer.rss;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.Headers;
import wireroom.ingest.poll.http.HostileFeedServer;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.poll.http.Resolver;
import wireroom.ingest.poll.http.Target;

/** What hubs do, and what the poller believes of it. */
@Timeout(120)
class PollerHubTest {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration SLOWEST = Duration.ofHours(1);
    private static final String PUBLIC = "https://news.example/v1/hubs/";

    private final HostileFeedServer server = new HostileFeedServer();
    private final FakeHub hub = new FakeHub(server);
    private final Desk desk = new Desk();
    private final Desk.Time time = new Desk.Time();
    private final AtomicInteger nonces = new AtomicInteger();
    private byte[] key = "a key that nobody else knows".getBytes(StandardCharsets.UTF_8);
    private Poller poller;

    @BeforeEach
    void start() {
        restart(false);
        feedNames("/hub", "a");
    }

    private void restart(boolean allowSha1) {
        if (poller != null) {
            poller.close();
        }
        Duration total = Duration.ofSeconds(30);
        poller = new Poller(
                new PollSettings(
                        Duration.ZERO, 3, Duration.ofDays(1), 0.1, 5, 1000, 100, 64 << 20, Duration.ofMillis(5)),
                new FeedClient(
                        new HttpLimits(total, total, 65536, 4 << 20, 100, 10, 16 << 20, "Wireroom-Test"),
                        Resolver.SYSTEM,
                        null),
                desk,
                time,
                time::nanos,
                1,
                Optional.of(new Callbacks(
                        PUBLIC, Duration.ofDays(10), allowSha1, key, () -> "nonce-" + nonces.incrementAndGet())));
        hub.poller = poller;
        poller.start();
    }

    @AfterEach
    void end() {
        server.close();
        poller.close();
    }

    private void feedNames(String hubPath, String... guids) {
        server.page("/f", 200, rss(guids), "Link", "<" + hubPath + ">; rel=\"hub\", </f>; title=\"x, y\"; rel=self");
    }

    private void add() throws Exception {
        String url = server.url("/f");
        poller.add(
                new Feed("f", url, Target.of(url), EVERY, SLOWEST, true, Optional.empty(), false, false),
                desk.cursor("f"));
    }

    private FeedStatus status() {
        return poller.status().getFirst();
    }

    private Subscription subscription() {
        return Subscription.of(desk.cursor("f").getOrDefault(Poller.HUB, Map.of()));
    }

    private void subscribed() throws Exception {
        add();
        await().until(() -> subscription().phase() == Subscription.Phase.ACTIVE);
    }

    /** Moves the clock to the next poll, and waits for it. */
    private void nextPoll() {
        long polls = status().polls();
        time.pass(Duration.between(time.instant(), status().next()));
        await().until(() -> status().polls() > polls);
    }

    @Test
    void asksTheHubThatTheHeadersNameAndBelievesItWhenItAsksBack() throws Exception {
        subscribed();
        Map<String, String> form = hub.asked.getFirst();
        assertThat(form)
                .containsEntry("hub.mode", "subscribe")
                .containsEntry("hub.topic", server.url("/f"))
                .containsEntry("hub.lease_seconds", "864000");
        assertThat(hub.heard).containsExactly(Poller.Heard.YES);
        assertThat(subscription().until()).isEqualTo(time.instant().plus(Duration.ofDays(10)));
    }

    @Test
    void whatAHubIsToldIsNotInTheTopic() throws Exception {
        subscribed();
        String kept = desk.cursor("f").toString();
        Map<String, String> form = hub.asked.getFirst();
        assertThat(form.get("hub.callback")).startsWith(PUBLIC);
        assertThat(form.get("hub.secret")).hasSize(64);
        assertThat(kept).contains("nonce-1").doesNotContain(form.get("hub.secret"), hub.token());
    }

    @Test
    void aProcessWithAnotherKeyAsksAnewAndDoesNotHearTheOldAddress() throws Exception {
        subscribed();
        String old = hub.token();
        key = "another key".getBytes(StandardCharsets.UTF_8);
        restart(false);
        add();
        assertThat(poller.knows(old)).isFalse();
        nextPoll();
        await().until(() -> hub.asked.size() == 2);
        await().until(() -> subscription().phase() == Subscription.Phase.ACTIVE && poller.knows(hub.token()));
        assertThat(hub.token()).isNotEqualTo(old);
        assertThat(hub.brings(rss("b"), "sha256")).isEqualTo(Poller.Heard.YES);
    }

    @Test
    void whatTheHubBringsIsPublishedAtOnceAndOnlyOnceAndPollsGoOnSlowly() throws Exception {
        subscribed();
        assertThat(hub.brings(rss("b"), "sha256")).isEqualTo(Poller.Heard.YES);
        assertThat(hub.brings(rss("b"), "sha256")).as("again").isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a", "b");
        feedNames("/hub", "c", "b", "a");
        nextPoll();
        assertThat(desk.uris("f")).containsExactly("a", "b", "c");
        assertThat(Duration.between(time.instant(), status().next())).isGreaterThanOrEqualTo(SLOWEST);
        assertThat(hub.asked).as("not before the lease ends").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void takesDeliveriesSignedBySoundMethods(String method) throws Exception {
        subscribed();
        assertThat(hub.brings(rss("b"), method)).isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a", "b");
    }

    @Test
    void passesOverWhatIsNotSignedByTheHub() throws Exception {
        subscribed();
        String body = rss("b");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (String signature : new String[] {
            null,
            "",
            "sha256",
            "sha256=",
            "sha256=zz",
            "md5=00",
            "sha256=" + FakeHub.hmac("sha256", "guessed", body),
            hub.signature("sha256", rss("another")),
            hub.signature("sha1", body)
        }) {
            assertThat(poller.deliver(hub.token(), signature, bytes))
                    .as(signature)
                    .isEqualTo(Poller.Heard.FORGED);
        }
        assertThat(poller.deliver("guessed", hub.signature("sha256", body), bytes))
                .isEqualTo(Poller.Heard.UNKNOWN);
        assertThat(poller.deliver("", "", bytes)).isEqualTo(Poller.Heard.UNKNOWN);
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void takesSha1OnlyWhereItIsAllowed() throws Exception {
        restart(true);
        subscribed();
        assertThat(hub.brings(rss("b"), "sha1")).isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a", "b");
    }

    @Test
    void aDeliveryThatCannotBeCommittedIsAskedForAgain() throws Exception {
        subscribed();
        desk.refusing = true;
        assertThat(hub.brings(rss("b"), "sha256")).isEqualTo(Poller.Heard.NOT_NOW);
        desk.refusing = false;
        assertThat(hub.brings(rss("b"), "sha256")).isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a", "b");
    }

    @Test
    void aDeliveryThatIsNoFeedDeletesAndPublishesNothing() throws Exception {
        subscribed();
        assertThat(hub.brings("<html>welcome</html>", "sha256")).isEqualTo(Poller.Heard.YES);
        assertThat(hub.brings("", "sha256")).isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a");
        assertThat(desk.refusals).isEmpty();
    }

    @Test
    void doesNotConfirmWhatItDidNotMean() throws Exception {
        subscribed();
        Map<String, String> meant = new HashMap<>(Map.of(
                "hub.mode",
                "subscribe",
                "hub.topic",
                server.url("/f"),
                "hub.challenge",
                "x",
                "hub.lease_seconds",
                "60"));
        assertThat(poller.verify(hub.token(), meant)).isEqualTo(Poller.Heard.YES);
        for (Map<String, String> odd : java.util.List.of(
                Map.of("hub.mode", "unsubscribe"),
                Map.of("hub.topic", "/other"),
                Map.of("hub.challenge", ""),
                Map.of("hub.challenge", "x".repeat(5000)),
                Map.of("hub.mode", "publish"))) {
            Map<String, String> query = new HashMap<>(meant);
            query.putAll(odd);
            assertThat(poller.verify(hub.token(), query)).as(odd.toString()).isEqualTo(Poller.Heard.UNKNOWN);
        }
        assertThat(poller.verify("guessed", meant)).isEqualTo(Poller.Heard.UNKNOWN);
        assertThat(poller.verify(hub.token(), Map.of())).isEqualTo(Poller.Heard.UNKNOWN);
    }

    @Test
    void aHubThatAsksAboutAnotherFeedIsNotSubscribedTo() throws Exception {
        hub.manner = FakeHub.Manner.LYING;
        add();
        await().until(() -> !hub.heard.isEmpty());
        assertThat(hub.heard).containsExactly(Poller.Heard.UNKNOWN);
        assertThat(subscription().phase()).isEqualTo(Subscription.Phase.REQUESTED);
    }

    @Test
    void aHubThatDeniesIsLeftAloneForADayAndPollsKeepTheirRhythm() throws Exception {
        hub.manner = FakeHub.Manner.DENYING;
        add();
        await().until(() -> subscription().phase() == Subscription.Phase.DENIED);
        assertThat(Duration.between(time.instant(), status().next())).isLessThan(Duration.ofMinutes(6));
        nextPoll();
        assertThat(hub.asked).hasSize(1);
        hub.manner = FakeHub.Manner.GOOD;
        time.pass(Duration.ofDays(1));
        await().until(() -> subscription().phase() == Subscription.Phase.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SILENT", "BROKEN"})
    void aHubThatDoesNotAnswerIsAskedEverMoreSeldom(String manner) throws Exception {
        hub.manner = FakeHub.Manner.valueOf(manner);
        add();
        await().until(() -> hub.asked.size() == 1);
        time.pass(Duration.ofSeconds(61));
        await().until(() -> hub.asked.size() == 2);
        time.pass(Duration.ofMinutes(3));
        nextPoll();
        assertThat(hub.asked.size()).as("four minutes are not over").isLessThanOrEqualTo(3);
        assertThat(hub.asked.getFirst().get("hub.callback"))
                .isEqualTo(hub.asked.getLast().get("hub.callback"));
        assertThat(desk.uris("f")).containsExactly("a");
    }

    @Test
    void followsAHubThatHasMoved() throws Exception {
        hub.manner = FakeHub.Manner.MOVED;
        subscribed();
        assertThat(hub.asked).hasSize(2);
    }

    @Test
    void renewsALeaseBeforeItEndsUnderTheSameAddress() throws Exception {
        subscribed();
        time.pass(Duration.ofDays(8).minusMinutes(1));
        poller.wake();
        assertThat(hub.asked).hasSize(1);
        time.pass(Duration.ofMinutes(2));
        await().until(() -> hub.asked.size() == 2);
        await().until(() -> subscription().until().isAfter(time.instant().plus(Duration.ofDays(9))));
        assertThat(hub.asked.get(1).get("hub.callback"))
                .isEqualTo(hub.asked.get(0).get("hub.callback"));
        assertThat(hub.asked.get(1).get("hub.secret"))
                .isEqualTo(hub.asked.get(0).get("hub.secret"));
    }

    @Test
    void aRestartDoesNotSubscribeAgainAndStillKnowsTheSecret() throws Exception {
        subscribed();
        restart(false);
        add();
        nextPoll();
        assertThat(hub.asked).hasSize(1);
        assertThat(hub.brings(rss("b"), "sha256")).isEqualTo(Poller.Heard.YES);
        assertThat(desk.uris("f")).containsExactly("a", "b");
    }

    @Test
    void leavesTheHubWhenTheFeedNamesNoneAnyMore() throws Exception {
        subscribed();
        server.page("/f", 200, rss("b", "a"));
        nextPoll();
        await().until(() -> subscription().phase() == Subscription.Phase.NONE);
        assertThat(hub.asked.getLast()).containsEntry("hub.mode", "unsubscribe").doesNotContainKey("hub.secret");
        assertThat(hub.heard).containsExactly(Poller.Heard.YES, Poller.Heard.YES);
        assertThat(poller.deliver(FakeHub.token(hub.asked.getFirst()), "sha256=00", new byte[0]))
                .isEqualTo(Poller.Heard.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@localhost/hub", "http://0x7f.1/"})
    void aHubAtAnAddressThatNoFeedMayHaveIsNotAsked(String address) throws Exception {
        feedNames(address, "a");
        add();
        await().until(() -> status().polls() > 0);
        nextPoll();
        assertThat(subscription().phase()).isEqualTo(Subscription.Phase.NONE);
    }

    @Test
    void readsLinksFromHeaders() {
        Headers headers = Headers.of(
                "Link",
                "</a>; rel=\"alternate\", <https://hub.example/?x=1,2>; title=\"a, <b>\"; rel=\"x hub\"",
                "Link",
                "<https://news.example/f>;rel=self");
        assertThat(SubscriptionRules.link(headers, "hub")).contains("https://hub.example/?x=1,2");
        assertThat(SubscriptionRules.link(headers, "self")).contains("https://news.example/f");
        assertThat(SubscriptionRules.link(headers, "next")).isEmpty();
        assertThat(SubscriptionRules.link(Headers.of("Link", "<" + "a;".repeat(100_000)), "hub"))
                .isEmpty();
    }
}
