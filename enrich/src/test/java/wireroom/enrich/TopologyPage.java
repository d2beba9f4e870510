package wireroom.enrich;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws {@code docs/topology.md} from the description of the topology. */
record TopologyPage(String markdown) {
    private static final Pattern SOURCE = Pattern.compile("Source: (\\S+) \\(topics: \\[(.*?)]\\)");
    private static final Pattern PROCESSOR = Pattern.compile("Processor: (\\S+) \\(stores: \\[(.*?)]\\)");
    private static final Pattern SINK = Pattern.compile("Sink: (\\S+) \\(topic: (\\S+?)\\)");
    private static final Pattern NEXT = Pattern.compile("--> (.*)");

    static TopologyPage of(String description) {
        Set<String> edges = new TreeSet<>();
        String node = null;
        for (String line : description.lines().toList()) {
            Matcher source = SOURCE.matcher(line);
            Matcher processor = PROCESSOR.matcher(line);
            Matcher sink = SINK.matcher(line);
            Matcher next = NEXT.matcher(line);
            if (source.find()) {
                node = source.group(1);
                edges.add(topic(source.group(2)) + " --> " + step(node));
            } else if (processor.find()) {
                node = processor.group(1);
                for (String store : processor.group(2).split(", ")) {
                    if (!store.isEmpty()) {
                        edges.add(step(node) + " -.- " + id(store) + "[(" + store + ")]");
                    }
                }
            } else if (sink.find()) {
                node = sink.group(1);
                edges.add(step(node) + " --> " + topic(sink.group(2)));
            } else if (node != null && next.find() && !next.group(1).equals("none")) {
                for (String to : next.group(1).split(", ")) {
                    edges.add(step(node) + " --> " + step(to));
                }
            }
        }
        return new TopologyPage("# What enrich does\n\nDrawn from the topology by `EnrichTopologyTest`;"
                + " `mvn -pl enrich test -Dgolden=write` draws it anew.\n\n```mermaid\nflowchart LR\n  "
                + String.join("\n  ", edges) + "\n```\n");
    }

    private static String topic(String name) {
        return id("topic-" + name) + "[/" + name + "/]";
    }

    private static String step(String name) {
        return id(name) + "(" + name + ")";
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
