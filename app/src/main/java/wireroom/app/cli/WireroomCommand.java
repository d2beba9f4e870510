package wireroom.app.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import wireroom.app.embedded.StartFailure;

/** The command line: {@code wireroom VERB}. */
@Command(
        name = "wireroom",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Takes news wires in, enriches every article, and delivers the result.",
        synopsisSubcommandLabel = "VERB",
        header = "Wireroom: a news wire pipeline on Kafka.%n",
        footer = {
            "",
            "Begin with:   wireroom up            then open the page that it names",
            "Feed:         wireroom feed item.json    (or drop files into a watched folder)",
            "Subscribe:    wireroom tail 'topic:politics AND NOT lang:fr'",
            "Replay:       wireroom replay e2 && wireroom diff e1 e2 && wireroom promote e2",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 something was rejected,",
            "4 no room is running or part of it does not answer, 5 a killed text is still held,",
            "6 found is not what was expected; the same for all verbs.",
            "NO_COLOR and WIREROOM_HOME are honoured; WIREROOM_DEBUG=1 adds stack traces."
        })
public final class WireroomCommand {
    private WireroomCommand() {}

    /** Runs one command line. @return its exit code */
    public static int run(String[] arguments, Map<String, String> environment) {
        return run(arguments, Context.ofProcess(environment));
    }

    /** Where the libraries of {@code up} log: {@code logs/room.log} in the home that the command line names. */
    public static Path logFile(String[] arguments, Map<String, String> environment) {
        String option = null;
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].startsWith("--home=")) {
                option = arguments[i].substring("--home=".length());
            } else if (arguments[i].equals("--home") && i + 1 < arguments.length) {
                option = arguments[i + 1];
            }
        }
        Path logs = Context.ofProcess(environment)
                .home(option == null ? null : Path.of(option))
                .resolve("logs");
        // the logger opens its file before the room can; when this fails, the room says why
        if (!logs.toFile().mkdirs() && !Files.isDirectory(logs)) {
            return Path.of("/dev/null");
        }
        return logs.resolve("room.log");
    }

    static int run(String[] arguments, Context context) {
        Console console = context.console();
        CommandLine line = new CommandLine(new WireroomCommand());
        Verbs.all(context).forEach(line::addSubcommand);
        line.setOut(new java.io.PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new java.io.PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> {
                    console.err().println("wireroom: " + e.getMessage());
                    console.err()
                            .println("see: "
                                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return Exit.USAGE;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> failure(e, context));
        if (arguments.length == 0) {
            line.usage(console.err());
            return Exit.USAGE;
        }
        return line.execute(arguments);
    }

    /** One line, and the mend; the stack only for those who ask. */
    private static int failure(Exception e, Context context) {
        Console console = context.console();
        if (context.environment().getOrDefault("WIREROOM_DEBUG", "").equals("1")) {
            e.printStackTrace(console.err());
        }
        return switch (e) {
            case CommandFailure f -> said(console, f.getMessage(), f.mend(), f.code());
            case StartFailure f -> said(console, f.getMessage(), f.mend(), Exit.FAILURE);
            case IllegalArgumentException f -> said(console, f.getMessage(), "see: wireroom --help", Exit.USAGE);
            default ->
                said(
                        console,
                        e.getMessage() == null ? e.toString() : e.getMessage(),
                        "see: wireroom doctor, or set WIREROOM_DEBUG=1 for details",
                        Exit.FAILURE);
        };
    }

    private static int said(Console console, String what, String mend, int code) {
        console.err().println(console.red("wireroom: ") + what + "; " + mend);
        return code;
    }
}
