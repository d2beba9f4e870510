package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.EditionLog;
import wireroom.app.log.EnrichProgress;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.topics.Cluster;

/** Lists the editions. */
@Command(
        name = "editions",
        mixinStandardHelpOptions = true,
        description = "Lists the editions: which is current, and how far each has come.",
        footer = {"", "Example:  wireroom editions --json | jq -r 'select(.current).name'"})
final class EditionsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;

    @Option(names = "--json", description = "one edition per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    EditionsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Cluster cluster = context.room(room.home()).cluster();
        SortedMap<String, Edition> editions = new EditionLog(cluster).all();
        String current = EditionLog.current(editions).map(Edition::getName).orElse("");
        for (Edition edition : editions.values()) {
            long behind = behind(cluster, edition);
            ObjectNode line = JSON.createObjectNode()
                    .put("name", edition.getName())
                    .put("current", edition.getName().equals(current))
                    .put("state", edition.getState().name())
                    .put("createdAt", edition.getCreatedAt().toString())
                    .put(
                            "from",
                            edition.getFrom() == null ? null : edition.getFrom().toString())
                    .put("behind", behind);
            line.set("settings", JSON.valueToTree(edition.getSettings()));
            context.console().out().println(json ? line.toString() : words(edition, current, behind));
        }
        return Exit.OK;
    }

    private static long behind(Cluster cluster, Edition edition) {
        if (edition.getState() != EditionState.RUNNING) {
            return 0;
        }
        try (EnrichProgress progress = new EnrichProgress(cluster, edition.getName(), edition.getFrom())) {
            return progress.behind(progress.endOfWireItems());
        }
    }

    private String words(Edition edition, String current, long behind) {
        boolean shown = edition.getName().equals(current);
        return (shown ? context.console().green("* ") : "  ")
                + String.format(java.util.Locale.ROOT, "%-12s", edition.getName())
                + edition.getState().name().toLowerCase(java.util.Locale.ROOT)
                + (shown ? ", current" : "")
                + ", since " + edition.getCreatedAt()
                + (edition.getFrom() == null ? "" : ", from " + edition.getFrom())
                + (behind == 0 ? "" : ", " + behind + " wire items behind")
                + (edition.getSettings().isEmpty() ? "" : ", " + edition.getSettings());
    }
}
