package wireroom.sink.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;
import wireroom.sink.StoreContract;

/** The same contract on the server that compose runs; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerPostgresStoreTest extends StoreContract {
    @Container
    private static final PostgreSQLContainer SERVER = new PostgreSQLContainer("postgres:18-alpine");

    ContainerPostgresStoreTest() {
        super(ContainerPostgresStoreTest::empty);
    }

    private static PostgresStore empty() {
        try (Connection connection =
                        DriverManager.getConnection(SERVER.getJdbcUrl(), SERVER.getUsername(), SERVER.getPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PostgresStore(SERVER.getJdbcUrl(), SERVER.getUsername(), SERVER.getPassword());
    }
}
