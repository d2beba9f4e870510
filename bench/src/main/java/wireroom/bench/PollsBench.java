package wireroom.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import wireroom.app.simulate.Generator;
import wireroom.ingest.poll.Feed;
import wireroom.ingest.poll.PollSettings;
import wireroom.ingest.poll.Poller;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.poll.http.Resolver;
import wireroom.ingest.poll.http.Target;

/**
 * Polls per second of the real poller and its client, as fast as they go, beside loops of {@code java.net.http} that ask
 * the same feeds and throw the answers away; and the bytes of both on the wire beside loops that ask without a
 * validator. Server and clients share one process and its processors.
 */
final class PollsBench {
    /** No poll of a round waits for the clock: each feed is due again as soon as it is done. */
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private final Options options;
    private final Results results;
    private final int feeds;
    private final Duration span;

    /** Something that polls all feeds of a site until it is ended. */
    private interface Polling {
        void end();
    }

    /** Makes one, started. */
    private interface Kind {
        Polling start(FeedSite site) throws Exception;
    }

    /** @param cpu seconds of processor time of the whole process, server and all */
    private record Round(double perSecond, double bytesEach, FeedSite.Traffic traffic, double cpu) {
        double perCpuSecond() {
            return traffic.answers() / cpu;
        }
    }

    PollsBench(Options options, Results results) {
        this.options = options;
        this.results = results;
        this.feeds = options.number("feeds", 100);
        this.span = Duration.ofMillis(options.number("millis", 4000));
    }

