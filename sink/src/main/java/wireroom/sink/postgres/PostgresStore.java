package wireroom.sink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.Story;
import wireroom.sink.ArticleStore;
import wireroom.sink.Batch;
import wireroom.sink.Batch.Span;
import wireroom.sink.Entry;

/**
 * PostgreSQL 13 or later. Tables {@code article_of_edition}, {@code revision_of_edition}, {@code story_of_edition},
 * {@code hold_of_edition} and {@code kill}; views {@code article}, {@code revision}, {@code story} and {@code hold} show
 * the current edition.
 *
 * <p>A partition has one owner, and the owner's epoch is checked in the transaction; so what a batch does to the rows is
 * worked out from a look at the heads ({@link ArticlePlan}), replaced rows move to the revisions, and new ones go in by
 * COPY. Only kills reach across partitions: they take an advisory lock that writers of articles share.
 */
public final class PostgresStore implements ArticleStore {
    /** Any numbers that no other program on the database uses. */
    private static final long KILLS_LOCK = 94737666_02L;

    private static final int ACKNOWLEDGED_AT_ONCE = 1_000;
    private static final String ARTICLES = "article_of_edition";
    private static final String REVISIONS = "revision_of_edition";

    /**
     * A statement that hangs, or a process that was stopped within a transaction, must not hold others for ever; plans
     * for a table that was empty a minute ago must not be kept.
     */
    private static final String SESSION = "-c statement_timeout=300s -c lock_timeout=30s"
            + " -c idle_in_transaction_session_timeout=60s -c plan_cache_mode=force_custom_plan";

    private final String session;
    private final HikariConfig config;
    private HikariDataSource pool;
    private boolean migrated;

    /** Reaches for the database at first use, not here. */
    public PostgresStore(String jdbcUrl, String user, String password) {
        // distinct for every store ever opened, so that a claim can tell the sessions of the owner before
        session = "wireroom-sink " + UUID.randomUUID();
        config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName("sink");
        config.setMaximumPoolSize(3);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", session);
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "330");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("options", SESSION);
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T transaction(Work<T> work) {
        try (Connection connection = connection()) {
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("PostgreSQL: " + e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")", e);
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the connection is gone, and the transaction with it
            because.addSuppressed(e);
        }
    }

    private synchronized Connection connection() throws SQLException {
        if (pool == null) {
            pool = new HikariDataSource(config);
        }
        Connection connection = pool.getConnection();
        if (!migrated) {
            try {
                Migrations.run(connection);
                migrated = true;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    // ---- positions

    @Override
    public Map<TopicPartition, Claim> claim(Collection<TopicPartition> partitions) {
        List<TopicPartition> ordered = partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .toList();
        return transaction(c -> {
            Array topics = texts(c, ordered.stream().map(TopicPartition::topic).toList());
            Array numbers = c.createArrayOf(
                    "int4", ordered.stream().map(TopicPartition::partition).toArray());
            endSessionsOfOwners(c, topics, numbers);
            String sql = "insert into position (topic, partition, next_offset, epoch, owner)"
                    + " select t, p, 0, 1, ? from unnest(?::text[], ?::int4[]) as k(t, p)"
                    + " on conflict (topic, partition)"
                    + " do update set epoch = position.epoch + 1, owner = excluded.owner"
                    + " returning topic, partition, next_offset, epoch";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, session);
                s.setArray(2, topics);
                s.setArray(3, numbers);
                Map<TopicPartition, Claim> claims = new HashMap<>();
                try (ResultSet rows = s.executeQuery()) {
                    while (rows.next()) {
                        claims.put(
                                new TopicPartition(rows.getString(1), rows.getInt(2)),
                                new Claim(rows.getLong(3), rows.getLong(4)));
                    }
                }
                return claims;
            }
        });
    }

    /** A process that was stopped within its transaction holds locks that nothing else would free. */
    private void endSessionsOfOwners(Connection c, Array topics, Array numbers) throws SQLException {
        String sql = "select pg_terminate_backend(a.pid, 5000) from pg_stat_activity a where a.application_name in ("
                + "select p.owner from position p join unnest(?::text[], ?::int4[]) as k(t, n)"
                + " on p.topic = k.t and p.partition = k.n where p.owner <> ?)";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setArray(1, topics);
            s.setArray(2, numbers);
            s.setString(3, session);
            s.execute();
        }
    }

