package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.EditionLog;
import wireroom.app.log.TopicLog;
import wireroom.model.Alarm;
import wireroom.model.Cursor;
import wireroom.model.Edition;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Lists what a person should look at. */
@Command(
        name = "alarms",
        mixinStandardHelpOptions = true,
        description = "Lists what a person should look at: kills that found nothing, missing numbers, leaks.",
        footer = {"", "Example:  wireroom alarms --json | jq -r '[.kind, .subject, .detail] | @tsv'"})
final class AlarmsCommand implements Callable<Integer> {
    /** A wire that says nothing for a day and a night is broken. */
    static final Duration SILENCE = Duration.ofHours(24);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;
    private final Clock clock;

    @Option(
            names = "--silent-after",
            paramLabel = "DURATION",
            description = "a source that has brought nothing for so long is an alarm; PT24H when not given")
    private Duration silence = SILENCE;

    @Option(names = "--json", description = "one alarm per line as JSON")
    private boolean json;

    @Option(names = "--all", description = "those that are over, too")
    private boolean all;

    @Mixin
    private RoomOption room = new RoomOption();

    AlarmsCommand(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        List<Alarm> alarms =
                read(context.room(room.home()).cluster(), clock.instant().minus(silence), all);
        Console console = context.console();
        for (Alarm alarm : alarms) {
            console.out().println(json ? asJson(alarm) : words(console, alarm));
        }
        if (alarms.isEmpty() && !json) {
            console.err().println("no alarms");
        }
        return Exit.OK;
    }

    /**
     * Those of the current edition, those that no edition raised, and the sources that have been silent.
     *
     * @param silentSince a source that has brought nothing since is silent
     * @param all also those that are over
     */
    static List<Alarm> read(Cluster cluster, Instant silentSince, boolean all) {
        String current = EditionLog.current(new EditionLog(cluster).all())
                .map(Edition::getName)
                .orElse("");
        Stream<Alarm> raised = TopicLog.last(cluster, Topics.ALARMS).values().stream()
                .filter(alarm ->
                        alarm.getEdition().isEmpty() || alarm.getEdition().equals(current));
        return Stream.concat(
                        raised,
                        silent(TopicLog.last(cluster, Topics.INGEST_STATE).values(), silentSince))
                .filter(alarm -> all || !alarm.getCleared())
                .sorted(Comparator.comparing(Alarm::getSince)
                        .thenComparing(Alarm::getKind)
                        .thenComparing(Alarm::getSubject))
                .toList();
    }

    /** How far a source was read is written whenever it brings something: what is old there is silent. */
    static Stream<Alarm> silent(Collection<Cursor> cursors, Instant since) {
        Map<String, Instant> last = cursors.stream()
                .collect(Collectors.toMap(
                        Cursor::getSourceId,
                        Cursor::getAt,
                        (one, other) -> one.isAfter(other) ? one : other,
                        TreeMap::new));
        return last.entrySet().stream()
                .filter(source -> source.getValue().isBefore(since))
                .map(source -> Alarm.newBuilder()
                        .setKind("SOURCE_SILENT")
                        .setSubject(source.getKey())
                        .setProvider("")
                        .setEdition("")
                        .setDetail("has brought nothing since " + source.getValue())
                        .setMend("does it still send? see its folder or address in wireroom.yaml")
                        .setSince(source.getValue())
                        .build());
    }

    private static String words(Console console, Alarm alarm) {
        String kind = alarm.getCleared() ? console.faint("over  " + alarm.getKind()) : console.red(alarm.getKind());
        return alarm.getSince() + "  " + kind + "  " + alarm.getSubject() + "  " + alarm.getDetail() + "; "
                + alarm.getMend();
    }

    private static String asJson(Alarm alarm) {
        return JSON.createObjectNode()
                .put("kind", alarm.getKind())
                .put("subject", alarm.getSubject())
                .put("provider", alarm.getProvider())
                .put("edition", alarm.getEdition())
                .put("detail", alarm.getDetail())
                .put("mend", alarm.getMend())
                .put("since", alarm.getSince().toString())
                .put("cleared", alarm.getCleared())
                .toString();
    }
}
