package wireroom.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static wireroom.sink.Facts.ARTICLES;
import static wireroom.sink.Facts.article;
import static wireroom.sink.Facts.id;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.sink.ArticleStore.StoreUnavailable;
import wireroom.sink.ArticleStore.Written;
import wireroom.sink.Facts.Log;
import wireroom.sink.Facts.Owner;

/** What only a server can do to us. */
class PostgresFaultsTest {
    private static final String TERMINATE =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'wireroom-sink%'";

    private static void onServer(String sql) throws SQLException {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void saysThatAServerCannotBeReached() {
        try (PostgresStore store =
                new PostgresStore("jdbc:postgresql://127.0.0.1:1/x?connectTimeout=1", "postgres", "")) {
            assertThatThrownBy(store::positions).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void goesOnAfterItsConnectionsWereCut() throws SQLException {
        try (PostgresStore store = Database.store()) {
            Owner owner = new Owner(store).claims(ARTICLES);
            Log log = new Log().article(article("quake", 1).build());
            onServer(TERMINATE);
            Written written;
            try {
                written = owner.write(log);
            } catch (StoreUnavailable e) {
                written = owner.write(log);
            }
            assertThat(written).isEqualTo(new Written.Stored());
            assertThat(store.digest("e1").count()).isEqualTo(1);
        }
    }

    @Test
    @Timeout(30)
    void takesOverFromAProcessThatWasStoppedWithinItsTransaction() throws SQLException {
        try (PostgresStore store = Database.store()) {
            Owner first = new Owner(store).claims(ARTICLES);
            String session;
            try (Connection look = Database.connect();
                    Statement statement = look.createStatement();
                    var rows = statement.executeQuery("select owner from position limit 1")) {
                rows.next();
                session = rows.getString(1);
            }
            Properties likeTheFirst = new Properties();
            likeTheFirst.put("user", "postgres");
            likeTheFirst.put("ApplicationName", session);
            try (Connection stopped = DriverManager.getConnection(Database.url(), likeTheFirst);
                    Statement statement = stopped.createStatement()) {
                stopped.setAutoCommit(false);
                statement.execute("update position set next_offset = 99");
                try (PostgresStore other = new PostgresStore(Database.url(), "postgres", "postgres")) {
                    Owner second = new Owner(other).claims(ARTICLES);
                    assertThat(second.position(ARTICLES)).isZero();
                    Log log = new Log().article(article("quake", 1).build());
                    assertThat(second.write(log)).isEqualTo(new Written.Stored());
                    // its sessions were ended with the claim; with a new one it learns that it is too late
                    assertThatThrownBy(() -> store.write(first.batch(log.entries())))
                            .isInstanceOf(StoreUnavailable.class);
                    assertThat(store.write(first.batch(log.entries()))).isInstanceOf(Written.Fenced.class);
                }
                assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void refusesAnInstantBeyondTheTypeInsteadOfTryingForEver() {
        try (PostgresStore store = Database.store()) {
            Owner owner = new Owner(store).claims(ARTICLES);
            Log log = new Log()
                    .article(article("quake", 1)
                            .setExpires(Instant.ofEpochMilli(Long.MAX_VALUE))
                            .build());
            assertThat(owner.write(log)).isInstanceOf(Written.Refused.class);
            assertThat(owner.write(new Log()
                            .article(article("quake", 1)
                                    .setExpires(Instant.parse("+275760-09-13T00:00:00Z"))
                                    .setFirstCreated(Instant.parse("0001-01-01T00:00:00Z"))
                                    .build())))
                    .isEqualTo(new Written.Stored());
        }
    }

    @Test
    @Timeout(60)
    void migratesOnceWhenSeveralStartTogether() throws Exception {
        Database.empty();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<String> opens = () -> {
                try (PostgresStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
                    return store.currentEdition();
                }
            };
            for (Future<String> edition : threads.invokeAll(List.of(opens, opens, opens, opens))) {
                assertThat(edition.get()).isEqualTo("e1");
            }
        }
    }

    @Test
    void refusesADatabaseOfALaterWireroom() throws SQLException {
        try (PostgresStore store = Database.store()) {
            assertThat(store.currentEdition()).isEqualTo("e1");
        }
        onServer("insert into schema_version (version, name) values (999, 'from-the-future.sql')");
        try (PostgresStore store = new PostgresStore(Database.url(), "postgres", "postgres")) {
            assertThatThrownBy(store::positions)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("later Wireroom");
        }
    }

    @Test
    void showsReadersTheCurrentEditionWithItsTopicsAndEntities() throws SQLException {
        try (PostgresStore store = Database.store()) {
            new Owner(store)
                    .claims(ARTICLES)
                    .write(new Log()
                            .article(article("quake", 1).build())
                            .article(article("quake", 2).build()));
            try (Connection connection = Database.connect();
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("select id, headline, entities->0->>'name',"
                            + " entities->0->'mentions'->0->>'start', media_topics->0->'evidence'->>0,"
                            + " pins->>'code', (select count(*) from revision r where r.id = article.id)"
                            + " from article")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(id("quake"));
                assertThat(rows.getString(2)).isEqualTo("Quake hits Lima, report 2");
                assertThat(rows.getString(3)).isEqualTo("Lima");
                assertThat(rows.getInt(4)).isZero();
                assertThat(rows.getString(5)).isEqualTo("quake");
                assertThat(rows.getString(6)).isEqualTo("0.1");
                assertThat(rows.getInt(7)).isEqualTo(2);
                assertThat(rows.next()).isFalse();
            }
        }
    }
}
