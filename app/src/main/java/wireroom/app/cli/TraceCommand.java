package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.log.EditionLog;
import wireroom.app.log.TopicLog;
import wireroom.app.room.RoomAddress;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.topics.Cluster;
import wireroom.topics.Topic;
import wireroom.topics.Topics;

/** Where an article is at every hop, and when it got there. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Says where an article is at every hop, and when it got there.",
        footer = {"", "Example:  wireroom trace 'example.wire|summit-1'"})
final class TraceCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Hop(String name, String place, Instant at, String what) {}

    private final Context context;

    @Parameters(paramLabel = "URI", description = "uri, or id: provider|uri")
    private String uri;

    @Option(names = "--json", description = "one hop per line as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    TraceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        RoomAddress address = context.room(room.home());
        Cluster cluster = address.cluster();
        PassedBy passed = new PassedBy(context.console());
        List<Hop> hops = new ArrayList<>();
        TreeSet<String> ids = new TreeSet<>();
        TopicLog.read(
                cluster,
                Topics.WIRE_ITEMS,
                record -> {
                    if (matches(record.key())) {
                        var item = record.value();
                        ids.add(record.key());
                        hops.add(new Hop(
                                "received",
                                item.getOrigin().getSourceId() + ":"
                                        + item.getOrigin().getPlace(),
                                item.getReceivedAt(),
                                item.getAction() + version(item.getRevisionRaw())));
                        hops.add(hop(record, "wire-items", value -> value.getFormat()));
                    }
                },
                passed);
        if (ids.isEmpty()) {
            throw new CommandFailure(
                    Exit.FAILURE,
                    "no wire item has the id or uri '" + uri + "'",
                    "was it rejected? see: wireroom rejects");
        }
        if (ids.size() > 1) {
            throw new CommandFailure(
                    Exit.USAGE, "several providers use this uri", "name one: " + String.join(", ", ids));
        }
        String id = ids.first();
        SortedMap<String, Edition> editions = new EditionLog(cluster).all();
        editions.values().stream()
                .filter(edition -> edition.getState() == EditionState.RUNNING)
                .map(Edition::getName)
                .forEach(edition -> {
                    collect(
                            hops,
                            cluster,
                            passed,
                            Topics.holds(edition),
                            id,
                            hold -> hold.getEmbargo().getKind()
                                    + (hold.getEmbargo().getUntil() == null
                                            ? ""
                                            : " " + hold.getEmbargo().getUntil()));
                    collect(
                            hops,
                            cluster,
                            passed,
                            Topics.articles(edition),
                            id,
                            article -> article.getStatus() + ", emission " + article.getEmission());
                });
        collect(
                hops,
                cluster,
                passed,
                Topics.ARTICLES,
                id,
                article -> article.getStatus() + ", emission " + article.getEmission());
        collect(
                hops,
                cluster,
                passed,
                Topics.KILLS,
                id,
                kill -> kill.getEvidence().getRule());
        stored(hops, address, id);
        hops.sort(java.util.Comparator.comparing(Hop::at));
        shown(hops, address, id);
        hops.forEach(hop -> context.console().out().println(json ? asJson(hop) : words(hop)));
        return passed.exit(Exit.OK);
    }

    private boolean matches(String id) {
        return id.equals(uri) || id.endsWith("|" + uri) && id.indexOf('|') == id.length() - uri.length() - 1;
    }

    private static String version(String version) {
        return version == null ? "" : ", version " + version;
    }

    private static <V extends SpecificRecord> void collect(
            List<Hop> hops, Cluster cluster, PassedBy passed, Topic<V> topic, String id, Function<V, String> what) {
        String name = topic.name().replaceFirst("^wireroom\\.", "").replaceFirst("\\.v1", "");
        TopicLog.read(
                cluster,
                topic,
                record -> {
                    if (id.equals(record.key())) {
                        hops.add(hop(record, name, what));
                    }
                },
                passed);
    }

    private static <V> Hop hop(ConsumerRecord<String, V> record, String name, Function<V, String> what) {
        return new Hop(
                name,
                "partition " + record.partition() + ", offset " + record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                what.apply(record.value()));
    }

    private void stored(List<Hop> hops, RoomAddress address, String id) {
        String sql = "select edition, status, emission, stored_at from article_of_edition where id = ?";
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcUser(), context.password());
                var query = connection.prepareStatement(sql)) {
            query.setString(1, id);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    hops.add(new Hop(
                            "postgresql",
                            "edition " + rows.getString(1),
                            rows.getTimestamp(4).toInstant(),
                            rows.getString(2) + ", emission " + rows.getLong(3)));
                }
            }
        } catch (SQLException e) {
            throw new CommandFailure(
                    Exit.UNREACHABLE,
                    "PostgreSQL does not answer at " + address.jdbcUrl() + ": " + e.getMessage(),
                    "see: wireroom doctor",
                    e);
        }
    }

    /** The page keeps no time of its own: what it shows, it shows now. */
    private static void shown(List<Hop> hops, RoomAddress address, String id) {
        try (Http http = new Http()) {
            var article = http.get(URI.create(address.page() + "/api/articles?uri=" + Http.encode(id)));
            hops.add(new Hop(
                    "page",
                    address.page().toString(),
                    null,
                    article.path("status").asText() + ", emission "
                            + article.path("emission").asLong()));
        } catch (CommandFailure e) {
            if (e.code() == Exit.UNREACHABLE) {
                throw e;
            }
            // not shown: under embargo, say, which the hops above explain
        }
    }

    private String words(Hop hop) {
        return String.format(
                Locale.ROOT,
                "%-24s  %-16s  %-32s  %s",
                hop.at() == null ? "now" : hop.at(),
                hop.name(),
                hop.place(),
                hop.what());
    }

    private static ObjectNode asJson(Hop hop) {
        return JSON.createObjectNode()
                .put("hop", hop.name())
                .put("place", hop.place())
                .put("at", hop.at() == null ? null : hop.at().toString())
                .put("what", hop.what());
    }
}
