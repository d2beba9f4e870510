package wireroom.app.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import wireroom.app.embedded.EmbeddedKafka;
import wireroom.enrich.Enrich;
import wireroom.enrich.EnrichConfig;
import wireroom.gateway.Gateway;
import wireroom.gateway.GatewayConfig;
import wireroom.ingest.Ingest;
import wireroom.ingest.IngestConfig;
import wireroom.sink.Sink;
import wireroom.sink.SinkConfig;

/** The modules as processes of their own, told by the environment: what docker-compose.yml runs. */
final class ProcessCommands {
    private static final String FOOTER =
            "Takes its settings from WIREROOM_… variables, see docker-compose.yml, and answers GET /health on"
                    + " WIREROOM_HEALTH_PORT when that is set.";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private ProcessCommands() {}

    /** Starts a process, keeps it until the JVM is told to end, and says how it is. */
    abstract static class ModuleProcess<P extends AutoCloseable> implements Callable<Integer> {
        private final Context context;
        private final String name;

        ModuleProcess(Context context, String name) {
            this.context = context;
            this.name = name;
        }

        abstract P start(Map<String, String> environment);

        /** What keeps it from working now. */
        abstract Optional<String> trouble(P process);

        /** Why it never works again; then the process ends, so that whoever keeps it starts it anew. */
        abstract Optional<String> ended(P process);

        /** Where it can be reached. */
        String where(P process) {
            return "";
        }

