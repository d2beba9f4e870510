package wireroom.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import wireroom.gateway.view.Views;
import wireroom.model.Alarm;
import wireroom.model.Cursor;
import wireroom.topics.TopicCreation;
import wireroom.topics.TopicFollower;
import wireroom.topics.Topics;

/**
 * How the sources are doing, from the cursors and alarms that ingest commits: a few values for each source that was ever
 * read, whichever process reads it. Thread-safe.
 */
final class SourceBoard implements AutoCloseable {
    private static final String SILENCE = "/silence";
    private static final String SILENT = "SOURCE_SILENT";

    /** What is known of one source; the board guards it. */
    private static final class Source {
        private String kind;
        private Map<String, String> poll = Map.of();
        private Map<String, String> hub = Map.of();
        /** When a file of a folder was read last, or a push with a key came last. */
        private Instant read;
        /** When each process that is pushed to, or the one that reads it, has heard of it last. */
        private final Map<String, Instant> heard = new TreeMap<>();

        private final Map<String, Alarm> silent = new TreeMap<>();
    }

    private final Map<String, Source> sources = new TreeMap<>();
    private List<TopicFollower<?>> followers = List.of();

    /** Follows the topics until it is closed. */
    static SourceBoard start(GatewayConfig config) {
        try (Admin admin = Admin.create(config.cluster().client())) {
            TopicCreation.ensure(admin, List.of(Topics.INGEST_STATE, Topics.ALARMS), config.replicas());
        }
        SourceBoard board = new SourceBoard();
        board.followers = List.of(
                TopicFollower.start(config.cluster(), Topics.INGEST_STATE, "state of the sources", board::cursor),
                TopicFollower.start(config.cluster(), Topics.ALARMS, "alarms", board::alarm));
        return board;
    }

    private Source source(String id) {
        return sources.computeIfAbsent(id, name -> new Source());
    }

    /** Tells kinds of cursors apart by what is in them, since a file may be called like any part. */
    synchronized void cursor(ConsumerRecord<String, byte[]> record, Cursor cursor) {
        if (cursor == null) {
            return;
        }
        Map<String, String> fields = cursor.getFields();
        String id = cursor.getSourceId();
        String part = cursor.getPart();
        if (fields.containsKey("configured")) {
            source(id).kind = "feed";
            source(id).poll = fields;
        } else if (part.equals("hub") && fields.containsKey("phase")) {
            source(id).hub = fields;
        } else if (part.startsWith(SILENCE)) {
            if (part.length() > SILENCE.length()) {
                source(id).kind = "push";
            }
            Instant last = instant(fields.get("last"));
            if (last != null) {
                source(id).heard.put(part, last);
            }
        } else if (part.startsWith("key:") && fields.containsKey("key")) {
            source(id).kind = "push";
            source(id).read = later(source(id).read, cursor.getAt());
        } else if (fields.containsKey("sha256")) {
            source(id).kind = "folder";
            source(id).read = later(source(id).read, cursor.getAt());
        }
    }

    synchronized void alarm(ConsumerRecord<String, byte[]> record, Alarm alarm) {
        if (alarm == null || !alarm.getKind().equals(SILENT)) {
            return;
        }
        String subject = alarm.getSubject();
        int process = subject.lastIndexOf('@');
        Source source = source(process < 0 ? subject : subject.substring(0, process));
        if (alarm.getCleared()) {
            source.silent.remove(subject);
        } else {
            source.silent.put(subject, alarm);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }

    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (java.time.DateTimeException unreadable) {
            return null;
        }
    }

    /** All of them by id, as JSON. */
    synchronized ObjectNode json() {
        ObjectNode json = Views.object();
        ArrayNode all = json.putArray("sources");
        // What only an alarm that is over speaks of is no source any more.
        sources.forEach((id, source) -> {
            if (source.kind != null || !source.heard.isEmpty() || !source.silent.isEmpty()) {
                all.add(json(id, source));
            }
        });
        return json;
    }

    private static ObjectNode json(String id, Source source) {
        Map<String, String> poll = source.poll;
        Instant heard = source.heard.values().stream().reduce(null, SourceBoard::later);
        Instant success = source.kind != null && source.kind.equals("feed") ? instant(poll.get("read")) : source.read;
        ObjectNode json = Views.object()
                .put("id", id)
                .put("kind", source.kind)
                .put("state", state(source))
                .put("lastItem", text(heard))
                .put("lastSuccess", text(success == null ? heard : success))
                .put("lastPoll", poll.get("last"))
                .put("nextPoll", poll.get("next"))
                .put("every", poll.get("interval"))
                .put("failures", number(poll.get("errors")))
                .put("items", number(poll.get("news")))
                .put("gaps", number(poll.get("gaps")))
                .put("status", poll.get("status"))
                .put("detail", poll.get("detail"))
                .put("url", poll.get("url"));
        Map<String, String> hub = source.hub;
        if (hub.containsKey("hub") && !hub.getOrDefault("phase", "NONE").equals("NONE")) {
            json.putObject("hub")
                    .put("state", hub.get("phase"))
                    .put("address", hub.get("hub"))
                    .put("until", hub.get("until"))
                    .put("detail", hub.get("detail"));
        } else {
            json.putNull("hub");
        }
        ArrayNode silences = json.putArray("silences");
        source.silent.forEach((subject, alarm) -> silences.addObject()
                .put("subject", subject)
                .put("since", text(alarm.getSince()))
                .put("detail", alarm.getDetail())
                .put("mend", alarm.getMend()));
        return json;
    }

    /** That of a feed's last poll; of all others OK, or SILENT. */
    private static String state(Source source) {
        String health = source.poll.getOrDefault("health", "OK");
        return health.equals("OK") && !source.silent.isEmpty() ? "SILENT" : health;
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static Long number(String text) {
        return text == null || !text.matches("\\d{1,18}") ? null : Long.valueOf(text);
    }

    @Override
    public void close() {
        followers.forEach(TopicFollower::close);
    }
}
