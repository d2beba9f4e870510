package wireroom.app.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which running room a command talks to. */
final class RoomOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "home of the running room (default: $WIREROOM_HOME, else .wireroom in the checkout)")
    java.nio.file.Path home;

    Path home() {
        return home;
    }
}
