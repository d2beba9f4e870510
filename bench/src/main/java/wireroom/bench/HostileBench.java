package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import wireroom.ingest.poll.PollSettings;
import wireroom.ingest.poll.Poller;
import wireroom.ingest.poll.http.FeedClient;
import wireroom.ingest.poll.http.HostileFeedServer;
import wireroom.ingest.poll.http.HttpLimits;
import wireroom.ingest.poll.http.Resolver;

/**
 * How long after its due moment the poll of an honest feed is done: alone, and beside hundreds of feeds that are slow,
 * endless, bombs, in circles, broken or refuse to be connected to; in turn, by one poller each with the limits of a
 * room. The hostile servers are in a process of low priority, since their work is not ours.
 */
final class HostileBench {
    /** What {@link HostileFeedServer} has for each way to harm; {@link #REFUSED} is where nobody listens. */
    private static final List<String> PATHS = List.of(
            "/silent",
            "/slow-headers",
            "/slow-body",
            "/endless",
            "/endless-interim",
            "/huge-header",
            "/many-headers",
            "/million-items",
            "/bomb",
            "/gzip-cut",
            "/loop",
            "/hops",
            "/not-http",
            "/closed",
            "/bad-chunk",
            "/huge-chunk",
            "/cut",
            "/laughs",
            "/attributes",
            "/deep-xml",
            "/deep-json",
            "/error-page",
            "/status-429",
            "/status-500",
            HostileBench.REFUSED);

    private static final String REFUSED = "refused";

    private final Options options;
    private final Results results;
    private final int honest;
    private final int hostile;
    private final Duration span;
    private final Duration every;

    /**
     * One stretch of time.
     *
     * @param others polls of hostile feeds that ended in it
     * @param cpu seconds of processor time of this process
     */
    private record Stretch(Histogram late, long others, double cpu) {
        double p99() {
            return late.getValueAtPercentile(99);
        }
    }

    HostileBench(Options options, Results results) {
        this.options = options;
        this.results = results;
        this.honest = options.number("honest", 300);
        this.hostile = options.number("hostile", 500);
        this.span = Duration.ofSeconds(options.number("seconds", 20));
        this.every = Duration.ofSeconds(options.number("hostile-every", 10));
    }

    /** The hostile servers alone, until the input ends. */
    static void serve() throws IOException {
        try (HostileFeedServer server = new HostileFeedServer()) {
            System.out.println(server.url(""));
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the parent closes it, or ends
            }
        }
    }

    void run() throws Exception {
        int rounds = options.number("rounds", 5);
        List<Stretch> alone = new ArrayList<>();
        List<Stretch> beside = new ArrayList<>();
        // The first round warms up and is not counted.
        for (int round = -1; round < rounds; round++) {
            Stretch a = stretch(0);
            Stretch b = stretch(hostile);
            if (round >= 0) {
                alone.add(a);
                beside.add(b);
            }
        }
        ObjectNode figures = results.figures();
        figures.put("honest", honest)
                .put("hostile", hostile)
                .put("kindsOfHostile", PATHS.size())
                .put("hostileEverySeconds", every.toSeconds())
                .put("seconds", span.toSeconds())
                .put("rounds", rounds);
        put(figures.putObject("alone"), alone);
        put(figures.putObject("beside"), beside);
        double[] moved = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            moved[i] = beside.get(i).p99() / alone.get(i).p99();
            figures.withArray("p99OfAloneByRound").add(Results.rounded(moved[i]));
        }
        figures.put("p99OfAlone", Results.rounded(Results.median(moved)));
    }

    private static void put(ObjectNode into, List<Stretch> stretches) {
        Histogram all = new Histogram(3);
        stretches.forEach(s -> all.add(s.late()));
        Results.put(into, all);
        stretches.forEach(s -> into.withArray("p99msByRound").add(Results.rounded(s.p99() / 1000)));
        into.put("hostilePolls", stretches.stream().mapToLong(Stretch::others).sum());
        into.put(
                "cpuSeconds",
                Results.rounded(stretches.stream().mapToDouble(Stretch::cpu).sum()));
    }

    private Stretch stretch(int count) throws Exception {
        FeedDesk desk = new FeedDesk("honest-");
        try (FeedSite site = new FeedSite(honest, List.of("The ferry leaves at nine. ".repeat(30)), 24);
                Poller poller = new Poller(
                        // All stand on one host here; the hosts of a room are many.
                        new PollSettings(
                                Duration.ZERO,
                                PollSettings.DEFAULT.confirmations(),
                                PollSettings.DEFAULT.ceiling(),
                                PollSettings.DEFAULT.jitter(),
                                PollSettings.DEFAULT.pages(),
                                PollSettings.DEFAULT.items(),
                                PollSettings.DEFAULT.remembered(),
                                PollSettings.DEFAULT.inMemory(),
                                PollSettings.DEFAULT.idleLook()),
                        new FeedClient(HttpLimits.DEFAULT, Resolver.SYSTEM, SSLContext.getDefault()),
                        desk,
                        Clock.systemUTC(),
                        System::nanoTime,
                        options.seed());
                // Closed first: that ends the polls under way, for which the poller waits.
                HostileSite bad = count == 0 ? null : new HostileSite()) {
            for (int i = 0; i < honest; i++) {
                poller.add(PollsBench.feed("honest-" + i, site.url(i), Duration.ofSeconds(1)), Map.of());
            }
            poller.start();
            PollsBench.await(poller::polls, 3L * honest);
            desk.takeLate();
            double cpu = PollsBench.cpu();
            for (int i = 0; i < count; i++) {
                String path = PATHS.get(i % PATHS.size());
                String url = path.equals(REFUSED) ? bad.refused : bad.url + path + "?" + i;
                poller.add(PollsBench.feed("hostile-" + i, url, every), Map.of());
            }
            TimeUnit.NANOSECONDS.sleep(span.toNanos());
            return new Stretch(desk.takeLate(), desk.others(), PollsBench.cpu() - cpu);
        }
    }

    /** A process with the hostile servers. */
    private static final class HostileSite implements AutoCloseable {
        private final Process process;
        private final String url;
        private final String refused;

        HostileSite() throws IOException {
            process = new ProcessBuilder(
                            "nice",
                            "-n",
                            "19",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Bench.class.getName(),
                            Bench.HOSTILE_SITE)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            url = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (url == null) {
                throw new IOException("the process of hostile servers has not started");
            }
            try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                refused = "http://localhost:" + nobody.getLocalPort() + "/";
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
