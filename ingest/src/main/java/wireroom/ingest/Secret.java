package wireroom.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads secrets, and tells what is wrong with one without telling it. */
final class Secret {
    private Secret() {}

    /** From a file. */
    static <S> Optional<S> ofFile(String where, Path file, Function<String, S> read, Problems problems) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.add(where + " cannot be read (" + e + ")", "name a file with a secret, or two, one a line");
            return Optional.empty();
        }
        return read(where, text, read, problems);
    }

    /** From a variable of the environment, or from the file that the same name with {@code _FILE} names. */
    static <S> Optional<S> ofVariable(
            String where, String name, Map<String, String> env, Function<String, S> read, Problems problems) {
        String value = env.get(name);
        String file = env.get(name + "_FILE");
        if (value != null && !value.isBlank()) {
            return read(where, value, read, problems);
        }
        if (file != null && !file.isBlank()) {
            return ofFile(where, Path.of(file), read, problems);
        }
        problems.add(
                where + " names " + name + ", which is not set",
                "set it to the secret, or " + name + "_FILE to a file with it");
        return Optional.empty();
    }

    private static <S> Optional<S> read(String where, String text, Function<String, S> read, Problems problems) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(where + " holds no secret that can be used: " + e.getMessage(), "see docs/push.md");
            return Optional.empty();
        }
    }
}
