package wireroom.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes of docker-compose.yml without Docker: each with its own loopback address in place of its container, and
 * the very command and environment of the file. Java finds the hosts of the file through a hosts file of ours. What a
 * container keeps apart and one machine does not is mapped, and nothing else: addresses that are bound, paths of volumes
 * and secrets, and the port for health checks.
 */
final class Composed implements AutoCloseable {
    private static final List<String> ANY_ADDRESS = List.of("0.0.0.0");

    /** Ten Java processes at once: each starts with as little of the machine as it can. */
    private static final List<String> QUICK = List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final ComposeFile compose;
    private final Path folder;
    private final Path hosts;
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final Map<String, Integer> healthPorts = new TreeMap<>();

    /**
     * Starts nothing yet.
     *
     * @param folder for volumes, secrets and logs
     */
    Composed(ComposeFile compose, Path folder) throws IOException {
        this.compose = compose;
        this.folder = folder;
        StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n127.0.0.1 ")
                .append(InetAddress.getLocalHost().getHostName())
                .append('\n');
        int number = 1;
        for (String name : compose.services().keySet()) {
            // the server of PostgreSQL that a room brings listens on the first loopback address only
            String address = name.equals("postgres") ? "127.0.0.1" : "127.0.77." + number++;
            addresses.put(name, address);
            lines.append(address).append(' ').append(name).append('\n');
        }
        this.hosts = Files.writeString(folder.resolve("hosts"), lines);
    }

    String address(String service) {
        return addresses.get(service);
    }

    /** Where clients outside of compose's network reach a broker: the names of its services mean nothing to them. */
    String outside(String broker) {
        String listener = java.util.Arrays.stream(
                        compose.environment(broker).get("KAFKA_LISTENERS").split(","))
                .filter(one -> one.startsWith("OUTSIDE:"))
                .findFirst()
                .orElseThrow();
        return address(broker) + listener.substring(listener.lastIndexOf(':'));
    }

    /** Where a volume of a service lies here. */
    Path volume(String service, String containerPath) throws IOException {
        return Files.createDirectories(folder.resolve(service + containerPath.replace('/', '-')));
    }

    /** Variables of a service as its process gets them here. */
    Map<String, String> environment(String service) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (Map.Entry<String, String> entry : compose.environment(service).entrySet()) {
            String value = entry.getValue();
            for (String volume : compose.list(service, "volumes")) {
                String inside = volume.split(":")[1];
                value = value.replace(inside, volume(service, inside).toString());
            }
            value = value.replace("/run/secrets", folder.resolve("secrets").toString());
            environment.put(entry.getKey(), ANY_ADDRESS.contains(value) ? addresses.get(service) : value);
        }
        if (environment.containsKey("WIREROOM_HEALTH_PORT")) {
            environment.put("WIREROOM_HEALTH_PORT", Integer.toString(healthPort(service)));
        }
        return environment;
    }

    private int healthPort(String service) {
        return healthPorts.computeIfAbsent(service, name -> {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** A broker as the image of Kafka starts it: settings from KAFKA_ variables, formatted at the first start. */
    void startBroker(String service) throws IOException, InterruptedException {
        Map<String, String> environment = environment(service);
        List<String> settings = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("KAFKA_")) {
                settings.add(name.substring("KAFKA_".length())
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '.')
                        + "="
                        + value.replace("://:", "://" + address(service) + ":")
                                .replace("://localhost:", "://" + address(service) + ":"));
            }
        });
        Path file = Files.write(folder.resolve(service + ".properties"), settings);
        Path data = Path.of(environment.get("KAFKA_LOG_DIRS"));
        if (!Files.exists(data.resolve("meta.properties"))) {
            Process format = java(
                    service + "-format",
                    Map.of(),
                    List.of("-Xmx128m"),
                    "kafka.tools.StorageTool",
                    List.of("format", "-t", environment.get("CLUSTER_ID"), "-c", file.toString()));
            if (format.waitFor() != 0) {
                throw new IllegalStateException("cannot format: " + log(service + "-format"));
            }
        }
        running.put(service, java(service, environment, QUICK, "kafka.Kafka", List.of(file.toString())));
    }

    /** The registry as its image starts it. */
    void startRegistry() throws IOException {
        Map<String, String> environment = environment("registry");
        environment.put("QUARKUS_HTTP_HOST", address("registry"));
        environment.put("QUARKUS_MANAGEMENT_HOST", address("registry"));
        Path program = Path.of("target/registry").toAbsolutePath();
        running.put(
                "registry",
                process(
                        "registry",
                        environment,
                        List.of(
                                java(),
                                "-Xmx160m",
                                "-XX:TieredStopAtLevel=1",
                                "-Djdk.net.hosts.file=" + hosts,
                                "-jar",
                                program.resolve("quarkus-run.jar").toString())));
    }

    /** A module as the Dockerfile starts it. */
    void startModule(String service) throws IOException {
        startModule(service, service, environment(service));
    }

    /** A further process of a module, with what it needs of its own. */
    void startModule(String service, String name, Map<String, String> environment) throws IOException {
        running.put(name, java(name, environment, QUICK, "wireroom.app.Wireroom", compose.list(service, "command")));
    }

    private Process java(
            String name, Map<String, String> environment, List<String> options, String main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-Djdk.net.hosts.file=" + hosts));
        command.addAll(options);
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main));
        command.addAll(arguments);
        return process(name, environment, command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Process process(String name, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(name).toFile()));
        // as in a container: nothing of ours but the path
        builder.environment().keySet().retainAll(java.util.Set.of("PATH", "HOME", "LANG"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path logFile(String name) {
        return folder.resolve(name + ".log");
    }

    /** The last lines of a process. */
    String log(String name) {
        try {
            List<String> lines = Files.readAllLines(logFile(name), StandardCharsets.ISO_8859_1);
            return name + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return name + " wrote nothing";
        }
    }

    /** Fails when a process has ended that should run. */
    void mustRun() {
        running.forEach((name, process) -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended with code " + process.exitValue() + ", " + log(name));
            }
        });
    }

    /** Signal 9. */
    void kill(String name) throws InterruptedException {
        running.remove(name).destroyForcibly().waitFor();
    }

    /** What compose's own health check of a module says here: its script, with the address of the service. */
    boolean healthy(String service) throws IOException, InterruptedException {
        List<String> test = compose.healthcheck(service);
        String told = test.get(2);
        String wanted = compose.environment(service).getOrDefault("WIREROOM_HEALTH_PORT", "");
        boolean own = told.equals(wanted);
        String script = Files.readString(Path.of("src/main/docker", test.get(1)))
                .replace("127.0.0.1", own ? "127.0.0.1" : address(service));
        Process check = new ProcessBuilder(
                        "bash", "-c", script, test.get(1), own ? Integer.toString(healthPort(service)) : told)
                .redirectErrorStream(true)
                .start();
        try (InputStream said = check.getInputStream()) {
            said.readAllBytes();
        }
        return check.waitFor() == 0;
    }

    /** Stops all of them, the last started first. */
    @Override
    public void close() {
        List<Process> all = new ArrayList<>(running.values()).reversed();
        all.forEach(Process::destroy);
        try {
            for (Process process : all) {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            all.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
