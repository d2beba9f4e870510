package wireroom.bench;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import wireroom.app.simulate.Generator;

/**
 * Runs one benchmark and writes its figures:
 *
 * <pre>
 * generate    --count 20000 --home DIR                     wires as files in DIR/wires, to look at
 * sink        --count 40000 --rounds 5                     PostgresStore beside COPY into an identical table
 * throughput  --count 20000 --rounds 3                     folder to PostgreSQL beside a bare Streams pass-through
 * steps       --count 2000 --rounds 7                      CPU and allocation of the steps of enrich, no Kafka
 * latency     --rate 200 --seconds 60                      HTTP push to SSE beside bare produce to consume
 * parse       --rounds 5 --millis 700 --megabytes 2048     bytes to wire items beside bare parsers and, for feeds, ROME;
 *             --warm-millis 6000 --formats rss,atom        memory; all formats when none is named
 * neighbours  --open 50000 --count 5000                    duplicates and stories beside a bare loop; state
 * entities    --articles FILE --count 1000 --train FILE    names found beside the engines of the profile 'against'
 * polls       --feeds 100 --rounds 5 --millis 4000         polls a second beside bare java.net.http, bytes on the wire
 *             --change-every 24                            beside polling without validators
 * hostile     --honest 300 --hostile 500 --rounds 5        p99 of honest polls alone, and beside hostile feeds
 *             --seconds 20 --hostile-every 10
 * kills       --count 5000 --rounds 10                     kill -9 at random moments, then the audit
 * </pre>
 *
 * <p>All take {@code --seed}, {@code --home} (deleted first) and {@code --results}.
 */
public final class Bench {
    /** What the child of the benchmark {@code hostile} is called with. */
    static final String HOSTILE_SITE = "hostile-site";

    private Bench() {}

    /** @param arguments the name of a benchmark and its options */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("which benchmark? They and their options are in the docs of Bench");
            System.exit(2);
        }
        if (arguments[0].equals(HOSTILE_SITE)) {
            HostileBench.serve();
            return;
        }
        // before the first logger: figures are the only output
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        List<String> command = Arrays.asList(arguments);
        Options options = new Options(command.subList(1, command.size()));
        Clock clock = Clock.systemUTC();
        Results results = new Results(arguments[0], command, clock);
        switch (arguments[0]) {
            case "generate" -> {
                Generator.write(
                        new Generator(options.seed()).next(options.number("count", 20_000)),
                        options.home().resolve("wires"));
                return;
            }
            case "sink" -> new SinkBench(options, results).run();
            case "throughput" -> new ThroughputBench(options, results).run();
            case "steps" -> new StepsBench(options, results).run();
            case "latency" -> new LatencyBench(options, results).run();
            case "parse" -> new ParseBench(options, results).run();
            case "neighbours" -> new NeighboursBench(options, results).run();
            case "entities" -> new EntityBench(options, results).run();
            case "polls" -> new PollsBench(options, results).run();
            case "hostile" -> new HostileBench(options, results).run();
            case "kills" -> new KillBench(options, results).run();
            default -> {
                System.err.println("no benchmark is called " + arguments[0]);
                System.exit(2);
            }
        }
        System.out.print(results.write(options.results()));
        System.exit(0);
    }
}
