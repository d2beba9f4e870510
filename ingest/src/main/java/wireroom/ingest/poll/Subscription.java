package wireroom.ingest.poll;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was asked of a hub, and what it has promised: a part of the feed's cursor. Written before the hub is asked, since
 * it may ask back at once.
 *
 * @param phase how far it came
 * @param hub who is asked; blank when nobody is
 * @param topic the feed, as the hub knows it
 * @param callback where the hub is to reach us, all of it
 * @param token last part of it, which nobody else can guess
 * @param secret what the hub signs with
 * @param asked when it was asked last; null before
 * @param attempts so many times in a row without what we wanted
 * @param lease what the hub promised; null when nothing
 * @param until when it ends; null when there is none
 * @param detail what went wrong, for people; blank when nothing
 */
record Subscription(
        Phase phase,
        String hub,
        String topic,
        String callback,
        String token,
        String secret,
        Instant asked,
        int attempts,
        Duration lease,
        Instant until,
        String detail) {

    enum Phase {
        NONE,
        /** The hub was asked, and has not asked back. */
        REQUESTED,
        /** The hub tells what is new. */
        ACTIVE,
        /** The hub does not want to. */
        DENIED,
        /** It is to end. */
        LEAVING
    }

    static final Subscription NONE = new Subscription(Phase.NONE, "", "", "", "", "", null, 0, null, null, "");

    boolean isOf(String otherHub, String otherTopic, String publicUrl) {
        return hub.equals(otherHub) && topic.equals(otherTopic) && callback.equals(publicUrl + token);
    }

    boolean isActive(Instant now) {
        return phase == Phase.ACTIVE && until != null && until.isAfter(now);
    }

    Subscription asked(Phase next, Instant now) {
        return new Subscription(next, hub, topic, callback, token, secret, now, attempts + 1, lease, until, detail);
    }

    Subscription promised(Duration newLease, Instant now) {
        return new Subscription(
                Phase.ACTIVE, hub, topic, callback, token, secret, asked, 0, newLease, now.plus(newLease), "");
    }

    Subscription denied(String why, Instant now) {
        return new Subscription(Phase.DENIED, hub, topic, callback, token, secret, now, attempts, null, null, why);
    }

    Subscription failed(String why) {
        return new Subscription(phase, hub, topic, callback, token, secret, asked, attempts, lease, until, why);
    }

    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        fields.put("phase", phase.name());
        put(fields, "hub", hub);
        put(fields, "topic", topic);
        put(fields, "callback", callback);
        put(fields, "token", token);
        put(fields, "secret", secret);
        put(fields, "asked", asked);
        put(fields, "attempts", attempts);
        put(fields, "lease", lease);
        put(fields, "until", until);
        put(fields, "detail", detail);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty()) {
            fields.put(name, text);
        }
    }

    /** Read back; {@link #NONE} when it cannot be. */
    static Subscription of(Map<String, String> fields) {
        try {
            return new Subscription(
                    Phase.valueOf(fields.getOrDefault("phase", "NONE")),
                    fields.getOrDefault("hub", ""),
                    fields.getOrDefault("topic", ""),
                    fields.getOrDefault("callback", ""),
                    fields.getOrDefault("token", ""),
                    fields.getOrDefault("secret", ""),
                    get(fields, "asked", Instant::parse),
                    Integer.parseInt(fields.getOrDefault("attempts", "0")),
                    get(fields, "lease", Duration::parse),
                    get(fields, "until", Instant::parse),
                    fields.getOrDefault("detail", ""));
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return NONE;
        }
    }

    private static <T> T get(Map<String, String> fields, String name, Function<String, T> read) {
        String text = fields.get(name);
        return text == null ? null : read.apply(text);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return phase + " " + topic + " at " + hub + (until == null ? "" : " until " + until);
    }
}
