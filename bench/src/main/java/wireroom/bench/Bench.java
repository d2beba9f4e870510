package wireroom.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import wireroom.app.simulate.Generator;

/** Runs one benchmark and writes its figures; {@code --help} says which there are. */
public final class Bench {
    /** What the child of the benchmark {@code hostile} is called with. */
    static final String HOSTILE_SITE = "hostile-site";
    /** What the child of the benchmark {@code parse} is called with, and a folder. */
    static final String LONG_FILE = "long-file";

    /** A benchmark or its options were not understood. */
    private static final int MISUSED = 2;

    private static final String COMMON = "--seed 1  --home bench/target/home (emptied first)  --results bench/results";
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    private static final List<Benchmark> ALL = List.of(
            new Benchmark(
                    "sink",
                    "PostgresStore beside COPY into an identical table",
                    "--count 40000  --rounds 5",
                    (options, results) -> new SinkBench(options, results).run()),
            new Benchmark(
                    "throughput",
                    "folder to PostgreSQL beside a bare Streams pass-through",
                    "--count 20000  --rounds 3  --commit-ms 100  --warm-up 3000",
                    (options, results) -> new ThroughputBench(options, results).run()),
            new Benchmark(
                    "steps",
                    "CPU and allocation of the steps of enrich, no Kafka",
                    "--count 2000  --rounds 7  --warm-up 5",
                    (options, results) -> new StepsBench(options, results).run()),
            new Benchmark(
                    "latency",
                    "HTTP push to SSE beside bare produce to consume",
                    "--rate 200  --seconds 60  --warm-up 20",
                    (options, results) -> new LatencyBench(options, results).run()),
            new Benchmark(
                    "parse",
                    "bytes to wire items beside bare parsers and, for feeds, ROME; files far longer than the memory",
                    "--count 1000  --rounds 5  --millis 700  --warm-millis 6000  --formats rss,atom (all; none: no"
                            + " format)  --lines-megabytes 2048  --warc-megabytes 1024  --heap-megabytes 64",
                    (options, results) -> new ParseBench(options, results).run()),
            new Benchmark(
                    "neighbours",
                    "duplicates and stories beside a bare loop; state",
                    "--open 50000  --count 5000",
                    (options, results) -> new NeighboursBench(options, results).run()),
            new Benchmark(
                    "entities",
                    "names found beside the engines of the profile 'against'",
                    "--articles FILE  --train FILE  --language en  --count 1000  --rounds 5  --warmup 3",
                    (options, results) -> new EntityBench(options, results).run()),
            new Benchmark(
                    "polls",
                    "polls a second beside bare java.net.http, bytes on the wire beside polling without validators",
                    "--feeds 100  --rounds 5  --millis 4000  --change-every 24  --kinds wireroom,bare (all)",
                    (options, results) -> new PollsBench(options, results).run()),
            new Benchmark(
                    "hostile",
                    "p99 of honest polls alone, and beside hostile feeds",
                    "--honest 300  --hostile 500  --rounds 5  --seconds 20  --hostile-every 10",
                    (options, results) -> new HostileBench(options, results).run()),
            new Benchmark(
                    "kills",
                    "kill -9 at random moments, then the audit",
                    "--count 5000  --rounds 10  --window-ms 15000  --heap 768",
                    (options, results) -> new KillBench(options, results).run()),
            new Benchmark(
                    "generate",
                    "wires as files in wires/ of --home, to look at; no figures",
                    "--count 20000",
                    (options, results) -> Generator.write(
                            new Generator(options.seed()).next(options.number("count", 20_000)),
                            options.home().resolve("wires"))));

    private interface Work {
        void run(Options options, Results results) throws Exception;
    }

    /** @param options each with the value that it has when it is not given */
    private record Benchmark(String name, String says, String options, Work work) {
        Set<String> names() {
            return OPTION.matcher(options + " " + COMMON)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toUnmodifiableSet());
        }

        String help() {
            return String.join(
                    "\n",
                    "usage: Bench " + name + " [--option value]...",
                    "",
                    says,
                    "",
                    "  " + options,
                    "  " + COMMON,
                    "",
                    "Example: Bench " + name + " --seed 7 --results /tmp/figures",
                    "");
        }
    }

    private Bench() {}

    /** @param arguments the name of a benchmark and its options */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(HOSTILE_SITE)) {
            HostileBench.serve();
            return;
        }
        // before the first logger: figures are the only output
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        if (arguments.length > 1 && arguments[0].equals(LONG_FILE)) {
            LongFiles.readIn(Path.of(arguments[1]));
            return;
        }
        System.exit(run(Arrays.asList(arguments)));
    }

    private static int run(List<String> command) throws Exception {
        Optional<Benchmark> named = command.isEmpty()
                ? Optional.empty()
                : ALL.stream().filter(b -> b.name().equals(command.getFirst())).findFirst();
        boolean asked = Stream.of("--help", "-h").anyMatch(command::contains);
        if (named.isEmpty()) {
            if (asked) {
                System.out.print(overview());
                return 0;
            }
            System.err.print(
                    (command.isEmpty() ? "" : "no benchmark is called " + command.getFirst() + "\n\n") + overview());
            return MISUSED;
        }
        Benchmark benchmark = named.get();
        if (asked) {
            System.out.print(benchmark.help());
            return 0;
        }
        Options options;
        try {
            options = new Options(command.subList(1, command.size()), benchmark.names());
        } catch (Options.Wrong e) {
            System.err.print(e.getMessage() + "\n\n" + benchmark.help());
            return MISUSED;
        }
        Results results = new Results(benchmark.name(), command, Clock.systemUTC());
        benchmark.work().run(options, results);
        if (!results.figures().isEmpty()) {
            System.out.print(results.write(options.results()));
        }
        return 0;
    }

    private static String overview() {
        return ALL.stream()
                .map(b -> String.format("  %-11s %s%n", b.name(), b.says()))
                .collect(Collectors.joining(
                        "",
                        "usage: Bench NAME [--option value]...\n\n",
                        "\nExample: Bench parse --help (its options, with the values they have when not given)\n"));
    }
}
