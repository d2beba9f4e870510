package wireroom.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.conform.ScenarioReader;
import wireroom.app.simulate.Plan;
import wireroom.app.simulate.Sending;

/** Plays a wire. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Plays scenarios or a made-up day as a wire that may send twice, late or damaged. Same seed, same bytes.",
        footer = {
            "",
            "Example:  wireroom simulate seeds/lifecycle --duplicates 0.2 --reorder 0.3 --out wires",
            "          wireroom simulate --day 5000 --speed 600 --faults 0.01 --push http://localhost:8081/v1/items"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Context context;
    private final LongSupplier nanos;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "folders of scenarios; all are played at once")
    private List<Path> scenarios = List.of();

    @Option(names = "--day", paramLabel = "COUNT", description = "a made-up day of this many wires instead")
    private int day;

    @Option(names = "--seed", defaultValue = "1", description = "any number; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "times faster than the wire; 0, the default, does not wait at all")
    private double speed;

    @Option(names = "--duplicates", paramLabel = "SHARE", description = "share sent twice, 0 to 1")
    private double duplicates;

    @Option(
            names = "--reorder",
            paramLabel = "SHARE",
            description = "share sent up to a quarter of an hour late, 0 to 1")
    private double reorder;

    @Option(
            names = "--faults",
            paramLabel = "SHARE",
            description = "share sent damaged before it is sent whole, 0 to 1")
    private double faults;

    @ArgGroup(multiplicity = "1")
    private Destination destination = new Destination();

    /** Where it goes. */
    static final class Destination {
        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "a folder: a file for each sending, below its provider")
        private Path out;

        @Option(names = "--push", paramLabel = "URL", description = "the address that takes wire items")
        private URI push;
    }

    /** @param nanos elapsed time, for the pace */
    SimulateCommand(Context context, LongSupplier nanos) {
        this.context = context;
        this.nanos = nanos;
    }

    @Override
    public Integer call() {
        if (scenarios.isEmpty() == (day <= 0)) {
            throw new CommandFailure(Exit.USAGE, "play scenarios or --day COUNT", "see: wireroom simulate --help");
        }
        List<Sending> sound = day > 0
                ? Plan.day(day, seed)
                : Plan.of(scenarios.stream()
                        .flatMap(folder -> ScenarioReader.read(folder).stream())
                        .toList());
        List<Sending> plan = Plan.troubled(sound, new Plan.Trouble(duplicates, reorder, faults), seed);
        Map<Sending.How, Integer> counts = new EnumMap<>(Sending.How.class);
        int refused = 0;
        try (Http http = new Http()) {
            long start = nanos.getAsLong();
            for (int number = 0; number < plan.size(); number++) {
                Sending sending = plan.get(number);
                waitFor(sending, start);
                if (destination.out != null) {
                    write(sending, number);
                } else if (!push(http, sending)) {
                    refused++;
                }
                counts.merge(sending.how(), 1, Integer::sum);
            }
        }
        context.console()
                .out()
                .println("sent " + plan.size() + ": " + counts.toString().toLowerCase(Locale.ROOT)
                        + (destination.out == null ? ", not taken " + refused : ""));
        return Exit.OK;
    }

    private void waitFor(Sending sending, long start) {
        if (speed <= 0) {
            return;
        }
        long due = (long) (sending.at().toNanos() / speed);
        for (long left = due - (nanos.getAsLong() - start);
                left > 0 && !Thread.currentThread().isInterrupted();
                left = due - (nanos.getAsLong() - start)) {
            LockSupport.parkNanos(left);
        }
    }

    /** Whole at once, as a watching source may look at any moment; names sort in the order of the sendings. */
    private void write(Sending sending, int number) {
        try {
            Path folder = Files.createDirectories(destination.out.resolve(sending.provider()));
            String name = String.format(Locale.ROOT, "%08d-%s", number, sending.name());
            Path hidden = Files.write(folder.resolve("." + name), sending.bytes());
            Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write below " + destination.out + ": " + e.getMessage(), e);
        }
    }

    /** @return whether all of it was taken */
    private boolean push(Http http, Sending sending) {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(destination.push + "?provider=" + Http.encode(sending.provider())))
                        .timeout(TIMEOUT)
                        .POST(BodyPublishers.ofByteArray(sending.bytes()))
                        .build());
        return Http.body(answer).path("rejects").isEmpty() && answer.statusCode() < 300;
    }
}
