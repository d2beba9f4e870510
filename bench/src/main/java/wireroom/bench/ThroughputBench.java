package wireroom.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import wireroom.app.embedded.Disk;
import wireroom.app.embedded.EmbeddedPostgres;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;
import wireroom.app.simulate.Generator;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/**
 * Figure 2 with the sink: wires in a folder to rows in PostgreSQL, end to end, beside a bare Streams pass-through of
 * the same records on the same broker with the same guarantee.
 */
final class ThroughputBench {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Options options;
    private final Results results;

    ThroughputBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    void run() throws Exception {
        int count = options.number("count", 20_000);
        int rounds = options.number("rounds", 3);
        Path home = Home.fresh(options.home());
        Path wires = Files.createDirectories(home.resolve("wires"));
        List<Generator.Wire> day = new Generator(options.seed()).next(count);
        Path staged = home.resolve("staged");
        Generator.write(day, staged);
        long articles = day.stream().map(Generator.Wire::uri).distinct().count();
        long bytes = day.stream().mapToLong(wire -> wire.json().length()).sum();

        ObjectNode figures = results.figures();
        RoomConfig config = new RoomConfig(
                home.resolve("room"),
                RoomPorts.ANY,
                List.of(wires),
                List.of(),
                true,
                Duration.ofMillis(options.number("commit-ms", 100)),
                Disk.LEAST_MEGABYTES);
        try (Room room = Room.start(config, (part, what, millis) -> {})) {
            warmUp(room, home, wires);
            long before = rows(room.jdbcUrl());
            ArrayNode memory = figures.putArray("memoryMiBEachSecond");
            long start = System.nanoTime();
            moveAll(staged, wires);
            long moved = System.nanoTime();
            long lastSample = 0;
            long stored = 0;
            while (stored < articles || !room.sink().status().caughtUp()) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("gave up: " + stored + " of " + articles + " articles, sink "
                            + room.sink().status());
                }
                LockSupport.parkNanos(LOOK.toNanos());
                stored = rows(room.jdbcUrl()) - before;
                if (System.nanoTime() - lastSample > 1_000_000_000L) {
                    lastSample = System.nanoTime();
                    memory.add(residentMiB());
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            figures.put("wires", count)
                    .put("articles", articles)
                    .put("bytesPerWire", bytes / count)
                    .put("seconds", Results.rounded(seconds))
                    .put("ofThatMovingFilesSeconds", Results.rounded((moved - start) / 1e9))
                    .put("wiresPerSecond", Math.round(count / seconds))
                    .put("lagAtTheEnd", room.sink().status().lag());
            recordsByTopic(room.cluster(), figures.putObject("recordsByTopic"));
            double[] bare = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                bare[round] = passThrough(room.cluster(), home, round);
                figures.withArray("/passThroughEachRound").add(Math.round(bare[round]));
            }
            figures.put("passThroughPerSecond", Math.round(Results.median(bare)));
            figures.put("besidePassThrough", Results.rounded(count / seconds / Results.median(bare)));
        }
    }

    /** What wires cost in records; those of the warm-up are counted, and so are the markers of transactions. */
    private static void recordsByTopic(Cluster cluster, ObjectNode records) throws Exception {
        try (Admin admin = Admin.create(cluster.client())) {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(part ->
                                    asked.put(new TopicPartition(name, part.partition()), OffsetSpec.latest())));
            Map<String, Long> sums = new TreeMap<>();
            admin.listOffsets(asked)
                    .all()
                    .get()
                    .forEach((part, end) -> sums.merge(part.topic(), end.offset(), Long::sum));
            sums.forEach(records::put);
        }
    }

    /** Other wires through everything, so that the compiler has seen the code. */
    private void warmUp(Room room, Path home, Path wires) throws Exception {
        List<Generator.Wire> others = new Generator(options.seed() + 1_000_003)
                .next(options.number("warm-up", 3_000)).stream()
                        .map(wire -> new Generator.Wire(
                                90_000_000 + wire.number(),
                                wire.kind(),
                                wire.uri(),
                                wire.version(),
                                wire.json().replace("urn:bench:", "urn:warm-up:")))
                        .toList();
        if (others.isEmpty()) {
            return;
        }
        long articles = others.stream().map(Generator.Wire::uri).distinct().count();
        Path staged = home.resolve("staged-warm-up");
        Generator.write(others, staged);
        moveAll(staged, wires);
        long start = System.nanoTime();
        while (rows(room.jdbcUrl()) < articles || !room.sink().status().caughtUp()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "gave up warming up: sink " + room.sink().status());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void moveAll(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(from)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            Files.move(file, to.resolve(file.getFileName()));
        }
    }

    private static long rows(String jdbcUrl) throws Exception {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, EmbeddedPostgres.USER, "");
                PreparedStatement count =
                        connection.prepareStatement("select count(*) from article_of_edition where edition = ?")) {
            count.setString(1, Topics.FIRST_EDITION);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Of this process and all that it started. */
    static long residentMiB() {
        ProcessHandle own = ProcessHandle.current();
        return Stream.concat(Stream.of(own), own.descendants())
                        .mapToLong(process -> {
                            try (Stream<String> lines =
                                    Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
                                // proportional: pages that PostgreSQL's processes share count once
                                return lines.filter(line -> line.startsWith("Pss:"))
                                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                        .sum();
                            } catch (IOException | java.io.UncheckedIOException e) {
                                // gone between listing and reading
                                return 0;
                            }
                        })
                        .sum()
                >> 10;
    }

    /** Records a second through {@code stream().to()}, exactly once, until all are committed. */
    private static double passThrough(Cluster cluster, Path home, int round) throws Exception {
        String out = "bench.pass-through." + round;
        long expected;
        try (Admin admin = Admin.create(cluster.client())) {
            admin.createTopics(List.of(new NewTopic(out, Topics.PARTITIONS, (short) 1)))
                    .all()
                    .get();
            expected = committed(admin, Topics.WIRE_ITEMS.name(), cluster);
        }
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        Topics.WIRE_ITEMS.name(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withOffsetResetPolicy(org.apache.kafka.streams.AutoOffsetReset.earliest()))
                .to(out, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-pass-through-" + round);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrap());
        p.put(StreamsConfig.STATE_DIR_CONFIG, home.resolve("streams").toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        p.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        p.put(StreamsConfig.producerPrefix("max.request.size"), Topics.MAX_RECORD_BYTES);
        try (KafkaStreams streams = new KafkaStreams(builder.build(), p)) {
            streams.start();
            return counted(cluster, out, expected);
        }
    }

    /** From the first record to the last, as a committed reader sees them; start-up is not counted. */
    private static double counted(Cluster cluster, String topic, long expected) {
        Map<String, Object> p = new HashMap<>(cluster.client());
        p.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(i -> new TopicPartition(topic, i.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long first = 0;
            long before = 0;
            long seen = 0;
            long start = System.nanoTime();
            while (seen < expected) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("pass-through gave " + seen + " of " + expected);
                }
                int count = consumer.poll(Duration.ofMillis(20)).count();
                if (count > 0 && seen == 0) {
                    // what came with the first poll was made before it
                    first = System.nanoTime();
                    before = count;
                }
                seen += count;
            }
            return (expected - before) * 1e9 / (System.nanoTime() - first);
        }
    }

    private static long committed(Admin admin, String topic, Cluster cluster) throws Exception {
        long records = 0;
        Map<String, Object> p = new HashMap<>(cluster.client());
        p.put("isolation.level", "read_committed");
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (var partition : admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()) {
            ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
        }
        var last = admin.listOffsets(
                        ends, new org.apache.kafka.clients.admin.ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.keySet().stream()
                    .anyMatch(tp -> consumer.position(tp) < last.get(tp).offset())) {
                records += consumer.poll(Duration.ofMillis(50)).count();
            }
        }
        return records;
    }
}
