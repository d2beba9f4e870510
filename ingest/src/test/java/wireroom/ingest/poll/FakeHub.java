package wireroom.ingest.poll;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import wireroom.ingest.poll.http.HostileFeedServer;

/** A WebSub hub at {@code /hub} of a server: asks back before it answers, as the impatient ones do, unless it is told not to. */
final class FakeHub {
    /** What it does when it is asked. */
    enum Manner {
        /** Asks whether it was meant, and tells. */
        GOOD,
        /** Says that it will ask, and never does. */
        SILENT,
        /** Says no, to the callback. */
        DENYING,
        /** Answers 500. */
        BROKEN,
        /** Leads to {@code /hub2}, which is good. */
        MOVED,
        /** Asks about another feed. */
        LYING
    }

    static final String CHALLENGE = "did-you-mean-it";
    static final String LEASE = "864000";

    /** Forms in their order. */
    final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

    final List<Poller.Heard> heard = new CopyOnWriteArrayList<>();
    volatile Manner manner = Manner.GOOD;
    volatile Poller poller;

    FakeHub(HostileFeedServer server) {
        server.page("/hub", (asking, wire) -> answer(asking, wire, manner));
        server.page("/hub2", (asking, wire) -> answer(asking, wire, Manner.GOOD));
    }

    private void answer(HostileFeedServer.Asked asking, HostileFeedServer.Wire wire, Manner how) throws IOException {
        Map<String, String> form = form(asking.body());
        asked.add(form);
        if (how == Manner.MOVED) {
            wire.whole(307, new byte[0], "Location", "/hub2");
            return;
        }
        if (how == Manner.BROKEN) {
            wire.whole(500, new byte[0]);
            return;
        }
        if (how != Manner.SILENT) {
            Map<String, String> query = new HashMap<>(Map.of(
                    "hub.mode",
                    how == Manner.DENYING ? "denied" : form.get("hub.mode"),
                    "hub.topic",
                    how == Manner.LYING ? "http://elsewhere/f" : form.get("hub.topic"),
                    "hub.challenge",
                    CHALLENGE,
                    "hub.lease_seconds",
                    LEASE));
            heard.add(poller.verify(token(form), query));
        }
        wire.whole(202, new byte[0]);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            form.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }

    static String token(Map<String, String> form) {
        return form.get("hub.callback").substring(form.get("hub.callback").lastIndexOf('/') + 1);
    }

    String token() {
        return token(asked.getLast());
    }

    /** A signature by a method and the secret that it was told last. */
    String signature(String method, String body) {
        return method + "=" + hmac(method, asked.getLast().get("hub.secret"), body);
    }

    static String hmac(String method, String secret, String body) {
        try {
            String name = "Hmac" + method.toUpperCase(java.util.Locale.ROOT);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Brings news, signed by a method. */
    Poller.Heard brings(String body, String method) {
        return poller.deliver(token(), signature(method, body), body.getBytes(StandardCharsets.UTF_8));
    }
}
