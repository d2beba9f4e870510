package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.TopicLog;
import wireroom.model.Kill;
import wireroom.model.KillAck;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** The kill ledger, and who has acknowledged. */
@Command(
        name = "kills",
        mixinStandardHelpOptions = true,
        description = "Lists killed articles, and which holder has acknowledged that it has no text of them any more.",
        footer = {
            "",
            "Exits with 5 when a text that had gone out is still held by somebody.",
            "Example:  wireroom kills --json | jq -c '{id, stillHeldBy}'"
        })
final class KillsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;

    @Option(names = "--json", description = "one kill per line as JSON")
    private boolean json;

    @Option(
            names = "--holders",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "gateway,postgresql,topics",
            description = "who has to acknowledge: ${DEFAULT-VALUE} unless told otherwise")
    private List<String> holders = List.of();

    @Mixin
    private RoomOption room = new RoomOption();

    KillsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Cluster cluster = context.room(room.home()).cluster();
        PassedBy passed = new PassedBy(context.console());
        Map<String, List<KillAck>> acks = TopicLog.last(cluster, Topics.KILL_ACKS, passed).values().stream()
                .sorted(Comparator.comparing(KillAck::getHolder))
                .collect(Collectors.groupingBy(KillAck::getId));
        List<Kill> kills = TopicLog.last(cluster, Topics.KILLS, passed).values().stream()
                .sorted(Comparator.comparing(Kill::getReceivedAt).thenComparing(Kill::getId))
                .toList();
        boolean held = false;
        for (Kill kill : kills) {
            List<KillAck> known = acks.getOrDefault(kill.getId(), List.of());
            List<String> waiting = stillHeldBy(kill, known, holders);
            held |= !waiting.isEmpty();
            context.console()
                    .out()
                    .println(json ? asJson(kill, known, waiting).toString() : words(kill, known, waiting));
        }
        if (kills.isEmpty() && !json) {
            context.console().err().println("nothing was killed");
        }
        return passed.exit(held ? Exit.HELD : Exit.OK);
    }

    /** A text that never went out is held by nobody. */
    static List<String> stillHeldBy(Kill kill, List<KillAck> acks, List<String> holders) {
        return kill.getWasPublished()
                ? holders.stream()
                        .filter(holder ->
                                acks.stream().noneMatch(ack -> ack.getHolder().equals(holder)))
                        .sorted()
                        .toList()
                : List.of();
    }

    private String words(Kill kill, List<KillAck> acks, List<String> waiting) {
        String known = acks.stream()
                .map(ack -> ack.getHolder() + (ack.getHadText() ? " (erased " : " (had none, ") + ack.getAt() + ")")
                .collect(Collectors.joining(", "));
        return kill.getReceivedAt() + "  " + context.console().red(kill.getId()) + "  "
                + (kill.getWasPublished() ? "after publication" : "before publication") + "; acknowledged by "
                + (known.isEmpty() ? "nobody yet" : known)
                + (waiting.isEmpty() ? "" : "; " + context.console().red("STILL HELD BY " + String.join(", ", waiting)))
                + (kill.getBy() == null ? "" : "; by notice " + kill.getBy());
    }

    private static ObjectNode asJson(Kill kill, List<KillAck> acks, List<String> waiting) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", kill.getId())
                .put("version", kill.getVersion())
                .put("receivedAt", kill.getReceivedAt().toString())
                .put("wasPublished", kill.getWasPublished())
                .put("rule", kill.getEvidence().getRule())
                .put("by", kill.getBy());
        ArrayNode held = node.putArray("stillHeldBy");
        waiting.forEach(held::add);
        ArrayNode array = node.putArray("acks");
        acks.forEach(ack -> array.addObject()
                .put("holder", ack.getHolder())
                .put("edition", ack.getEdition())
                .put("at", ack.getAt().toString())
                .put("hadText", ack.getHadText()));
        return node;
    }
}