    @Override
    public Map<TopicPartition, Long> positions() {
        return transaction(c -> {
            Map<TopicPartition, Long> positions = new HashMap<>();
            try (Statement s = c.createStatement();
                    ResultSet rows = s.executeQuery("select topic, partition, next_offset from position")) {
                while (rows.next()) {
                    positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
            return positions;
        });
    }

    @Override
    public void rewind() {
        transaction(c -> {
            try (Statement s = c.createStatement()) {
                return s.executeUpdate("update position set next_offset = 0, epoch = epoch + 1");
            }
        });
    }

    // ---- writing

    @Override
    public Written write(Batch batch) {
        try (Connection connection = connection()) {
            try {
                Written written = moved(connection, batch.spans());
                if (written instanceof Written.Stored) {
                    apply(connection, batch.entries());
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return written;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            if (refusesValue(e)) {
                return new Written.Refused(e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")");
            }
            throw new StoreUnavailable("PostgreSQL: " + e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")", e);
        }
    }

    /** Data exceptions, broken checks, and values beyond a limit of the server; all else may pass with time. */
    private static boolean refusesValue(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("22") || state.startsWith("54") || state.equals("23514") || state.equals("23502");
    }

    private static Written moved(Connection c, Map<TopicPartition, Span> spans) throws SQLException {
        List<Map.Entry<TopicPartition, Span>> ordered = spans.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<TopicPartition, Span> e) ->
                                e.getKey().topic())
                        .thenComparingInt(e -> e.getKey().partition()))
                .toList();
        Array topics = texts(c, ordered.stream().map(e -> e.getKey().topic()).toList());
        Array numbers = c.createArrayOf(
                "int4", ordered.stream().map(e -> e.getKey().partition()).toArray());
        Array epochs = c.createArrayOf(
                "int8", ordered.stream().map(e -> e.getValue().epoch()).toArray());
        Array froms = c.createArrayOf(
                "int8", ordered.stream().map(e -> e.getValue().from()).toArray());
        Array tos = c.createArrayOf(
                "int8", ordered.stream().map(e -> e.getValue().to()).toArray());
        String sql = "update position p set next_offset = k.upto"
                + " from unnest(?::text[], ?::int4[], ?::int8[], ?::int8[], ?::int8[]) as k(t, n, epoch, since, upto)"
                + " where p.topic = k.t and p.partition = k.n and p.epoch = k.epoch and p.next_offset = k.since";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setArray(1, topics);
            s.setArray(2, numbers);
            s.setArray(3, epochs);
            s.setArray(4, froms);
            s.setArray(5, tos);
            if (s.executeUpdate() == spans.size()) {
                return new Written.Stored();
            }
        }
        c.rollback();
        String look = "select count(*) from position p"
                + " join unnest(?::text[], ?::int4[], ?::int8[], ?::int8[]) as k(t, n, epoch, upto)"
                + " on p.topic = k.t and p.partition = k.n and p.epoch = k.epoch and p.next_offset = k.upto";
        try (PreparedStatement s = c.prepareStatement(look)) {
            s.setArray(1, topics);
            s.setArray(2, numbers);
            s.setArray(3, epochs);
            s.setArray(4, tos);
            try (ResultSet rows = s.executeQuery()) {
                rows.next();
                return rows.getInt(1) == spans.size()
                        ? new Written.AlreadyStored()
                        : new Written.Fenced("a partition has another owner, or its position was moved");
            }
        }
    }

