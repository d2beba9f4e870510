package wireroom.ingest.poll.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing a server can do ends in a bounded time with a declared outcome. */
@Timeout(60)
class FeedClientTest {
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final HttpLimits LIMITS = limits(Duration.ofSeconds(30));

    private final HostileFeedServer server = new HostileFeedServer();
    private final FeedClient client = new FeedClient(LIMITS, Resolver.SYSTEM, null);
    /** For servers that take all the time there is. */
    private final FeedClient hasty = new FeedClient(limits(SHORT), Resolver.SYSTEM, null);

    private static HttpLimits limits(Duration total) {
        return new HttpLimits(total, total, 64 * 1024, 1024 * 1024 * 2, 100, 10, 8 * 1024 * 1024, "Wireroom-Test");
    }

    @AfterEach
    void end() {
        client.close();
        hasty.close();
        server.close();
    }

    private Fetched fetch(String path) throws Exception {
        FeedClient asking = path.startsWith("/slow") || path.equals("/silent") ? hasty : client;
        return asking.fetch(Request.get(Target.of(server.url(path)), Map.of(), true));
    }

    private Fetched.Answer answer(String path) throws Exception {
        Fetched fetched = fetch(path);
        assertThat(fetched).isInstanceOf(Fetched.Answer.class);
        return (Fetched.Answer) fetched;
    }

    private Fetched.Failed failure(String path) throws Exception {
        Fetched fetched = fetch(path);
        assertThat(fetched).isInstanceOf(Fetched.Failed.class);
        return (Fetched.Failed) fetched;
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getAllByName(literal)[0];
    }

