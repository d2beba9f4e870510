package wireroom.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One command, run in this JVM as the launcher would run it.
 *
 * @param code exit code
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record Run(int code, String out, String err) {

    /** Runs {@code wireroom} with arguments, in a checkout at {@code root}. */
    public static Run of(Path root, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        String[] words =
                java.util.stream.Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int code = WireroomCommand.run(words, new Context(console, Map.of(), root));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Lines of stdout. */
    public List<String> lines() {
        return out.lines().toList();
    }
}
