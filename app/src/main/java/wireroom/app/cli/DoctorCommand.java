package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.EditionLog;
import wireroom.app.log.EnrichProgress;
import wireroom.app.log.TopicLog;
import wireroom.app.room.RoomAddress;
import wireroom.model.Alarm;
import wireroom.model.Edition;

/** Looks at everything that a room needs, and says how to mend what is not well. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks Java, disk, Kafka, registry, PostgreSQL, enrich and the page, and says how to mend.",
        footer = {
            "",
            "Exits with 1 when something is not well, with 4 when no room is running.",
            "Example:  wireroom doctor"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LITTLE_SPACE_MB = 1024;
    private static final int KAFKA_SECONDS = 10;
    private static final long MUCH_LAG = 10_000;

    /** @param mend null when all is well */
    private record Finding(String part, String what, String mend) {
        static Finding well(String part, String what) {
            return new Finding(part, what, null);
        }
    }

    private final Context context;

    @Option(names = "--json", description = "one finding per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    private boolean ill;

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        tell(java());
        tell(disk(context.home(room.home())));
        Optional<RoomAddress> running = running();
        if (running.isEmpty()) {
            tell(new Finding("room", "none is running in " + context.home(room.home()), "start one: wireroom up"));
            return Exit.UNREACHABLE;
        }
        RoomAddress address = running.get();
        tell(Finding.well("room", address.pid() == 0 ? "as the environment says" : "process " + address.pid()));
        Finding kafka = kafka(address);
        tell(kafka);
        Finding registry = registry(address);
        tell(registry);
        tell(database(address));
        if (kafka.mend() == null && registry.mend() == null) {
            enrich(address).forEach(this::tell);
            tell(alarms(address));
        }
        tell(page(address));
        return ill ? Exit.FAILURE : Exit.OK;
    }

    private Optional<RoomAddress> running() {
        try {
            return Optional.of(context.room(room.home()));
        } catch (CommandFailure e) {
            return Optional.empty();
        }
    }

    private void tell(Finding finding) {
        boolean well = finding.mend() == null;
        ill |= !well;
        Console console = context.console();
        console.out()
                .println(
                        json
                                ? JSON.createObjectNode()
                                        .put("part", finding.part())
                                        .put("well", well)
                                        .put("what", finding.what())
                                        .put("mend", finding.mend())
                                        .toString()
                                : (well ? console.green("ok    ") : console.red("ILL   "))
                                        + String.format(Locale.ROOT, "%-11s", finding.part())
                                        + finding.what()
                                        + (well ? "" : "; " + finding.mend()));
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String what = "Java " + Runtime.version();
        return version >= 21
                ? Finding.well("java", what)
                : new Finding("java", what, "install a JDK of 21 or newer, or set WIREROOM_JAVA_HOME");
    }

    private static Finding disk(Path home) {
        Path place = home;
        while (place != null && !Files.exists(place)) {
            place = place.getParent();
        }
        try {
            long left = Files.getFileStore(place).getUsableSpace() / (1024 * 1024);
            String what = left + " MB left for " + home;
            return left >= LITTLE_SPACE_MB
                    ? Finding.well("disk", what)
                    : new Finding("disk", what, "free some, or move the home with --home");
        } catch (IOException e) {
            return new Finding("disk", "cannot look at " + home + ": " + e.getMessage(), "is it mounted?");
        }
    }

    private static Finding kafka(RoomAddress address) {
        Map<String, Object> properties = address.cluster().client();
        properties.put("request.timeout.ms", "5000");
        properties.put("default.api.timeout.ms", "8000");
        try (Admin admin = Admin.create(properties)) {
            int brokers = admin.describeCluster()
                    .nodes()
                    .get(KAFKA_SECONDS, TimeUnit.SECONDS)
                    .size();
            return Finding.well(
                    "Kafka", address.bootstrap() + ", " + brokers + (brokers == 1 ? " broker" : " brokers"));
        } catch (ExecutionException | TimeoutException e) {
            return new Finding("Kafka", "does not answer at " + address.bootstrap(), "see logs/room.log in the home");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Finding("Kafka", "interrupted", "run it again");
        }
    }

    private static Finding registry(RoomAddress address) {
        try (Http http = new Http()) {
            JsonNode subjects = http.get(URI.create(address.registry().split(",")[0] + "/subjects"));
            return Finding.well("registry", address.registry() + ", " + subjects.size() + " subjects");
        } catch (CommandFailure e) {
            return new Finding(
                    "registry", "does not answer at " + address.registry(), "see logs/registry.log in the home");
        }
    }

    private Finding database(RoomAddress address) {
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcUser(), context.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from article")) {
            row.next();
            return Finding.well("PostgreSQL", address.jdbcUrl() + ", " + row.getLong(1) + " articles");
        } catch (SQLException e) {
            return new Finding(
                    "PostgreSQL",
                    "does not answer at " + address.jdbcUrl() + ": " + e.getMessage(),
                    "see logs/postgres.log in the home");
        }
    }

    private static List<Finding> enrich(RoomAddress address) {
        var editions = new EditionLog(address.cluster()).all();
        Optional<Edition> current = EditionLog.current(editions);
        if (current.isEmpty()) {
            return List.of(new Finding("enrich", "has no edition yet", "is enrich running? see its log"));
        }
        Edition edition = current.get();
        try (EnrichProgress progress = new EnrichProgress(address.cluster(), edition.getName(), edition.getFrom())) {
            long behind = progress.behind(progress.endOfWireItems());
            String what = "edition " + edition.getName() + ", " + behind + " wire items behind";
            return List.of(
                    behind < MUCH_LAG
                            ? Finding.well("enrich", what)
                            : new Finding("enrich", what, "give it time, or more threads: WIREROOM_THREADS"));
        }
    }

    private Finding alarms(RoomAddress address) {
        List<TopicLog.Unreadable> unreadable = new ArrayList<>();
        Map<String, Long> kinds = AlarmsCommand.read(address.cluster(), false, unreadable::add).stream()
                .collect(Collectors.groupingBy(Alarm::getKind, TreeMap::new, Collectors.counting()));
        if (!unreadable.isEmpty()) {
            return new Finding(
                    "alarms",
                    unreadable.size() + " cannot be read, the first: " + unreadable.getFirst(),
                    "find who wrote there; the others: wireroom alarms");
        }
        return kinds.isEmpty()
                ? Finding.well("alarms", "none")
                : new Finding("alarms", kinds.toString(), "see: wireroom alarms");
    }

    private static Finding page(RoomAddress address) {
        try (Http http = new Http()) {
            JsonNode status = http.get(URI.create(address.page() + "/api/status"));
            return Finding.well(
                    "page",
                    address.page() + ", edition " + status.path("edition").asText() + ", "
                            + status.path("articles").asLong() + " articles, lag "
                            + status.path("lag").asLong());
        } catch (CommandFailure e) {
            return new Finding("page", "does not answer at " + address.page(), "is the gateway running? see its log");
        }
    }
}