    private static String text(Fetched.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void bringsADocumentWithItsHeaders() throws Exception {
        Fetched.Answer sound = answer("/sound");

        assertThat(sound.status()).isEqualTo(200);
        assertThat(text(sound)).isEqualTo(HostileFeedServer.rss("a", "b"));
        assertThat(sound.headers().first("etag")).contains("\"1\"");
        assertThat(sound.cut()).isEmpty();
        assertThat(sound.moved()).isEmpty();
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws Exception {
        for (int i = 0; i < 5; i++) {
            answer("/sound");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenAKeptConnectionWasClosed() throws Exception {
        server.page("/once", (asked, wire) -> {
            wire.whole(200, new byte[0]);
            wire.end();
        });
        answer("/once");
        server.page("/drops-first", (asked, wire) -> {
            if (server.asked.size() == 3) {
                wire.end();
            } else {
                wire.whole(200, new byte[0]);
            }
        });
        answer("/drops-first");
        assertThat(answer("/drops-first").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/silent, TIMEOUT",
        "/slow-headers, TIMEOUT",
        "/endless-interim, HEAD_TOO_LARGE",
        "/huge-header, HEAD_TOO_LARGE",
        "/many-headers, HEAD_TOO_LARGE",
        "/not-http, PROTOCOL",
        "/closed, PROTOCOL",
        "/two-lengths, PROTOCOL",
        "/bomb, BOMB",
        "/gzip-twice, ENCODING",
        "/brotli, ENCODING",
        "/loop, REDIRECTS",
        "/hops?0, REDIRECTS",
        "/to-file, FORBIDDEN_URL",
        "/to-gopher, FORBIDDEN_URL",
        "/to-user, FORBIDDEN_URL",
        "/to-decimal, FORBIDDEN_URL",
        "/to-octal, FORBIDDEN_URL",
        "/to-hex, FORBIDDEN_URL",
        "/to-short, FORBIDDEN_URL"
    })
    void refuses(String path, Failure why) throws Exception {
        long start = System.nanoTime();

        Fetched.Failed failed = failure(path);

        assertThat(failed.why()).as(failed.detail()).isEqualTo(why);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMITS.total());
        assertThat(failed.detail()).doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @CsvSource({
        "/slow-body, not done within the time",
        "/endless, longer than 2097152 bytes",
        "/million-items, longer than 2097152 bytes",
        "/cut, the connection ended before the body",
        "/gzip-cut, Unexpected end of ZLIB input stream",
        "/gzip-bad-sum, Corrupt GZIP trailer"
    })
    void keepsWhatCame(String path, String cut) throws Exception {
        Fetched.Answer answer = answer(path);

        assertThat(answer.cut()).contains(cut);
        assertThat(text(answer)).startsWith("<");
        assertThat(answer.body().length).isLessThanOrEqualTo(LIMITS.bodyBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bad-chunk", "/huge-chunk"})
    void saysWhichBodyIsNotWhole(String path) throws Exception {
        assertThat(answer(path).cut()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/gzip", "/not-gzip"})
    void unpacksWhatIsPackedWhateverTheServerCallsIt(String path) throws Exception {
        assertThat(text(answer(path))).isEqualTo(HostileFeedServer.rss("a", "b"));
    }

    @Test
    void readsNoBodyInA304AndTakesNoneForTheNextAnswer() throws Exception {
        assertThat(answer("/304-with-body").body()).isEmpty();
        assertThat(text(answer("/sound"))).isEqualTo(HostileFeedServer.rss("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 401, 403, 404, 410, 429, 451, 500, 503})
    void handsOverEveryStatus(int status) throws Exception {
        assertThat(answer("/status-" + status).status()).isEqualTo(status);
    }

    @Test
    void tellsWhereTheFeedMovedForGoodAndOnlyThat() throws Exception {
        assertThat(answer("/moved").moved().orElseThrow()).hasToString(server.url("/sound"));
        server.page("/for-now", 307, "", "Location", "/moved");
        assertThat(answer("/for-now").moved()).isEmpty();
        server.page("/then-for-now", 308, "", "Location", "/for-now");
        assertThat(answer("/then-for-now").moved().orElseThrow()).hasToString(server.url("/for-now"));
    }

    @Test
    void sendsValidatorsAsTheyAreAndNothingThatBreaksOut() throws Exception {
        client.fetch(Request.get(
                Target.of(server.url("/sound")), Map.of("If-None-Match", "W/\"odd,\\tag\"\r\nX-Evil: 1"), true));

        assertThat(server.asked.getLast().headers())
                .containsEntry("if-none-match", "W/\"odd,\\tag\"  X-Evil: 1")
                .doesNotContainKey("x-evil");
        assertThat(answer("/etag-injection").headers().first("ETag")).contains("\"a X-Evil: 1\"");
    }

    @Test
    void keepsASecretFromOtherOrigins() throws Exception {
        try (HostileFeedServer other = new HostileFeedServer()) {
            server.page("/away", 302, "", "Location", other.url("/sound"));
            client.fetch(Request.get(Target.of(server.url("/away")), Map.of("Authorization", "Basic c2VjcmV0"), true));

            assertThat(server.asked.getLast().headers()).containsKey("authorization");
            assertThat(other.asked.getLast().headers()).doesNotContainKey("authorization");
        }
    }

    private FeedClient clientThatResolves(Resolver resolver) {
        return new FeedClient(LIMITS, resolver, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/",
                "http://0.0.0.0/", "http://localhost/", "http://10.0.0.1/", "http://[fd00::1]/"
            })
    void connectsToNoAddressThatIsNotPublic(String url) throws Exception {
        Fetched fetched = client.fetch(Request.get(Target.of(url), Map.of(), false));

        assertThat(fetched)
                .isInstanceOfSatisfying(
                        Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.FORBIDDEN_ADDRESS));
        assertThat(server.connections()).isZero();
    }

    @Test
    void refusesANameWithOneBadAddressAmongGoodOnes() throws Exception {
        try (FeedClient mixed = clientThatResolves(host -> List.of(address("192.0.2.1"), address("127.0.0.1")))) {
            Fetched fetched = mixed.fetch(Request.get(Target.of("http://quay.example/"), Map.of(), false));
            assertThat(fetched)
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.FORBIDDEN_ADDRESS));
        }
    }

    @Test
    void connectsToTheAddressThatWasLookedAtHoweverTheNameChanges() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        // The first answer is what the guard sees; a second lookup, which a library would make, leads elsewhere.
        try (FeedClient pinned = clientThatResolves(host -> lookups.getAndIncrement() == 0
                ? List.of(InetAddress.getLoopbackAddress())
                : List.of(address("192.0.2.1")))) {
            Fetched fetched = pinned.fetch(
                    Request.get(Target.of("http://quay.example:" + server.port() + "/sound"), Map.of(), true));
            assertThat(fetched).isInstanceOf(Fetched.Answer.class);
            assertThat(lookups).hasValue(1);
            assertThat(server.asked.getLast().headers()).containsEntry("host", "quay.example:" + server.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.9/sound",
                "http://[::1]/sound",
                "http://[::ffff:127.0.0.9]/sound",
                "http://0.0.0.0/sound",
                "http://169.254.169.254/latest/meta-data/",
                "http://inside.example/sound",
                "//10.0.0.1/sound"
            })
    void looksAtTheAddressAtEveryHop(String location) throws Exception {
        Resolver names = host -> List.of(address(host.equals("inside.example") ? "127.0.0.9" : host));
        // For this one client the test server stands on a public address; all others are what they are.
        InetAddress outside = address("127.0.0.1");
        try (FeedClient guarded = new FeedClient(
                LIMITS,
                names,
                address -> address.equals(outside) ? Optional.empty() : AddressGuard.refusal(address),
                null)) {
            server.page("/trap", 302, "", "Location", location);

            Fetched fetched = guarded.fetch(Request.get(Target.of(server.url("/trap")), Map.of(), false));

            assertThat(fetched)
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class,
                            f -> assertThat(f.why()).as(f.detail()).isEqualTo(Failure.FORBIDDEN_ADDRESS));
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void saysThatANameIsUnknownOrNobodyAnswers() throws Exception {
        try (FeedClient lost = clientThatResolves(host -> {
            throw new UnknownHostException(host);
        })) {
            assertThat(lost.fetch(Request.get(Target.of("http://quay.example/"), Map.of(), false)))
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.UNRESOLVED));
        }
        String url = server.url("/sound");
        server.close();
        assertThat(client.fetch(Request.get(Target.of(url), Map.of(), true)))
                .isInstanceOfSatisfying(
                        Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.UNREACHABLE));
    }

    @Test
    void waitsForANameNoLongerThanForTheRest() throws Exception {
        java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
        try (FeedClient stuck = new FeedClient(
                limits(SHORT),
                host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                },
                null)) {
            assertThat(stuck.fetch(Request.get(Target.of("http://quay.example/"), Map.of(), false)))
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.TIMEOUT));
        }
    }

    @Test
    void trustsOnlyTheCertificateOfTheHostItAskedFor(@TempDir Path folder) throws Exception {
        SSLContext own = certificateFor("localhost", folder);
        try (HostileFeedServer secure = new HostileFeedServer(own.getServerSocketFactory());
                FeedClient trusting = new FeedClient(LIMITS, host -> List.of(InetAddress.getLoopbackAddress()), own)) {
            Target right = Target.of("https://localhost:" + secure.port() + "/sound");
            assertThat(trusting.fetch(Request.get(right, Map.of(), true))).isInstanceOf(Fetched.Answer.class);
            Target wrong = Target.of("https://quay.example:" + secure.port() + "/sound");
            assertThat(trusting.fetch(Request.get(wrong, Map.of(), true)))
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.TLS));
            secure.page("/down", 302, "", "Location", server.url("/sound"));
            assertThat(trusting.fetch(
                            Request.get(Target.of("https://localhost:" + secure.port() + "/down"), Map.of(), true)))
                    .isInstanceOfSatisfying(
                            Fetched.Failed.class, f -> assertThat(f.why()).isEqualTo(Failure.DOWNGRADE));
        }
    }

    /** A context that shows, and trusts, one certificate that the JDK's keytool signs with itself. */
    private static SSLContext certificateFor(String host, Path folder) throws Exception {
        Path store = folder.resolve("own.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @Test
    void manySlowOnesTakeNothingFromASoundOne() throws Exception {
        List<Thread> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Target target = Target.of(server.url(i % 2 == 0 ? "/silent" : "/slow-body"));
            slow.add(Thread.startVirtualThread(
                    () -> hasty.fetch(new Request(target, Map.of(), List.of(), Optional.empty(), true))));
        }
        assertThat(text(answer("/sound"))).isEqualTo(HostileFeedServer.rss("a", "b"));
        for (Thread thread : slow) {
            thread.join();
        }
    }
}
