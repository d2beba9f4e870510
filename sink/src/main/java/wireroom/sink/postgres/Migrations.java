package wireroom.sink.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, by numbered files that are each run once. All in one transaction: a failed upgrade leaves the old. */
final class Migrations {
    /** Never renamed, never edited once released: add a file. */
    private static final List<String> FILES = List.of("001-room.sql");

    /** Any number that no other program on the database uses: "wireroom" on a phone, upgrades. */
    private static final long LOCK = 94737666_01L;

    private Migrations() {}

    /** Runs what is missing; of two processes that start at once, one waits for the other. */
    static void run(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute(
                    "create table if not exists schema_version ("
                            + "version integer not null primary key, name text not null, at timestamptz not null default now())");
            int version = version(statement);
            if (version > FILES.size()) {
                throw new IllegalStateException("the database is of a later Wireroom (schema " + version
                        + ", this one knows " + FILES.size() + "); run that version, or use another database");
            }
            for (int next = version; next < FILES.size(); next++) {
                statement.execute(sql(FILES.get(next)));
                note(connection, next + 1, FILES.get(next));
            }
            connection.commit();
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select coalesce(max(version), 0) from schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void note(Connection connection, int version, String name) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into schema_version (version, name) values (?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, name);
            insert.executeUpdate();
        }
    }

    private static String sql(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream("/wireroom/sink/postgres/" + file)) {
            if (in == null) {
                throw new IllegalStateException("migration " + file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
