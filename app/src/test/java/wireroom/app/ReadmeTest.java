package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import wireroom.app.cli.Run;
import wireroom.app.room.Room;
import wireroom.app.room.RoomConfig;
import wireroom.app.room.RoomPorts;
import wireroom.model.Article;
import wireroom.registry.RegistryDeserializer;

/** Runs the README: every block of commands, and the Java block as it stands there. Ports are those of the test's room. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeTest {
    private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern BLOCK = Pattern.compile("```(sh|java)\n(.*?)```", Pattern.DOTALL);

    /** A line of an article, without its time. */
    private static final Pattern SHOWN = Pattern.compile("(?m)^\\d\\d:\\d\\d:\\d\\d  ((?:USABLE|KILL) .*)$");

    @TempDir
    static Path folder;

    private static Room room;

    @BeforeAll
    static void start() {
        room = Room.start(
                RoomConfig.lasting(folder.resolve("home"), RoomPorts.ANY, List.of(CHECKOUT.resolve("seeds/wires"))),
                (part, what, millis) -> {});
    }

    @AfterAll
    static void stop() {
        if (room != null) {
            room.close();
        }
    }

    @Test
    @Order(1)
    void startShowsTheSampleDay() throws IOException {
        assertThat(commands()).contains("./wireroom up");
        await().atMost(PATIENCE)
                .until(() -> run("./wireroom search 'headline:terremoto'").contains("Un terremoto en el sur"));
        await().atMost(PATIENCE)
                .until(() -> run("./wireroom search 'headline:earthquake AND lang:en'")
                        .contains("quake-arequipa"));
    }

    @Test
    @Order(8)
    void theArticlesItShowsLookLikeThat() throws IOException {
        List<String> shown = SHOWN.matcher(Files.readString(CHECKOUT.resolve("README.md")))
                .results()
                .map(line -> line.group(1))
                .toList();
        assertThat(shown).hasSizeGreaterThan(1);
        List<String> printed = Run.of(CHECKOUT, "once", CHECKOUT.resolve("seeds/wires"))
                .out()
                .lines()
                .map(line -> line.substring(Math.min(line.length(), "00:00:00  ".length())))
                .toList();
        assertThat(printed).containsAll(shown);
    }

    @Test
    @Order(2)
    void everyWireroomCommandEndsWell() throws IOException {
        for (String command : commands()) {
            if (command.startsWith("./wireroom ") && !command.equals("./wireroom up")) {
                assertThat(run(command)).as(command).isNotBlank();
            }
        }
    }

    @Test
    @Order(3)
    void curlFeedsAndSubscribes() throws IOException, InterruptedException {
        assumeTrue(installed("curl"), "curl is not installed");
        for (String command : commands()) {
            if (command.startsWith("curl ")) {
                String answer = shell(command);
                assertThat(answer)
                        .as(command)
                        .containsPattern(command.contains("/api/stream") ? "event: ?article" : "\"id\" ?:");
            }
        }
    }

    @Test
    @Order(4)
    void kcatReadsArticles() throws IOException, InterruptedException {
        assumeTrue(installed("kcat"), "kcat is not installed");
        String command = commands().stream()
                .filter(line -> line.startsWith("kcat "))
                .findFirst()
                .orElseThrow();
        assertThat(shell(command)).contains("quake-arequipa");
    }

    @Test
    @Order(5)
    void theConsumerIsTheOneInTheReadme() throws IOException {
        String source = Files.readString(
                CHECKOUT.resolve("app/src/test/java/wireroom/app/ReadmeTest.java"), StandardCharsets.UTF_8);
        String shown = blocks("java").getFirst();
        assertThat(squeezed(source)).contains(squeezed(atPorts(shown, false)));

        List<Article> read = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            consume(read::add, room.address().bootstrap(), room.address().registry());
            return !read.isEmpty();
        });
        assertThat(read)
                .allSatisfy(article -> assertThat(article.getMediaTopics()).isNotEmpty());
    }

    @Test
    @Order(6)
    void theTestCommandIsWhatRunsInContinuousIntegration() throws IOException {
        assertThat(commands()).contains("mvn verify");
        assertThat(Files.readString(CHECKOUT.resolve(".ci/run"))).containsPattern("mvn .*verify");
    }

    @Test
    @Order(7)
    void itIsShort() throws IOException {
        assertThat(Files.readAllLines(CHECKOUT.resolve("README.md"))).hasSizeLessThan(120);
    }

    private static void consume(java.util.function.Consumer<Article> desk, String kafka, String registry) {
        // as in the README, from here
        Properties config = new Properties();
        config.put("bootstrap.servers", kafka);
        config.put("schema.registry.url", registry);
        config.put("group.id", "my-desk");
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        config.put("specific.avro.reader", "true");
        config.put("key.deserializer", StringDeserializer.class);
        config.put("value.deserializer", RegistryDeserializer.class);
        try (Consumer<String, Article> consumer = new KafkaConsumer<>(config)) {
            consumer.subscribe(List.of("wireroom.mediatopic.politics.v1"));
            for (ConsumerRecord<String, Article> record : consumer.poll(Duration.ofSeconds(10))) {
                desk.accept(record.value());
            }
        }
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(CHECKOUT.resolve("README.md")));
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    private static List<String> commands() throws IOException {
        return blocks("sh").stream().flatMap(String::lines).toList();
    }

    /** The README's addresses are the defaults; the test's room has its own, or, in Java, names for them. */
    private static String atPorts(String text, boolean running) {
        return text.replace(
                        running ? "http://127.0.0.1:8085/apis/ccompat/v7" : "\"http://127.0.0.1:8085/apis/ccompat/v7\"",
                        running ? room.address().registry() : "registry")
                .replace(
                        running ? "127.0.0.1:9092" : "\"127.0.0.1:9092\"",
                        running ? room.address().bootstrap() : "kafka")
                .replace("http://127.0.0.1:8081/v1/items", room.address().push().toString())
                .replace(
                        "http://127.0.0.1:8080",
                        room.address().page().toString().replaceAll("/$", ""));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String run(String command) {
        List<Object> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("'([^']*)'|(\\S+)").matcher(command.substring("./wireroom ".length()));
        while (matcher.find()) {
            String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            words.add(word.startsWith("seeds/") ? CHECKOUT.resolve(word) : word);
        }
        words.add("--home");
        words.add(folder.resolve("home"));
        Run run = Run.of(CHECKOUT, words.toArray());
        assertThat(run.code()).as(command + "\n" + run.err()).isZero();
        return run.out() + run.err();
    }

    private static boolean installed(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** What a command prints within some seconds; a stream does not end by itself. */
    private static String shell(String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder("sh", "-c", "exec " + atPorts(command, true))
                .directory(CHECKOUT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.waitFor(command.contains("/api/stream") ? 4 : 30, TimeUnit.SECONDS);
        process.destroy();
        process.waitFor();
        return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
    }
}
