package wireroom.app.cli;

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
}