    private static void apply(Connection c, List<Entry> entries) throws SQLException {
        List<Entry.OfKill> kills = new ArrayList<>();
        List<Entry.OfArticle> articles = new ArrayList<>();
        Map<String, Map<String, Entry.OfStory>> stories = new LinkedHashMap<>();
        Map<String, Map<String, Entry.OfHold>> holds = new LinkedHashMap<>();
        List<Entry.OfEdition> editions = new ArrayList<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.OfKill e -> kills.add(e);
                case Entry.OfArticle e -> articles.add(e);
                // of several in one batch the last stands: one key, one partition, ascending offsets
                case Entry.OfStory e ->
                    stories.computeIfAbsent(e.edition(), k -> new LinkedHashMap<>())
                            .put(CopyRows.clean(e.id()), e);
                case Entry.OfHold e ->
                    holds.computeIfAbsent(e.edition(), k -> new LinkedHashMap<>())
                            .put(CopyRows.clean(e.id()), e);
                case Entry.OfEdition e -> editions.add(e);
            }
        }
        if (!kills.isEmpty()) {
            lockKills(c, true);
            for (Entry.OfKill kill : kills) {
                kill(c, kill.kill(), kill.place().offset());
            }
        } else if (!articles.isEmpty() || !stories.isEmpty()) {
            lockKills(c, false);
        }
        articles(c, articles);
        for (Map.Entry<String, Map<String, Entry.OfStory>> edition : stories.entrySet()) {
            stories(c, edition.getKey(), edition.getValue());
        }
        for (Map.Entry<String, Map<String, Entry.OfHold>> edition : holds.entrySet()) {
            holds(c, edition.getKey(), edition.getValue());
        }
        for (Entry.OfEdition edition : editions) {
            edition(c, edition.edition(), edition.place().offset());
        }
    }

    private static void lockKills(Connection c, boolean alone) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("select pg_advisory_xact_lock" + (alone ? "" : "_shared") + "(" + KILLS_LOCK + ")");
        }
    }

    private static void articles(Connection c, List<Entry.OfArticle> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        Map<String, Map<String, List<Article>>> byEdition = new LinkedHashMap<>();
        for (Entry.OfArticle entry : entries) {
            byEdition
                    .computeIfAbsent(entry.edition(), k -> new LinkedHashMap<>())
                    .computeIfAbsent(CopyRows.clean(entry.id()), k -> new ArrayList<>())
                    .add(entry.article());
        }
        for (Map.Entry<String, Map<String, List<Article>>> edition : byEdition.entrySet()) {
            articles(c, edition.getKey(), edition.getValue());
        }
    }

    private static void articles(Connection c, String edition, Map<String, List<Article>> batch) throws SQLException {
        Map<String, Map<Long, Boolean>> stored = heads(c, edition, batch.keySet());
        addRevisions(c, edition, late(batch, stored), stored);
        Map<String, Instant> killed = killed(c, batch.keySet());
        Map<String, ArticlePlan> plans = new LinkedHashMap<>();
        batch.forEach((id, emissions) -> {
            ArticlePlan plan = new ArticlePlan(edition, stored.getOrDefault(id, Map.of()), killed.get(id));
            emissions.forEach(plan::add);
            plans.put(id, plan);
        });
        moveHeads(
                c,
                edition,
                plans.entrySet().stream()
                        .filter(e -> e.getValue().replaces())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                e -> e.getValue().head().article().getEmission())));
        copy(
                c,
                ARTICLES,
                plans.values().stream()
                        .map(ArticlePlan::head)
                        .filter(java.util.Objects::nonNull)
                        .toList());
        copy(
                c,
                REVISIONS,
                plans.values().stream().flatMap(p -> p.revisions().stream()).toList());
        takeText(
                c,
                edition,
                plans.entrySet().stream()
                        .filter(e -> e.getValue().textGoneBelow() > 0)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().textGoneBelow())));
    }

    private static void copy(Connection c, String table, List<ArticleRow> rows) throws SQLException {
        if (!rows.isEmpty()) {
            CopyRows.into(c, table, ArticleRow.COLUMNS, to -> {
                for (ArticleRow row : rows) {
                    row.write(to);
                }
            });
        }
    }

    private static Map<String, Map<Long, Boolean>> heads(Connection c, String edition, Collection<String> ids)
            throws SQLException {
        Map<String, Map<Long, Boolean>> heads = new HashMap<>();
        emissions(c, ARTICLES, edition, ids, heads);
        return heads;
    }

    /** Ids of which the batch holds an emission below the stored head: a repetition, after positions were forgotten. */
    private static List<String> late(Map<String, List<Article>> batch, Map<String, Map<Long, Boolean>> heads) {
        List<String> late = new ArrayList<>();
        heads.forEach((id, head) -> {
            long emission = head.keySet().iterator().next();
            if (batch.get(id).stream().anyMatch(a -> a.getEmission() < emission)) {
                late.add(id);
            }
        });
        return late;
    }

    private static void addRevisions(
            Connection c, String edition, List<String> ids, Map<String, Map<Long, Boolean>> stored)
            throws SQLException {
        if (!ids.isEmpty()) {
            emissions(c, REVISIONS, edition, ids, stored);
        }
    }

    private static void emissions(
            Connection c, String table, String edition, Collection<String> ids, Map<String, Map<Long, Boolean>> into)
            throws SQLException {
        String sql =
                "select id, emission, said = 'CANCELED' from " + table + " where edition = ? and id = any (?::text[])";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, edition);
            s.setArray(2, texts(c, ids));
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    into.computeIfAbsent(rows.getString(1), k -> new HashMap<>())
                            .put(rows.getLong(2), rows.getBoolean(3));
                }
            }
        }
    }

    private static void moveHeads(Connection c, String edition, Map<String, Long> heads) throws SQLException {
        if (heads.isEmpty()) {
            return;
        }
        String sql = "with moved as (delete from article_of_edition a"
                + " using unnest(?::text[], ?::int8[]) as k(id, emission)"
                + " where a.edition = ? and a.id = k.id and a.emission < k.emission returning a.*)"
                + " insert into revision_of_edition select * from moved";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            setIdsAndNumbers(c, s, heads);
            s.setString(3, edition);
            if (s.executeUpdate() != heads.size()) {
                throw new SQLException("heads of edition " + edition + " changed under their owner", "40001");
            }
        }
    }

    private static void takeText(Connection c, String edition, Map<String, Long> below) throws SQLException {
        if (below.isEmpty()) {
            return;
        }
        for (String table : List.of(ARTICLES, REVISIONS)) {
            String sql = "update " + table + " a set " + noText()
                    + " from unnest(?::text[], ?::int8[]) as k(id, emission)"
                    + " where a.edition = ? and a.id = k.id and a.emission < k.emission";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                setIdsAndNumbers(c, s, below);
                s.setString(3, edition);
                s.executeUpdate();
            }
        }
    }

    private static void setIdsAndNumbers(Connection c, PreparedStatement s, Map<String, Long> numbers)
            throws SQLException {
        List<String> ids = List.copyOf(numbers.keySet());
        s.setArray(1, texts(c, ids));
        s.setArray(2, c.createArrayOf("int8", ids.stream().map(numbers::get).toArray()));
    }

    private static String noText() {
        return ArticleRow.TEXT.stream().map(column -> column + " = null").collect(Collectors.joining(", "));
    }

    // ---- kills

    private static Map<String, Instant> killed(Connection c, Collection<String> ids) throws SQLException {
        Map<String, Instant> killed = new HashMap<>();
        try (PreparedStatement s = c.prepareStatement("select id, binds_until from kill where id = any (?::text[])")) {
            s.setArray(1, texts(c, ids));
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    OffsetDateTime until = rows.getObject(2, OffsetDateTime.class);
                    killed.put(rows.getString(1), until.equals(OffsetDateTime.MAX) ? Instant.MAX : until.toInstant());
                }
            }
        }
        return killed;
    }

    private static void kill(Connection c, Kill kill, long offset) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("select 1 from kill where id = ? and log_offset >= ?")) {
            s.setString(1, CopyRows.clean(kill.getId()));
            s.setLong(2, offset);
            try (ResultSet rows = s.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
        }
        enter(
                c,
                CopyRows.clean(kill.getId()),
                kill.getVersion(),
                OffsetDateTime.ofInstant(kill.getReceivedAt(), ZoneOffset.UTC),
                kill.getEvidence().getRule(),
                kill.getWasPublished(),
                offset,
                false);
    }

    private static boolean enter(
            Connection c,
            String id,
            String version,
            OffsetDateTime until,
            String rule,
            boolean wasPublished,
            long offset,
            boolean acknowledged)
            throws SQLException {
        OffsetDateTime binds = later(until, killed(c, List.of(id)).get(id));
        List<String> editions = editionsWithText(c, id, binds);
        for (String table : List.of(ARTICLES, REVISIONS)) {
            String sql = "update " + table + " set status = 'CANCELED', " + noText()
                    + " where id = ? and (not revived or received_at <= ?)";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, id);
                s.setObject(2, binds);
                s.executeUpdate();
            }
        }
        String untitle = "update story_of_edition set title = null"
                + " where title is not null and (id = ? or members @> array[?]::text[])";
        try (PreparedStatement s = c.prepareStatement(untitle)) {
            s.setString(1, id);
            s.setString(2, id);
            s.executeUpdate();
        }
        String ledger = "insert into kill as k (id, version, binds_until, rule, was_published, log_offset, had_text,"
                + " editions, acknowledged) values (?, ?, ?, ?, ?, ?, ?,"
                + " coalesce(?, (select name from current_edition)), ?) on conflict (id) do update set"
                + " version = excluded.version, binds_until = excluded.binds_until, rule = excluded.rule,"
                + " was_published = excluded.was_published, log_offset = greatest(k.log_offset, excluded.log_offset),"
                + " had_text = excluded.had_text, editions = excluded.editions,"
                + " acknowledged = excluded.log_offset <= k.log_offset and k.acknowledged, erased_at = now()";
        try (PreparedStatement s = c.prepareStatement(ledger)) {
            s.setString(1, id);
            s.setString(2, version == null ? null : CopyRows.clean(version));
            s.setObject(3, binds);
            s.setString(4, CopyRows.clean(rule));
            s.setBoolean(5, wasPublished);
            s.setLong(6, offset);
            s.setBoolean(7, !editions.isEmpty());
            s.setString(8, editions.isEmpty() ? null : String.join(",", editions));
            s.setBoolean(9, acknowledged);
            s.executeUpdate();
        }
        return !editions.isEmpty();
    }

    private static OffsetDateTime later(OffsetDateTime until, Instant before) {
        if (before == null || until.equals(OffsetDateTime.MAX)) {
            return until;
        }
        if (before.equals(Instant.MAX)) {
            return OffsetDateTime.MAX;
        }
        return before.isAfter(until.toInstant()) ? OffsetDateTime.ofInstant(before, ZoneOffset.UTC) : until;
    }

    private static List<String> editionsWithText(Connection c, String id, OffsetDateTime until) throws SQLException {
        String one = " where id = ? and had_text and (not revived or received_at <= ?)";
        String sql = "select edition from article_of_edition" + one + " union select edition from revision_of_edition"
                + one + " order by 1";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, id);
            s.setObject(2, until);
            s.setString(3, id);
            s.setObject(4, until);
            return column(s);
        }
    }

    @Override
    public boolean erase(String id) {
        return transaction(c -> {
            lockKills(c, true);
            return enter(c, CopyRows.clean(id), null, OffsetDateTime.MAX, "operator.erase", false, -1, true);
        });
    }

    @Override
    public List<Erasure> unacknowledged() {
        return transaction(c -> {
            List<Erasure> erasures = new ArrayList<>();
            try (Statement s = c.createStatement();
                    ResultSet rows =
                            s.executeQuery("select id, log_offset, had_text, editions from kill where not acknowledged"
                                    + " order by id limit " + ACKNOWLEDGED_AT_ONCE)) {
                while (rows.next()) {
                    erasures.add(
                            new Erasure(rows.getString(1), rows.getLong(2), rows.getBoolean(3), rows.getString(4)));
                }
            }
            return erasures;
        });
    }

    @Override
    public void acknowledged(Collection<Erasure> erasures) {
        transaction(c -> {
            String sql = "update kill set acknowledged = true from unnest(?::text[], ?::int8[]) as k(id, at)"
                    + " where kill.id = k.id and kill.log_offset = k.at";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setArray(1, texts(c, erasures.stream().map(Erasure::id).toList()));
                s.setArray(
                        2,
                        c.createArrayOf(
                                "int8", erasures.stream().map(Erasure::offset).toArray()));
                return s.executeUpdate();
            }
        });
    }

    // ---- stories, holds, editions

    private static void stories(Connection c, String edition, Map<String, Entry.OfStory> batch) throws SQLException {
        Map<String, Long> places = new HashMap<>();
        batch.forEach((id, entry) -> places.put(id, entry.place().offset()));
        Set<String> newer = makeRoom(c, "story_of_edition", edition, places);
        List<Story> stories = newer.stream().map(id -> batch.get(id).story()).toList();
        if (stories.isEmpty()) {
            return;
        }
        Set<String> members = new HashSet<>(newer);
        stories.forEach(story -> story.getMembers().forEach(m -> members.add(CopyRows.clean(m))));
        Set<String> killed = killed(c, members).keySet();
        List<String> columns = List.of(
                "edition",
                "id",
                "event",
                "members",
                "article",
                "others",
                "title",
                "entities",
                "begin_at",
                "end_at",
                "sources",
                "log_offset");
        CopyRows.into(c, "story_of_edition", columns, rows -> {
            for (Story story : stories) {
                boolean titled = !killed.contains(CopyRows.clean(story.getId()))
                        && story.getMembers().stream().map(CopyRows::clean).noneMatch(killed::contains);
                rows.startRow();
                rows.text(edition);
                rows.text(story.getId());
                rows.text(story.getEvent().name());
                rows.texts(story.getMembers());
                rows.text(story.getArticle());
                rows.texts(story.getOthers());
                rows.text(titled ? story.getTitle() : null);
                rows.texts(story.getEntities());
                rows.instant(story.getBegin());
                rows.instant(story.getEnd());
                rows.integer(story.getSources());
                rows.bigint(places.get(CopyRows.clean(story.getId())));
            }
        });
    }

    private static void holds(Connection c, String edition, Map<String, Entry.OfHold> batch) throws SQLException {
        Map<String, Long> places = new HashMap<>();
        batch.forEach((id, entry) -> places.put(id, entry.place().offset()));
        List<Hold> holds = makeRoom(c, "hold_of_edition", edition, places).stream()
                .map(id -> batch.get(id).hold())
                .toList();
        if (holds.isEmpty()) {
            return;
        }
        List<String> columns =
                List.of("edition", "id", "version", "embargo", "embargo_until", "received_at", "log_offset");
        CopyRows.into(c, "hold_of_edition", columns, rows -> {
            for (Hold hold : holds) {
                rows.startRow();
                rows.text(edition);
                rows.text(hold.getId());
                rows.text(hold.getVersion());
                rows.text(hold.getEmbargo().getKind().name());
                rows.instant(hold.getEmbargo().getUntil());
                rows.instant(hold.getReceivedAt());
                rows.bigint(places.get(CopyRows.clean(hold.getId())));
            }
        });
    }

    /** Deletes the rows that older records of the log left, and names the ids of which ours is the newer. */
    private static Set<String> makeRoom(Connection c, String table, String edition, Map<String, Long> places)
            throws SQLException {
        Set<String> newer = new java.util.TreeSet<>(places.keySet());
        String later = "select id from " + table + " join unnest(?::text[], ?::int8[]) as k(i, at) on id = k.i"
                + " where edition = ? and log_offset >= k.at";
        try (PreparedStatement s = c.prepareStatement(later)) {
            setIdsAndNumbers(c, s, places);
            s.setString(3, edition);
            column(s).forEach(newer::remove);
        }
        String delete = "delete from " + table + " where edition = ? and id = any (?::text[])";
        try (PreparedStatement s = c.prepareStatement(delete)) {
            s.setString(1, edition);
            s.setArray(2, texts(c, newer));
            s.executeUpdate();
        }
        return newer;
    }

    private static void edition(Connection c, Edition edition, long offset) throws SQLException {
        String sql = "insert into edition as e (name, state, created_at, as_of, starts_from, settings, promotion,"
                + " log_offset) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?) on conflict (name) do update set"
                + " state = excluded.state, created_at = excluded.created_at, as_of = excluded.as_of,"
                + " starts_from = excluded.starts_from, settings = excluded.settings,"
                + " promotion = excluded.promotion, log_offset = excluded.log_offset"
                + " where e.log_offset < excluded.log_offset";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, edition.getName());
            s.setString(2, edition.getState().name());
            s.setTimestamp(3, Timestamp.from(edition.getCreatedAt()));
            s.setTimestamp(4, Timestamp.from(edition.getAsOf()));
            s.setTimestamp(5, edition.getFrom() == null ? null : Timestamp.from(edition.getFrom()));
            s.setString(6, ArticleRow.settings(edition.getSettings()));
            s.setLong(7, edition.getPromotion());
            s.setLong(8, offset);
            if (s.executeUpdate() == 0) {
                return;
            }
        }
        try (Statement s = c.createStatement()) {
            s.executeUpdate(
                    "update current_edition set name = e.name, promotion = e.promotion from ("
                            + "select name, promotion from edition where promotion > 0 order by promotion desc, name limit 1"
                            + ") e where (current_edition.name, current_edition.promotion) is distinct from (e.name, e.promotion)");
        }
        if (edition.getState() == EditionState.DROPPED) {
            for (String table : List.of(ARTICLES, REVISIONS, "story_of_edition", "hold_of_edition")) {
                try (PreparedStatement s = c.prepareStatement("delete from " + table + " where edition = ?")) {
                    s.setString(1, edition.getName());
                    s.executeUpdate();
                }
            }
        }
    }

    // ---- reading

    @Override
    public Digest digest(String edition) {
        return transaction(c -> {
            String sql = "select count(*), sum(digest1::numeric), sum(digest2::numeric), sum(digest3::numeric),"
                    + " sum(digest4::numeric) from article_of_edition where edition = ?";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, edition);
                try (ResultSet rows = s.executeQuery()) {
                    rows.next();
                    StringBuilder hex = new StringBuilder();
                    for (int word = 2; word <= 5; word++) {
                        BigDecimal sum = rows.getBigDecimal(word);
                        // longValue keeps the low 64 bits: the sum modulo 2^64
                        hex.append(String.format(
                                "%016x", (sum == null ? BigInteger.ZERO : sum.toBigIntegerExact()).longValue()));
                    }
                    return new Digest(rows.getLong(1), hex.toString());
                }
            }
        });
    }

    @Override
    public Optional<StoredArticle> article(String edition, String id) {
        return stored(ARTICLES, edition, id).stream().findFirst();
    }

    @Override
    public List<StoredArticle> revisions(String edition, String id) {
        return stored(REVISIONS, edition, id);
    }

    private List<StoredArticle> stored(String table, String edition, String id) {
        return transaction(c -> {
            String sql = "select emission, status, version, headline, body, story, had_text, digest1, digest2, digest3,"
                    + " digest4 from " + table + " where edition = ? and id = ? order by emission";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, edition);
                s.setString(2, CopyRows.clean(id));
                List<StoredArticle> found = new ArrayList<>();
                try (ResultSet rows = s.executeQuery()) {
                    while (rows.next()) {
                        found.add(new StoredArticle(
                                edition,
                                id,
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getBoolean(7),
                                String.format(
                                        "%016x%016x%016x%016x",
                                        rows.getLong(8), rows.getLong(9), rows.getLong(10), rows.getLong(11))));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public Optional<StoredStory> story(String edition, String id) {
        return transaction(c -> {
            String sql = "select event, members, title from story_of_edition where edition = ? and id = ?";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, edition);
                s.setString(2, CopyRows.clean(id));
                try (ResultSet rows = s.executeQuery()) {
                    return rows.next()
                            ? Optional.of(new StoredStory(
                                    edition,
                                    id,
                                    rows.getString(1),
                                    List.of((String[]) rows.getArray(2).getArray()),
                                    rows.getString(3)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<String> held(String edition) {
        return transaction(c -> {
            String sql =
                    "select id from hold_of_edition where edition = ? and embargo <> 'NONE' order by id collate \"C\"";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, edition);
                return column(s);
            }
        });
    }

    @Override
    public String currentEdition() {
        return transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("select name from current_edition")) {
                return column(s).getFirst();
            }
        });
    }

    private static List<String> column(PreparedStatement statement) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Array texts(Connection c, Collection<String> values) throws SQLException {
        return c.createArrayOf("text", values.toArray());
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
