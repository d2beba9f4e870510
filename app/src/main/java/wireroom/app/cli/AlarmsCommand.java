package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.EditionLog;
import wireroom.app.log.TopicLog;
import wireroom.model.Alarm;
import wireroom.model.Edition;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Lists what a person should look at. */
@Command(
        name = "alarms",
        mixinStandardHelpOptions = true,
        description =
                "Lists what a person should look at: kills that found nothing, missing numbers, leaks, silent sources.",
        footer = {"", "Example:  wireroom alarms --json | jq -r '[.kind, .subject, .detail] | @tsv'"})
final class AlarmsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;

    @Option(names = "--json", description = "one alarm per line as JSON")
    private boolean json;

    @Option(names = "--all", description = "those that are over, too")
    private boolean all;

    @Mixin
    private RoomOption room = new RoomOption();

    AlarmsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Console console = context.console();
        PassedBy passed = new PassedBy(console);
        List<Alarm> alarms = read(context.room(room.home()).cluster(), all, passed);
        for (Alarm alarm : alarms) {
            console.out().println(json ? asJson(alarm) : words(console, alarm));
        }
        if (alarms.isEmpty() && !json) {
            console.err().println("no alarms");
        }
        return passed.exit(Exit.OK);
    }

    /**
     * Those of the current edition, and those that no edition raised.
     *
     * @param all also those that are over
     * @param unreadable told of alarms that cannot be read
     */
    static List<Alarm> read(Cluster cluster, boolean all, Consumer<TopicLog.Unreadable> unreadable) {
        String current = EditionLog.current(new EditionLog(cluster).all())
                .map(Edition::getName)
                .orElse("");
        return TopicLog.last(cluster, Topics.ALARMS, unreadable).values().stream()
                .filter(alarm ->
                        alarm.getEdition().isEmpty() || alarm.getEdition().equals(current))
                .filter(alarm -> all || !alarm.getCleared())
                .sorted(Comparator.comparing(Alarm::getSince)
                        .thenComparing(Alarm::getKind)
                        .thenComparing(Alarm::getSubject))
                .toList();
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
