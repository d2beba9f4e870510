package wireroom.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import wireroom.app.log.TopicLog;
import wireroom.app.room.RoomAddress;
import wireroom.topics.Topics;

/** Articles for a room that runs in another process, and what became of them. */
final class Feeding {
    private Feeding() {}

    /** Files of one article each, numbered. */
    static void write(Path wires, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            String item = """
                    {"uri":"urn:acme:%d","type":"text","version":"1","versioncreated":"2026-11-21T10:00:00Z",\
                    "pubstatus":"usable","language":"en","headline":"Tide gate %d opens in the harbour",\
                    "body_text":"The harbour town opened tide gate number %d on Friday, the water board said."}
                    """.formatted(i, i, i);
            // beside and renamed, as a careful sender does
            Path half = Files.createTempFile(wires.getParent().getParent(), "item", ".part");
            Files.write(half, item.getBytes(StandardCharsets.UTF_8));
            Files.move(half, wires.resolve("item-" + i + ".json"));
        }
    }

    /** Articles in PostgreSQL. */
    static long stored(Path home) {
        RoomAddress address = RoomAddress.in(home).orElseThrow();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.jdbcUser(), "");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from article")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Programs that were started for a home and still run. */
    static List<String> children(Path home) throws IOException {
        Path self = Path.of("/proc/" + ProcessHandle.current().pid());
        List<String> found = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String line = commandLine(process);
                if (line.contains(home.toString()) && !process.equals(self)) {
                    found.add(line);
                }
            }
        }
        return found;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    /** Keys of all wire items in the log. */
    static List<String> wireItems(Path home) {
        List<String> ids = new ArrayList<>();
        TopicLog.read(RoomAddress.in(home).orElseThrow().cluster(), Topics.WIRE_ITEMS, record -> ids.add(record.key()));
        return ids;
    }
}
