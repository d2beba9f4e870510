package wireroom.app.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.TopicLog;
import wireroom.model.RejectedItem;
import wireroom.topics.Topics;

/** Lists what was refused, and why. */
@Command(
        name = "rejects",
        mixinStandardHelpOptions = true,
        description = "Lists what was refused: where it came from, why, and what to do about it.",
        footer = {"", "Example:  wireroom rejects --json | jq -r .code | sort | uniq -c"})
final class RejectsCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "one refusal per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    RejectsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<RejectedItem> rejects = new ArrayList<>();
        Console console = context.console();
        PassedBy passed = new PassedBy(console);
        TopicLog.read(
                context.room(room.home()).cluster(), Topics.REJECTS, record -> rejects.add(record.value()), passed);
        rejects.sort(Comparator.comparing(RejectedItem::getAt));
        rejects.forEach(reject -> console.out()
                .println(
                        json
                                ? RejectLine.json(reject).toString()
                                : reject.getAt() + "  " + RejectLine.of(console, reject)));
        if (rejects.isEmpty() && !json) {
            console.err().println("nothing was rejected");
        }
        return passed.exit(Exit.OK);
    }
}
