package wireroom.app.conform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import wireroom.enrich.Rehearsal;
import wireroom.enrich.Rehearsal.Standing;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/**
 * Runs a scenario through the parsers of ingest and the fold of enrich: in every order of arrival, with and without
 * repeated deliveries, each of which must end in what is expected and in the same bytes of state.
 */
public final class Trial {
    /** More differences than these help nobody. */
    private static final int DIFFERENCES = 12;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scenario scenario;
    private final List<Parsed> parsed;
    private final List<String> differences = new ArrayList<>();

    private Trial(Scenario scenario) {
        this.scenario = scenario;
        this.parsed = scenario.documents().stream().map(Trial::parse).toList();
    }

    /** The verdict on a scenario. */
    public static Verdict run(Scenario scenario) {
        return new Trial(scenario).run();
    }

    /** What comes of it in the order as given: the form of {@code expected.json}, with every field. */
    public static ObjectNode outcome(Scenario scenario) {
        Trial trial = new Trial(scenario);
        List<Integer> given =
                IntStream.range(0, scenario.documents().size()).boxed().toList();
        ObjectNode outcome = JSON.createObjectNode();
        Rehearsal rehearsal = trial.rehearsed(given);
        outcome.set("articles", Observed.articles(rehearsal.at(scenario.at())));
        outcome.set("alarms", trial.alarms(rehearsal));
        outcome.set("events", trial.events());
        outcome.set("rejects", trial.rejects());
        return outcome;
    }

    private Verdict run() {
        JsonNode expected = scenario.expected();
        for (String name : names(expected)) {
            if (!Set.of("articles", "moments", "events", "rejects", "alarms", "why")
                    .contains(name)) {
                differences.add("expected.json: nobody reads '" + name + "'");
            }
        }
        compare("rejects", expected.path("rejects"), rejects());
        if (expected.has("events")) {
            compare("events", expected.path("events"), events());
        }
        List<List<Integer>> orders = Orders.of(scenario.documents().size());
        SortedMap<String, Standing> first = rehearsed(orders.getFirst()).at(scenario.at());
        int tried = 0;
        for (List<Integer> order : orders) {
            tried += 2;
            tryOne(order, names(order), first);
            List<Integer> twice = Orders.repeated(order, tried);
            tryOne(twice, names(twice), first);
        }
        return new Verdict(
                scenario.name(),
                scenario.title(),
                scenario.rules(),
                tried,
                differences.stream().limit(DIFFERENCES).toList());
    }

    private void tryOne(List<Integer> order, String name, SortedMap<String, Standing> first) {
        if (differences.size() >= DIFFERENCES) {
            return;
        }
        Rehearsal rehearsal = rehearsed(order);
        SortedMap<String, Standing> end = rehearsal.at(scenario.at());
        JsonNode expected = scenario.expected();
        differences.addAll(Observed.differences(name, expected.path("articles"), Observed.articles(end)));
        for (JsonNode moment : expected.path("moments")) {
            Instant at = Instant.parse(moment.path("at").asText());
            differences.addAll(Observed.differences(
                    name + ", at " + at, moment.path("articles"), Observed.articles(rehearsal.at(at))));
        }
        compare(name + ": alarms", expected.path("alarms"), alarms(rehearsal));
        if (!end.equals(first)) {
            differences.add(name + ": ends in other bytes than the order as given");
        }
    }

    private Rehearsal rehearsed(List<Integer> order) {
        Rehearsal rehearsal = rehearsal();
        order.forEach(number -> parsed.get(number).items().forEach(rehearsal::receive));
        return rehearsal;
    }

    private Rehearsal rehearsal() {
        return new Rehearsal(scenario.documents().stream()
                .filter(step -> scenario.reviveAfterKill() || step.profile().reviveAfterKill())
                .map(Scenario.Step::provider)
                .collect(Collectors.toSet()));
    }

    /** What a reader would notice, in the order as given: each document is seen at its receipt, embargoes end in time. */
    private ArrayNode events() {
        ArrayNode events = JSON.createArrayNode();
        Rehearsal rehearsal = rehearsal();
        Watcher watcher = new Watcher(events);
        Instant clock = Instant.EPOCH;
        for (int i = 0; i < parsed.size(); i++) {
            Instant received = scenario.documents().get(i).received();
            clock = watcher.waitUntil(rehearsal, received.isAfter(clock) ? received : clock);
            for (WireItem item : parsed.get(i).items()) {
                rehearsal.receive(item);
                watcher.look(
                        rehearsal.at(clock),
                        "document",
                        scenario.documents().get(i).file());
            }
        }
        watcher.waitUntil(rehearsal, scenario.at());
        return events;
    }

    private ArrayNode alarms(Rehearsal rehearsal) {
        ArrayNode alarms = JSON.createArrayNode();
        rehearsal
                .alarms(scenario.at())
                .forEach(alarm -> alarms.addObject()
                        .put("kind", alarm.getKind())
                        .put("subject", alarm.getSubject())
                        .put("detail", alarm.getDetail()));
        return alarms;
    }

    private ArrayNode rejects() {
        ArrayNode rejects = JSON.createArrayNode();
        for (int i = 0; i < parsed.size(); i++) {
            String file = scenario.documents().get(i).file();
            parsed.get(i)
                    .refusals()
                    .forEach(refusal -> rejects.addObject()
                            .put("document", file)
                            .put("code", refusal.reject().code().name()));
        }
        return rejects;
    }

    private void compare(String what, JsonNode expected, ArrayNode found) {
        List<JsonNode> wanted = new ArrayList<>();
        expected.forEach(node -> {
            ObjectNode bare = node.deepCopy();
            bare.remove("why");
            wanted.add(bare);
        });
        List<JsonNode> come = new ArrayList<>();
        // details are words of ours; who mentions them wants them compared
        boolean details = wanted.stream().anyMatch(node -> node.has("detail"));
        found.forEach(node -> {
            ObjectNode bare = node.deepCopy();
            if (!details) {
                bare.remove("detail");
            }
            come.add(bare);
        });
        if (!wanted.equals(come)) {
            List<JsonNode> missing = new ArrayList<>(wanted);
            come.forEach(missing::remove);
            List<JsonNode> more = new ArrayList<>(come);
            wanted.forEach(more::remove);
            differences.add(what
                    + (missing.isEmpty() && more.isEmpty()
                            ? " come in another order: " + come
                            : " lack " + missing + ", have besides " + more));
        }
    }

    private String names(List<Integer> order) {
        return order.stream()
                .map(number -> scenario.documents().get(number).file().replaceFirst("[-.].*", ""))
                .collect(Collectors.joining(" ", "order ", ""));
    }

    private static Set<String> names(JsonNode node) {
        TreeSet<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Parsed parse(Scenario.Step step) {
        return FormatParser.parse(new Document(
                Input.of(step.bytes()),
                step.provider(),
                "conform",
                Channel.FOLDER,
                step.file(),
                step.format(),
                step.received(),
                step.charset(),
                step.zone(),
                step.profile(),
                Limits.DEFAULT));
    }
}
