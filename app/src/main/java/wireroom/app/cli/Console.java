package wireroom.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where commands write: data to stdout, words about it to stderr, both UTF-8 whatever the locale.
 *
 * @param out data
 * @param err everything else
 * @param colour whether to use ANSI colours
 */
record Console(PrintStream out, PrintStream err, boolean colour) {
    /** Of this process; colours only on a terminal, and never with NO_COLOR (no-color.org). */
    static Console ofProcess(Map<String, String> environment) {
        // told by the launcher: what System.console() means has changed between Java 21 and 25
        boolean terminal = Boolean.getBoolean("wireroom.terminal");
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminal && !refused);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
