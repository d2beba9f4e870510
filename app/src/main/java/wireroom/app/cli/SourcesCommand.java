package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import wireroom.app.log.TopicLog;
import wireroom.model.Cursor;
import wireroom.topics.Topics;

/** Shows how the sources are doing, from the cursors that ingest commits with their items. */
@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        description = "Shows the health of every source: last poll, next poll, what is wrong.",
        footer = {"", "Example:  wireroom sources --json | jq -r 'select(.health != \"OK\") | .source'"})
final class SourcesCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NUMBERS = List.of("errors", "polls", "news", "gaps", "movedTimes");

    private final Context context;
    private final Clock clock;

    @Option(names = "--json", description = "one source per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    SourcesCommand(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Map<String, Cursor> feeds = new TreeMap<>();
        Map<String, Long> files = new TreeMap<>();
        Map<String, Instant> seen = new TreeMap<>();
        Console console = context.console();
        PassedBy passed = new PassedBy(console);
        TopicLog.last(context.room(room.home()).cluster(), Topics.INGEST_STATE, passed)
                .values()
                .forEach(cursor -> {
                    boolean feed = cursor.getFields().containsKey("configured");
                    if (feed) {
                        feeds.put(cursor.getSourceId(), cursor);
                    } else if (cursor.getFields().containsKey("sha256")) {
                        files.merge(cursor.getSourceId(), 1L, Long::sum);
                        seen.merge(cursor.getSourceId(), cursor.getAt(), (a, b) -> a.isAfter(b) ? a : b);
                    }
                });
        feeds.values().stream()
                .sorted(Comparator.comparing(Cursor::getSourceId))
                .forEach(feed -> console.out()
                        .println(json ? asJson(feed).toString() : line(feed.getSourceId(), feed.getFields())));
        files.forEach((source, count) -> console.out()
                .println(
                        json
                                ? JSON.createObjectNode()
                                        .put("source", source)
                                        .put("kind", "folder")
                                        .put("files", count)
                                        .put("last", seen.get(source).toString())
                                        .toString()
                                : source + "  " + count + " files, the last "
                                        + ago(seen.get(source).toString())));
        if (feeds.isEmpty() && files.isEmpty() && !json) {
            console.err().println("no source has been read yet");
        }
        return passed.exit(Exit.OK);
    }

    private String line(String source, Map<String, String> fields) {
        String health = fields.getOrDefault("health", "NEW");
        String shown = switch (health) {
            case "OK", "NEW" -> health;
            case "FAILING", "GONE" -> context.console().red(health);
            default -> context.console().yellow(health);
        };
        return source + "  " + shown + "  " + fields.getOrDefault("status", "-") + "  polled "
                + ago(fields.get("last")) + ", next " + in(fields.get("next")) + ", every "
                + shortened(fields.getOrDefault("interval", "-")) + "; " + fields.getOrDefault("news", "0") + " items, "
                + fields.getOrDefault("errors", "0") + " errors, " + fields.getOrDefault("gaps", "0") + " gaps"
                + (fields.containsKey("detail") ? "  " + fields.get("detail") : "");
    }

    private String ago(String instant) {
        return instant == null
                ? "never"
                : shortened(Duration.between(Instant.parse(instant), clock.instant())) + " ago";
    }

    private String in(String instant) {
        return instant == null ? "never" : "in " + shortened(Duration.between(clock.instant(), Instant.parse(instant)));
    }

    private static String shortened(String duration) {
        try {
            return shortened(Duration.parse(duration));
        } catch (DateTimeParseException unreadable) {
            return duration;
        }
    }

    private static String shortened(Duration duration) {
        Duration shown = duration.isNegative() ? Duration.ZERO : duration;
        if (shown.toMinutes() == 0) {
            return shown.toSeconds() + " s";
        }
        return shown.toHours() < 2 ? shown.toMinutes() + " min" : shown.toHours() + " h";
    }

    private static ObjectNode asJson(Cursor feed) {
        ObjectNode node =
                JSON.createObjectNode().put("source", feed.getSourceId()).put("kind", "feed");
        new TreeMap<>(feed.getFields()).forEach((name, value) -> {
            if (NUMBERS.contains(name)) {
                node.put(name, Long.parseLong(value));
            } else {
                node.put(name, value);
            }
        });
        return node.put("at", feed.getAt().toString());
    }
}
