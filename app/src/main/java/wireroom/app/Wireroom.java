package wireroom.app;

import java.util.logging.Level;
import java.util.logging.Logger;
import wireroom.app.cli.WireroomCommand;

/** Runs the {@code wireroom} command and ends the JVM with its exit code. */
public final class Wireroom {
    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger ROOT_OF_JUL = Logger.getLogger("");

    private Wireroom() {}

    public static void main(String[] arguments) {
        quietly(arguments);
        System.exit(WireroomCommand.run(arguments, System.getenv()));
    }

    /**
     * Libraries log to a file, or not at all: what the user must know, a command says in its own words. Before anything
     * else, because the logger reads this once.
     */
    private static void quietly(String[] arguments) {
        // Lucene has its own, to recommend a flag
        ROOT_OF_JUL.setLevel(Level.SEVERE);
        String verb = arguments.length == 0 ? "" : arguments[0];
        boolean debug = "1".equals(System.getenv("WIREROOM_DEBUG"));
        String level = switch (verb) {
            case "up" -> "warn";
            case "once" -> "off";
            default -> "error";
        };
        setDefault("org.slf4j.simpleLogger.defaultLogLevel", debug ? "info" : level);
        setDefault("org.slf4j.simpleLogger.showDateTime", "true");
        setDefault("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        // a retried first transaction on a fresh topic reads like a loss, and is none (KAFKA-15591)
        setDefault("org.slf4j.simpleLogger.log.kafka.server.ReplicaManager", "off");
        setDefault("org.slf4j.simpleLogger.log.org.apache.kafka.storage.internals.log.UnifiedLog", "off");
        if (!debug && verb.equals("up")) {
            setDefault(
                    "org.slf4j.simpleLogger.logFile",
                    WireroomCommand.logFile(arguments, System.getenv()).toString());
        }
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
