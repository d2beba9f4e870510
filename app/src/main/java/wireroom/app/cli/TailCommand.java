package wireroom.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows the live wire. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Follows articles that match a query: first from history, then live; kills included.",
        footer = {
            "",
            "A lost connection is taken up again where it was; nothing is missed or told twice.",
            "Example:  wireroom tail --since beginning 'topic:politics AND NOT lang:fr'"
        })
final class TailCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BEFORE_RETRY = Duration.ofSeconds(1);
    private static final int RETRIES = 30;

    private final Context context;

    @Parameters(paramLabel = "QUERY", arity = "0..1", description = "Lucene syntax; all articles without one")
    private String query;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            defaultValue = "now",
            description = "'beginning', 'now' or an instant (default: ${DEFAULT-VALUE})")
    private String since;

    @Option(names = "--limit", description = "end after so many events")
    private Long limit;

    @Option(names = "--json", description = "one event per line as JSON: {\"event\":…,\"data\":…}")
    private boolean json;

    @Mixin
    private RoomOption room = new RoomOption();

    private String lastId;
    private long told;

    TailCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        URI page = context.room(room.home()).page();
        try (Http http = new Http()) {
            follow(http, page);
            int failures = 0;
            // the stream ended by itself: the gateway went away, perhaps for a moment
            while (!full() && failures < RETRIES) {
                LockSupport.parkNanos(BEFORE_RETRY.toNanos());
                try {
                    follow(http, page);
                    failures = 0;
                } catch (CommandFailure e) {
                    failures++;
                    if (e.code() != Exit.UNREACHABLE || failures == RETRIES) {
                        throw e;
                    }
                }
            }
        }
        return Exit.OK;
    }

    private boolean full() {
        return limit != null && told >= limit;
    }

    private void follow(Http http, URI page) {
        StringBuilder address = new StringBuilder(page + "/api/stream?from=" + Http.encode(since));
        if (query != null) {
            address.append("&q=").append(Http.encode(query));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address.toString())).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer = http.send(request.build());
        if (answer.statusCode() != 200) {
            throw Http.refusal(answer.statusCode(), Http.body(answer));
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String event = "message";
            StringBuilder data = new StringBuilder();
            String line;
            while (!full() && (line = lines.readLine()) != null) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        tell(event, data.toString());
                    }
                    event = "message";
                    data.setLength(0);
                } else if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    data.append(line, "data: ".length(), line.length());
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring("id: ".length());
                }
            }
        } catch (IOException e) {
            if (lastId == null && told == 0) {
                throw new CommandFailure(
                        Exit.UNREACHABLE, "the stream broke off: " + e.getMessage(), "see: wireroom doctor", e);
            }
            // taken up again by the caller, after the last id
        }
    }

    private void tell(String event, String data) {
        told++;
        Console console = context.console();
        if (json) {
            console.out().println("{\"event\":\"" + event + "\",\"data\":" + data + "}");
            return;
        }
        try {
            JsonNode node = JSON.readTree(data);
            console.out()
                    .println(
                            event.equals("story")
                                    ? console.faint(
                                            "story  " + node.path("event").asText() + "  "
                                                    + node.path("title").asText() + "  "
                                                    + node.path("members").size() + " articles")
                                    : event.equals("edition")
                                            ? console.yellow("edition "
                                                    + node.path("edition").asText() + " is shown now")
                                            : JsonLine.of(console, node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the gateway sent what is no JSON: " + data, e);
        }
    }
}