    void run() throws Exception {
        int rounds = options.number("rounds", 5);
        int changeEvery = options.number("change-every", 24);
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("wireroom", this::poller);
        kinds.put("bare", site -> new Loops(site, true, false));
        kinds.put("unconditional", site -> new Loops(site, false, false));
        kinds.put("unconditionalGzip", site -> new Loops(site, false, true));
        // To look at one with a profiler.
        List<String> only = options.words("kinds");
        if (!only.isEmpty()) {
            kinds.keySet().retainAll(only);
        }
        Map<String, List<Round>> measured = new LinkedHashMap<>();
        kinds.keySet().forEach(kind -> measured.put(kind, new ArrayList<>()));
        // The first round warms up and is not counted.
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, Kind> kind : kinds.entrySet()) {
                Round done = round(kind.getValue(), changeEvery);
                if (round >= 0) {
                    measured.get(kind.getKey()).add(done);
                }
            }
        }
        ObjectNode figures = results.figures();
        figures.put("feeds", feeds)
                .put("itemsEach", FeedSite.ITEMS)
                .put("pollsBetweenTwoItems", changeEvery)
                .put("millis", span.toMillis())
                .put("rounds", rounds);
        measured.forEach((kind, all) -> {
            FeedSite.Traffic last = all.getLast().traffic();
            figures.putObject(kind)
                    .put("pollsPerSecond", Results.rounded(median(all, Round::perSecond)))
                    .put("bytesPerPoll", Results.rounded(median(all, Round::bytesEach)))
                    .put("cpuMicrosPerPoll", Results.rounded(1e6 / median(all, Round::perCpuSecond)))
                    .put("share200", Results.rounded(last.fresh() / (double) last.answers()))
                    .put("share304", Results.rounded(last.same() / (double) last.answers()))
                    .put("share503", Results.rounded(last.away() / (double) last.answers()));
        });
        if (!only.isEmpty()) {
            return;
        }
        List<Round> ours = measured.get("wireroom");
        figures.put("pollsOfBare", ratio(ours, measured.get("bare"), Round::perSecond))
                .put("pollsOfBareByCpu", ratio(ours, measured.get("bare"), Round::perCpuSecond))
                .put("bytesOfUnconditional", ratio(ours, measured.get("unconditional"), Round::bytesEach))
                .put("bytesOfUnconditionalGzip", ratio(ours, measured.get("unconditionalGzip"), Round::bytesEach));
    }

    private static double median(List<Round> rounds, java.util.function.ToDoubleFunction<Round> figure) {
        return Results.median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** Median of the ratios of neighbours: what else the machine does then is in both. */
    private static double ratio(List<Round> of, List<Round> to, java.util.function.ToDoubleFunction<Round> figure) {
        double[] ratios = new double[of.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(of.get(i)) / figure.applyAsDouble(to.get(i));
        }
        return Results.rounded(Results.median(ratios));
    }

    private Round round(Kind kind, int changeEvery) throws Exception {
        try (FeedSite site = new FeedSite(feeds, texts(), changeEvery)) {
            Polling polling = kind.start(site);
            try {
                return measured(site);
            } finally {
                polling.end();
            }
        }
    }

    private Round measured(FeedSite site) throws InterruptedException {
        // First polls bring whole documents, and are not what goes on all day.
        await(() -> site.traffic().answers(), 2L * feeds);
        FeedSite.Traffic before = site.traffic();
        double cpu = cpu();
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(span.toNanos());
        FeedSite.Traffic traffic = site.traffic().since(before);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(
                traffic.answers() / seconds, traffic.bytes() / (double) traffic.answers(), traffic, cpu() - cpu);
    }

    /** Seconds of processor time of this process. */
    static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** Waits for a count, at most a minute. */
    static void await(LongSupplier count, long most) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (count.getAsLong() < most) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + count.getAsLong() + " of " + most + " polls within 60 s");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Texts as feeds show them: the start of an article. */
    private List<String> texts() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        for (Generator.Wire wire : new Generator(options.seed()).next(200)) {
            String text = ParseBench.body((ObjectNode) json.readTree(wire.json()));
            texts.add(text.substring(0, Math.min(800, text.length())));
        }
        return texts;
    }

    private Polling poller(FeedSite site) throws Exception {
        Poller poller = new Poller(
                new PollSettings(
                        Duration.ZERO,
                        3,
                        Duration.ofMillis(10),
                        0,
                        20,
                        10_000,
                        1_000,
                        128 << 20,
                        Duration.ofMillis(500)),
                new FeedClient(HttpLimits.DEFAULT, Resolver.SYSTEM, SSLContext.getDefault()),
                new FeedDesk("feed-"),
                Clock.systemUTC(),
                System::nanoTime,
                options.seed());
        for (int i = 0; i < feeds; i++) {
            poller.add(feed("feed-" + i, site.url(i), AT_ONCE), Map.of());
        }
        poller.start();
        return poller::close;
    }

    /** A feed on loopback. */
    static Feed feed(String id, String url, Duration every) throws Target.Refused {
        return new Feed(id, url, Target.of(url), every, every, true, Optional.empty(), false, false);
    }

    /** A loop for each feed on a virtual thread, as many at a time as the poller has. */
    private final class Loops implements Polling {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicLong failed = new AtomicLong();
        private final boolean conditional;
        private final boolean gzip;
        private volatile boolean closed;

        Loops(FeedSite site, boolean conditional, boolean gzip) {
            this.conditional = conditional;
            this.gzip = gzip;
            for (int i = 0; i < feeds; i++) {
                URI feed = URI.create(site.url(i));
                threads.execute(() -> loop(feed));
            }
        }

        private void loop(URI feed) {
            String etag = "";
            try {
                while (!closed) {
                    HttpRequest.Builder request = HttpRequest.newBuilder(feed);
                    if (conditional && !etag.isEmpty()) {
                        request.header("If-None-Match", etag);
                    }
                    if (gzip) {
                        request.header("Accept-Encoding", "gzip");
                    }
                    HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                    etag = answer.headers().firstValue("ETag").orElse(etag);
                }
            } catch (IOException e) {
                // Of the round's end, or it would show as a round of few polls.
                failed.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void end() {
            long early = failed.get();
            closed = true;
            threads.shutdownNow();
            client.shutdownNow();
            if (early > 0) {
                throw new IllegalStateException(early + " loops of java.net.http have ended early");
            }
        }
    }
}
