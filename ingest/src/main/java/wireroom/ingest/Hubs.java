package wireroom.ingest;

import java.util.Map;
import wireroom.ingest.poll.Poller;
import wireroom.ingest.push.HubCallbacks;

/** Hands on to the poller what hubs say, and its answer in the words of HTTP. */
final class Hubs implements HubCallbacks {
    private final Poller poller;

    Hubs(Poller poller) {
        this.poller = poller;
    }

    @Override
    public boolean knows(String token) {
        return poller.knows(token);
    }

    @Override
    public Reply verify(String token, Map<String, String> query) {
        return reply(poller.verify(token, query), query.getOrDefault("hub.challenge", ""));
    }

    @Override
    public Reply deliver(String token, String signature, byte[] body) {
        return reply(poller.deliver(token, signature, body), "");
    }

    private static Reply reply(Poller.Heard heard, String body) {
        return switch (heard) {
            case YES -> new Reply(200, body);
            // As if it were taken: who guesses at secrets learns nothing.
            case FORGED -> new Reply(200, "");
            case UNKNOWN -> new Reply(404, "no such subscription in this process\n");
            case NOT_NOW -> new Reply(503, "not now; send it again\n");
        };
    }
}
