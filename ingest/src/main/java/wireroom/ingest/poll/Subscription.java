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
 * @param publicUrl where hubs reach the process that asked, without the last part
 * @param nonce of it and the key, the last part of the address and the secret are made: see {@link Callbacks}
 * @param keyName which key that is
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
        String publicUrl,
        String nonce,
        String keyName,
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

    boolean isOf(String otherHub, String otherTopic) {
        return hub.equals(otherHub) && topic.equals(otherTopic);
    }

    boolean isActive(Instant now) {
        return phase == Phase.ACTIVE && until != null && until.isAfter(now);
    }

    Subscription asked(Phase next, Instant now) {
        return new Subscription(next, hub, topic, publicUrl, nonce, keyName, now, attempts + 1, lease, until, detail);
    }

    Subscription promised(Duration newLease, Instant now) {
        return new Subscription(
                Phase.ACTIVE, hub, topic, publicUrl, nonce, keyName, asked, 0, newLease, now.plus(newLease), "");
    }

    Subscription denied(String why, Instant now) {
        return new Subscription(Phase.DENIED, hub, topic, publicUrl, nonce, keyName, now, attempts, null, null, why);
    }

    Subscription failed(String why) {
        return new Subscription(phase, hub, topic, publicUrl, nonce, keyName, asked, attempts, lease, until, why);
    }

    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        fields.put("phase", phase.name());
        put(fields, "hub", hub);
        put(fields, "topic", topic);
        put(fields, "publicUrl", publicUrl);
        put(fields, "nonce", nonce);
        put(fields, "keyName", keyName);
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

    /** Read back; {@link #NONE} when it cannot be, or is of the time when secrets were kept. */
    static Subscription of(Map<String, String> fields) {
        if (!fields.containsKey("nonce")) {
            return NONE;
        }
        try {
            return new Subscription(
                    Phase.valueOf(fields.getOrDefault("phase", "NONE")),
                    fields.getOrDefault("hub", ""),
                    fields.getOrDefault("topic", ""),
                    fields.getOrDefault("publicUrl", ""),
                    fields.getOrDefault("nonce", ""),
                    fields.getOrDefault("keyName", ""),
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

    @Override
    public String toString() {
        return phase + " " + topic + " at " + hub + (until == null ? "" : " until " + until);
    }
}
