package wireroom.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands wire items to a running room. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        description = "Hands files, folders or '-' (stdin) to the running room, and says what became of them.",
        footer = {
            "",
            "Feeding the same twice is safe. Exits with 3 when something was rejected.",
            "Example:  wireroom feed --provider my.wire story.json"
        })
final class FeedCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Context context;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "files and folders; '-' is stdin")
    private List<String> paths;

    @Option(names = "--provider", description = "provider of what names none")
    private String provider;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "the token of a push source that asks for one, on its first line"
                    + " (default: WIREROOM_PUSH_TOKEN, or the file of WIREROOM_PUSH_TOKEN_FILE)")
    private Path tokenFile;

    @Option(names = "--json", description = "one answer per file as JSON")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    FeedCommand(Context context) {
        this.context = context;
    }

    private record Document(String name, BodyPublisher body) {}

    @Override
    public Integer call() {
        URI push = context.room(room.home()).push();
        Optional<String> token = token();
        boolean rejected = false;
        try (Http http = new Http()) {
            for (String path : paths) {
                for (Path file : files(path)) {
                    rejected |= hand(http, push, token, read(file));
                }
                if (path.equals("-")) {
                    rejected |= hand(http, push, token, standardInput());
                }
            }
        }
        return rejected ? Exit.REJECTED : Exit.OK;
    }

    private Optional<String> token() {
        String variable = context.environment().getOrDefault("WIREROOM_PUSH_TOKEN", "");
        String named = context.environment().getOrDefault("WIREROOM_PUSH_TOKEN_FILE", "");
        if (tokenFile == null && !variable.isBlank()) {
            return variable.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst();
        }
        Path file = tokenFile != null ? tokenFile : named.isBlank() ? null : Path.of(named);
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .findFirst();
        } catch (IOException e) {
            throw new CommandFailure(Exit.USAGE, "cannot read " + file, "name a file with the token", e);
        }
    }

    private static List<Path> files(String path) {
        if (path.equals("-")) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(Path.of(path))) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new CommandFailure(Exit.USAGE, "cannot read " + path, "does it exist, and is it yours?", e);
        }
    }

    private static Document read(Path file) {
        try {
            return new Document(file.toString(), BodyPublishers.ofByteArray(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new CommandFailure(Exit.USAGE, "cannot read " + file, "does it exist, and is it yours?", e);
        }
    }

    private static Document standardInput() {
        try {
            return new Document("-", BodyPublishers.ofByteArray(System.in.readAllBytes()));
        } catch (IOException e) {
            throw new CommandFailure(Exit.FAILURE, "cannot read stdin: " + e.getMessage(), "feed a file instead", e);
        }
    }

    /** @return true when something in it was rejected */
    private boolean hand(Http http, URI push, Optional<String> token, Document document) {
        URI address = provider == null ? push : URI.create(push + "?provider=" + Http.encode(provider));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(TIMEOUT).POST(document.body());
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        var answer = http.send(request.build());
        JsonNode body = Http.body(answer);
        if (!body.has("items")) {
            throw Http.refusal(answer.statusCode(), body);
        }
        Console console = context.console();
        if (json) {
            console.out().println(body);
            return !body.path("rejects").isEmpty();
        }
        List<String> lines = new ArrayList<>();
        body.path("items")
                .forEach(item -> lines.add(item.path("status").asText() + "  "
                        + item.path("id").asText()
                        + (item.path("version").isNull()
                                ? ""
                                : "  version " + item.path("version").asText())));
        lines.forEach(console.out()::println);
        body.path("rejects")
                .forEach(reject -> console.err()
                        .println(console.red("rejected ") + document.name() + ": "
                                + reject.path("code").asText() + ", "
                                + reject.path("detail").asText() + "; "
                                + reject.path("mend").asText()));
        return !body.path("rejects").isEmpty();
    }
}
