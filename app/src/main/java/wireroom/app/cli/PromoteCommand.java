package wireroom.app.cli;

import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import wireroom.app.log.EditionLog;
import wireroom.model.Edition;
import wireroom.model.EditionState;

/** Makes an edition the one that subscribers see. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        description =
                "Makes an edition the one that stores, page and subscribers show; promote the old one to go back.",
        footer = {"", "Example:  wireroom promote e2"})
final class PromoteCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME", description = "edition to show")
    private String name;

    @Mixin
    private RoomOption room = new RoomOption();

    PromoteCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        EditionLog log = new EditionLog(context.room(room.home()).cluster());
        SortedMap<String, Edition> editions = log.all();
        Edition edition = editions.get(name);
        if (edition == null) {
            throw new CommandFailure(
                    Exit.FAILURE,
                    "there is no edition " + name,
                    "known are " + String.join(", ", editions.keySet()) + "; make it: wireroom replay " + name);
        }
        if (edition.getState() != EditionState.RUNNING) {
            throw new CommandFailure(
                    Exit.FAILURE, "edition " + name + " was dropped", "replay again under another name");
        }
        String before = EditionLog.current(editions).map(Edition::getName).orElse("none");
        if (before.equals(name)) {
            context.console().out().println("edition " + name + " is current already");
            return Exit.OK;
        }
        long highest = editions.values().stream()
                .mapToLong(Edition::getPromotion)
                .max()
                .orElse(0);
        log.publish(Edition.newBuilder(edition).setPromotion(highest + 1).build());
        context.console().out().println("edition " + name + " is current now; to go back: wireroom promote " + before);
        return Exit.OK;
    }
}
