package wireroom.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;
import wireroom.app.simulate.Generator;
import wireroom.topics.Cluster;

/**
 * Figure 5 without stored queries: the moment an article was due to be pushed over HTTP to the moment its event was read
 * from the SSE stream, beside bare produce to consume of the same bytes on the same broker. Open loop: a late answer
 * never delays the next request, and latency counts from when the request was due.
 */
final class LatencyBench {
    private static final Pattern NUMBER = Pattern.compile("urn:latency:[abw]:(\\d{8})");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Options options;
    private final Results results;

    LatencyBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    void run() throws Exception {
        int rate = options.number("rate", 200);
        int count = rate * options.number("seconds", 60);
        int warmUp = rate * options.number("warm-up", 20);
        Path home = Home.fresh(options.home());
        ObjectNode figures = results.figures();
        figures.put("perSecond", rate).put("seconds", count / rate);
        RoomConfig config = RoomConfig.lasting(home.resolve("room"), RoomPorts.ANY, List.of());
        try (Room room = Room.start(config, (part, what, millis) -> {})) {
            pushed(room, 'w', warmUp, rate);
            bare(room.cluster(), "bench.latency.warm-up", warmUp, rate);
            // A, B, B, A: a machine that drifts favours neither
            Histogram pushes = pushed(room, 'a', count / 2, rate);
            Histogram bare = bare(room.cluster(), "bench.latency.1", count / 2, rate);
            bare.add(bare(room.cluster(), "bench.latency.2", count / 2, rate));
            pushes.add(pushed(room, 'b', count / 2, rate));
            Results.put(figures.putObject("pushToSse"), pushes);
            Results.put(figures.putObject("produceToConsume"), bare);
            figures.put(
                    "p99BesideBare",
                    Results.rounded(
                            (double) pushes.getValueAtPercentile(99) / Math.max(1, bare.getValueAtPercentile(99))));
        }
    }

    private List<byte[]> bodies(char series, int count) {
        // other texts in each series: a second sending of the same day would be all copies
        Generator generator = new Generator(options.seed() + series);
        List<byte[]> bodies = new ArrayList<>();
        while (bodies.size() < count) {
            Generator.Wire wire = generator.next();
            if (wire.kind() == Generator.Kind.NEW) {
                String uri = String.format("urn:latency:%s:%08d", series, bodies.size());
                bodies.add(wire.json().replace(wire.uri(), uri).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bodies;
    }

    /** Calls back at a fixed rhythm, whatever the callback does elsewhere; gives the first due moment. */
    private static long beat(int count, int rate, IntConsumer due) {
        long period = 1_000_000_000L / rate;
        long start = System.nanoTime() + 10 * period;
        for (int i = 0; i < count; i++) {
            for (long wait; (wait = start + i * period - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(wait);
            }
            due.accept(i);
        }
        return start;
    }

    private Histogram pushed(Room room, char series, int count, int rate) throws Exception {
        List<byte[]> bodies = bodies(series, count);
        AtomicLongArray arrived = new AtomicLongArray(count);
        CountDownLatch all = new CountDownLatch(count);
        CountDownLatch listening = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                URI stream = URI.create(room.address().page() + "/api/stream").normalize();
                HttpRequest request = HttpRequest.newBuilder(stream)
                        .header("Accept", "text/event-stream")
                        .build();
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                                .body(),
                        StandardCharsets.UTF_8))) {
                    for (String line; all.getCount() > 0 && (line = lines.readLine()) != null; ) {
                        listening.countDown();
                        Matcher number = NUMBER.matcher(line);
                        if (line.startsWith("data:") && number.find() && line.charAt(number.start() + 12) == series) {
                            int i = Integer.parseInt(number.group(1));
                            if (i < count && arrived.compareAndSet(i, 0, System.nanoTime())) {
                                all.countDown();
                            }
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    // the count of arrivals tells
                    Thread.currentThread().interrupt();
                }
            });
            if (!listening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the stream does not answer");
            }
            long start = beat(
                    count,
                    rate,
                    i -> http.sendAsync(
                                    HttpRequest.newBuilder(room.address().push())
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.get(i)))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .whenComplete((answer, e) -> {
                                if (e != null || answer.statusCode() != 201) {
                                    refused.incrementAndGet();
                                }
                            }));
            if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        all.getCount() + " of " + count + " never arrived, " + refused + " were refused");
            }
            reader.join(PATIENCE);
            return latencies(arrived, start, rate);
        }
    }

    private Histogram bare(Cluster cluster, String topic, int count, int rate) throws Exception {
        List<byte[]> bodies = bodies('a', count);
        AtomicLongArray arrived = new AtomicLongArray(count);
        try (Admin admin = Admin.create(cluster.client())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Map<String, Object> produce = cluster.client();
        produce.put("acks", "all");
        produce.put("linger.ms", 0);
        produce.put("compression.type", "lz4");
        try (KafkaProducer<Integer, byte[]> producer =
                        new KafkaProducer<>(produce, new IntegerSerializer(), new ByteArraySerializer());
                KafkaConsumer<Integer, byte[]> consumer =
                        new KafkaConsumer<>(cluster.client(), new IntegerDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                long start = System.nanoTime();
                for (int seen = 0; seen < count && System.nanoTime() - start < LONGEST.toNanos(); ) {
                    for (ConsumerRecord<Integer, byte[]> kafka : consumer.poll(Duration.ofMillis(100))) {
                        arrived.set(kafka.key(), System.nanoTime());
                        seen++;
                    }
                }
            });
            long start = beat(count, rate, i -> producer.send(new ProducerRecord<>(topic, i, bodies.get(i))));
            reader.join(PATIENCE);
            if (reader.isAlive()) {
                throw new IllegalStateException("bare produce to consume lost something");
            }
            return latencies(arrived, start, rate);
        }
    }

    private static Histogram latencies(AtomicLongArray arrived, long start, int rate) {
        long period = 1_000_000_000L / rate;
        Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
        for (int i = 0; i < arrived.length(); i++) {
            micros.recordValue(Math.max(0, (arrived.get(i) - start - i * period) / 1_000));
        }
        return micros;
    }
}
