package wireroom.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Figures of one run with what is needed to judge and repeat them: machine, JDK, date, command. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode json = JSON.createObjectNode();
    private final String name;

    Results(String name, List<String> command, Clock clock) {
        this.name = name;
        json.put("benchmark", name);
        json.put("date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("command", "wireroom.bench.Bench " + String.join(" ", withoutPaths(command)));
        json.putObject("machine")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("processor", fromProc("/proc/cpuinfo", "model name"))
                .put("memory", fromProc("/proc/meminfo", "MemTotal"))
                .put("kernel", System.getProperty("os.version"))
                .put("load1m", loadAverage())
                .put("jdk", System.getProperty("java.vendor") + " " + System.getProperty("java.version"))
                .put("heapMiB", Runtime.getRuntime().maxMemory() >> 20)
                .put(
                        "jvmOptions",
                        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                .filter(option -> option.startsWith("-XX:"))
                                .collect(java.util.stream.Collectors.joining(" ")));
    }

    /** Where it ran and wrote is this machine's, and changes no figure. */
    static List<String> withoutPaths(List<String> command) {
        List<String> kept = new ArrayList<>(command.subList(0, 1));
        for (int i = 1; i < command.size(); i += 2) {
            if (!Options.PATHS.contains(command.get(i))) {
                kept.addAll(command.subList(i, i + 2));
            }
        }
        return kept;
    }

    private static double loadAverage() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String fromProc(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Where figures are put. */
    ObjectNode figures() {
        return json.withObject("/figures");
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** Millisecond percentiles of a histogram of microseconds. */
    static void put(ObjectNode to, Histogram micros) {
        to.put("count", micros.getTotalCount())
                .put("p50ms", rounded(micros.getValueAtPercentile(50) / 1000.0))
                .put("p90ms", rounded(micros.getValueAtPercentile(90) / 1000.0))
                .put("p99ms", rounded(micros.getValueAtPercentile(99) / 1000.0))
                .put("p999ms", rounded(micros.getValueAtPercentile(99.9) / 1000.0))
                .put("maxMs", rounded(micros.getMaxValue() / 1000.0));
    }

    /** Writes {@code <benchmark>.json}, and gives its text. */
    String write(Path folder) {
        try {
            Files.createDirectories(folder);
            String text = JSON.writeValueAsString(json) + "\n";
            Files.writeString(folder.resolve(name + ".json"), text);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