        @Override
        public Integer call() {
            P process;
            try {
                process = start(context.environment());
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(Exit.USAGE, e.getMessage(), "set the environment, see docker-compose.yml", e);
            }
            HttpServer health = health(() -> trouble(process));
            AtomicBoolean stopping = new AtomicBoolean();
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                stopping.set(true);
                                if (health != null) {
                                    health.stop(0);
                                }
                                close(process);
                                context.console().out().println(name + " stopped");
                                stopped.countDown();
                            },
                            "wireroom-stop"));
            context.console().out().println(name + " runs" + where(process));
            try {
                while (!stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    Optional<String> end = ended(process);
                    // a module that we stop ourselves has ended too
                    if (end.isPresent() && !stopping.get()) {
                        throw new CommandFailure(Exit.FAILURE, name + " has stopped: " + end.get(), "start it again");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Exit.OK;
        }

        private void close(P process) {
            try {
                process.close();
            } catch (Exception e) {
                context.console().err().println("wireroom: " + name + " did not stop cleanly: " + e.getMessage());
            }
        }

        private HttpServer health(java.util.function.Supplier<Optional<String>> trouble) {
            String port = context.environment().getOrDefault("WIREROOM_HEALTH_PORT", "");
            if (port.isBlank()) {
                return null;
            }
            try {
                HttpServer server = HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), 0);
                server.createContext("/health", exchange -> {
                    try (exchange) {
                        Optional<String> why = trouble.get();
                        byte[] body = why.orElse("ok").getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(why.isEmpty() ? 200 : 503, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
                server.start();
                return server;
            } catch (NumberFormatException e) {
                throw new CommandFailure(
                        Exit.USAGE, "WIREROOM_HEALTH_PORT is '" + port + "'", "set it to a port, e.g. 8090", e);
            } catch (IOException e) {
                throw new CommandFailure(
                        Exit.FAILURE, "WIREROOM_HEALTH_PORT " + port + " is in use", "choose another", e);
            }
        }
    }

    @Command(
            name = "ingest",
            mixinStandardHelpOptions = true,
            description = "Process: reads sources into the log.",
            footer = {"", FOOTER})
    static final class IngestProcess extends ModuleProcess<Ingest> {
        IngestProcess(Context context) {
            super(context, "ingest");
        }

        @Override
        Ingest start(Map<String, String> environment) {
            return Ingest.start(IngestConfig.fromEnvironment(environment));
        }

        @Override
        Optional<String> trouble(Ingest ingest) {
            return ingest.status().failure();
        }

        @Override
        Optional<String> ended(Ingest ingest) {
            return ingest.ended();
        }

        @Override
        String where(Ingest ingest) {
            return ingest.pushPort().map(port -> ", push on port " + port).orElse("");
        }
    }

    @Command(
            name = "enrich",
            mixinStandardHelpOptions = true,
            description = "Process: enriches the log, edition by edition.",
            footer = {"", FOOTER})
    static final class EnrichProcess extends ModuleProcess<Enrich> {
        EnrichProcess(Context context) {
            super(context, "enrich");
        }

        @Override
        Enrich start(Map<String, String> environment) {
            return Enrich.start(EnrichConfig.fromEnvironment(environment));
        }

        @Override
        Optional<String> trouble(Enrich enrich) {
            List<String> failed = enrich.status().stream()
                    .filter(edition -> edition.state().equals("ERROR"))
                    .map(edition -> "edition " + edition.edition() + " has failed")
                    .toList();
            if (enrich.status().isEmpty()) {
                return Optional.of("no edition runs yet");
            }
            return failed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failed));
        }

        @Override
        Optional<String> ended(Enrich enrich) {
            return enrich.ended();
        }
    }

    @Command(
            name = "sink",
            mixinStandardHelpOptions = true,
            description = "Process: writes articles into PostgreSQL.",
            footer = {"", FOOTER})
    static final class SinkProcess extends ModuleProcess<Sink> {
        SinkProcess(Context context) {
            super(context, "sink");
        }

        @Override
        Sink start(Map<String, String> environment) {
            return Sink.start(SinkConfig.fromEnvironment(environment));
        }

        @Override
        Optional<String> trouble(Sink sink) {
            return sink.status().trouble();
        }

        @Override
        Optional<String> ended(Sink sink) {
            return sink.ended();
        }
    }

    @Command(
            name = "gateway",
            mixinStandardHelpOptions = true,
            description = "Process: the page, search and subscriptions.",
            footer = {"", FOOTER})
    static final class GatewayProcess extends ModuleProcess<Gateway> {
        GatewayProcess(Context context) {
            super(context, "gateway");
        }

        @Override
        Gateway start(Map<String, String> environment) {
            return Gateway.start(GatewayConfig.fromEnvironment(environment));
        }

        @Override
        Optional<String> trouble(Gateway gateway) {
            return gateway.ended();
        }

        @Override
        Optional<String> ended(Gateway gateway) {
            return gateway.ended();
        }

        @Override
        String where(Gateway gateway) {
            return " on " + gateway.address();
        }
    }

    @Command(
            name = "broker",
            mixinStandardHelpOptions = true,
            description = "Process: a Kafka broker on loopback, alone or one of several.",
            footer = {
                "",
                "Example, one of three:  wireroom broker --home b1 --number 1 --cluster MkU3OEVBNTcwNTJENDM2Qk"
                        + " --port 19091 --controllers 19081,19082,19083"
            })
    static final class BrokerProcess extends ModuleProcess<EmbeddedKafka> {
        @Option(names = "--home", paramLabel = "DIR", required = true, description = "folder of its log")
        private Path home;

        @Option(names = "--port", defaultValue = "9092", description = "for clients (default: ${DEFAULT-VALUE})")
        private int port;

        @Option(names = "--number", defaultValue = "1", description = "which one of the controllers, from 1")
        private int number;

        @Option(names = "--cluster", description = "cluster id, 22 characters of base64, the same for all")
        private String cluster;

        @Option(names = "--controllers", split = ",", description = "controller port of each broker of the cluster")
        private List<Integer> controllers = List.of();

        BrokerProcess(Context context) {
            super(context, "broker");
        }

        @Override
        EmbeddedKafka start(Map<String, String> environment) {
            if (controllers.isEmpty()) {
                return EmbeddedKafka.start(home, port, EmbeddedKafka.Durability.POWER_CUT);
            }
            if (cluster == null || number < 1 || number > controllers.size()) {
                throw new CommandFailure(
                        Exit.USAGE,
                        "one of several brokers needs --cluster, and --number from 1 to " + controllers.size(),
                        "see: wireroom broker --help");
            }
            return EmbeddedKafka.startMember(home, number, cluster, port, controllers);
        }

        @Override
        Optional<String> trouble(EmbeddedKafka broker) {
            return Optional.empty();
        }

        @Override
        Optional<String> ended(EmbeddedKafka broker) {
            return Optional.empty(); // a fault of it ends the JVM
        }

        @Override
        String where(EmbeddedKafka broker) {
            return " on " + broker.bootstrap();
        }
    }
}
