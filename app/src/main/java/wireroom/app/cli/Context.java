package wireroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import wireroom.app.room.RoomAddress;

/**
 * What a command gets from outside.
 *
 * @param console where it writes
 * @param environment variables of the process
 * @param root the checkout; the folder we are in when there is none
 */
record Context(Console console, Map<String, String> environment, Path root) {

    static Context ofProcess(Map<String, String> environment) {
        Path root = Path.of(System.getProperty("wireroom.root", "")).toAbsolutePath();
        return new Context(Console.ofProcess(environment), environment, root);
    }

    /** Home of the room: what the option says, else WIREROOM_HOME, else {@code .wireroom} in the checkout. */
    Path home(Path option) {
        if (option != null) {
            return option.toAbsolutePath().normalize();
        }
        String told = environment.getOrDefault("WIREROOM_HOME", "");
        return told.isBlank()
                ? root.resolve(".wireroom")
                : Path.of(told).toAbsolutePath().normalize();
    }

    /** The room that runs in the home, or the one that the environment names. */
    RoomAddress room(Path option) {
        Optional<RoomAddress> named = option == null ? RoomAddress.in(environment) : Optional.empty();
        return named.or(() -> RoomAddress.in(home(option)))
                .orElseThrow(() -> new CommandFailure(
                        Exit.UNREACHABLE,
                        "no room is running in " + home(option),
                        "start one: wireroom up, or name another with --home"));
    }

    /** Password of the database: none for a room of this machine, else WIREROOM_JDBC_PASSWORD or its _FILE. */
    String password() {
        String file = environment.getOrDefault("WIREROOM_JDBC_PASSWORD_FILE", "");
        if (file.isBlank()) {
            return environment.getOrDefault("WIREROOM_JDBC_PASSWORD", "");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.USAGE,
                    "WIREROOM_JDBC_PASSWORD_FILE names a file that cannot be read (" + file + ")",
                    "create it, or make it readable",
                    e);
        }
    }
}
