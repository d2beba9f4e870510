package wireroom.app.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.log.AuthorityLog;
import wireroom.app.log.EditionLog;
import wireroom.app.log.EnrichProgress;
import wireroom.article.ArticleDigest;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.topics.Cluster;

/** Enriches history again, beside the edition that subscribers see. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Enriches all history again as a new edition, beside the current one, while feeding goes on.",
        footer = {
            "",
            "Prints the number of articles and a hash over all of them: two replays of the same history with the same",
            "settings end in the same hash. Subscribers see it after 'wireroom promote NAME', not before.",
            "Example:  wireroom replay e2 --from 2026-11-01T00:00:00Z"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME = "[a-z0-9-]{1,32}";

    private final Context context;
    private final Clock clock;

    @Parameters(paramLabel = "NAME", description = "name of the new edition, e.g. e2")
    private String name;

    @Option(names = "--from", paramLabel = "INSTANT", description = "leave out wire items logged before")
    private Instant from;

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "hold embargoes that end later (default: now)")
    private Instant asOf;

    @Option(
            names = "--authority",
            paramLabel = "STATE",
            description =
                    "link all of it by this state of the authority or a later one: latest, or a number of 'wireroom"
                            + " authority' (default: each article by the state that held when it was logged)")
    private String authority;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "setting of enrich, repeatable")
    private Map<String, String> settings = Map.of();

    @Option(names = "--json", description = "result as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    ReplayCommand(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if (!name.matches(NAME)) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "'" + name + "' cannot be the name of an edition",
                    "use 1 to 32 lower-case letters, digits and dashes");
        }
        Cluster cluster = context.room(room.home()).cluster();
        EditionLog editions = new EditionLog(cluster);
        SortedMap<String, Edition> known = editions.all();
        if (known.containsKey(name)) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "edition " + name + " exists already, since "
                            + known.get(name).getCreatedAt(),
                    "choose another name; known are " + String.join(", ", known.keySet()));
        }
        long state = authority(cluster);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (EnrichProgress progress = new EnrichProgress(cluster, name, from)) {
            Map<TopicPartition, Long> ends = progress.endOfWireItems();
            editions.publish(Edition.newBuilder()
                    .setName(name)
                    .setState(EditionState.RUNNING)
                    .setCreatedAt(now)
                    .setAsOf(asOf == null ? now : asOf)
                    .setFrom(from)
                    .setSettings(settings)
                    .setPromotion(0)
                    .setAuthority(state)
                    .build());
            long total = progress.behind(ends);
            ProgressLine line = new ProgressLine(context.console(), "replaying", total);
            progress.await(ends, line::left, PATIENCE);
            line.done();
        }
        ArticleDigest digest = editions.digest(name);
        context.console()
                .out()
                .println(
                        json
                                ? "{\"edition\":\"" + name + "\",\"articles\":" + digest.count() + ",\"hash\":\""
                                        + digest.hex() + "\",\"authority\":" + state + "}"
                                : "edition " + name + ": " + digest.count() + " articles, hash " + digest.hex());
        return Exit.OK;
    }

    /** The least state to link by: what held before the range begins is not read from it. */
    private long authority(Cluster cluster) {
        AuthorityLog log = new AuthorityLog(cluster);
        if (authority == null) {
            return from == null ? 0 : log.stateAt(from);
        }
        long latest = log.read().state();
        if (authority.equals("latest")) {
            return latest;
        }
        try {
            long state = Long.parseLong(authority);
            if (state >= 0 && state <= latest) {
                return state;
            }
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "--authority is '" + authority + "'",
                    "set it to latest, or to a number from 0 to " + latest,
                    e);
        }
        throw new CommandFailure(
                Exit.USAGE, "--authority is " + authority, "set it to latest, or to a number from 0 to " + latest);
    }
}
