package wireroom.ingest.poll;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import wireroom.ingest.poll.Subscription.Phase;
import wireroom.ingest.poll.http.Headers;

/** When a hub is asked for what, and what it may say: functions of what is known and of the time. */
final class SubscriptionRules {
    /** A hub that does not answer is asked again after this, then four times as long, and so on. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int QUADRUPLINGS = 6;
    /** Promises are believed within these bounds. */
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(1);

    private static final Duration LONGEST_LEASE = Duration.ofDays(90);
    /** Such a share of a lease before its end it is renewed. */
    private static final int RENEWAL_SHARE = 5;

    private static final int LONGEST_CHALLENGE = 4096;
    private static final Pattern LINK = Pattern.compile("<([^>]{0,2000})>((?:\\s*;\\s*[^;,\"]*(?:\"[^\"]*\")?)*)");
    private static final Pattern REL = Pattern.compile("(?i);\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+))");
    private static final Map<String, String> MACS =
            Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha384", "HmacSHA384", "sha512", "HmacSHA512");

    private final Callbacks callbacks;

    SubscriptionRules(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    /** Whether its hub speaks to an address of this process, with a secret that this process knows. */
    boolean isOurs(Subscription subscription) {
        return subscription.publicUrl().equals(callbacks.publicUrl())
                && subscription.keyName().equals(callbacks.keyName());
    }

    /** Last part of the address that its hub was told, which nobody else can guess. */
    String token(Subscription subscription) {
        return subscription.nonce() + '-' + callbacks.derived("token", subscription.nonce());
    }

    /** Whether this is that part, as its hub says it. */
    boolean isToken(Subscription subscription, String said) {
        return !subscription.nonce().isEmpty()
                && said.startsWith(subscription.nonce())
                && MessageDigest.isEqual(
                        token(subscription).getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }

    /** What its hub signs with. */
    private String secret(Subscription subscription) {
        return callbacks.derived("secret", subscription.nonce());
    }

    /** The first link of a kind in the headers of an answer; they come before what the document says. */
    static Optional<String> link(Headers headers, String rel) {
        for (String header : headers.all("Link")) {
            Matcher links = LINK.matcher(header);
            while (links.find()) {
                Matcher rels = REL.matcher(links.group(2));
                while (rels.find()) {
                    String named = rels.group(1) == null ? rels.group(2) : rels.group(1);
                    for (String one : named.split("\\s+")) {
                        if (one.equalsIgnoreCase(rel)) {
                            return Optional.of(links.group(1));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What the hub is to be asked now.
     *
     * @param hub of the feed; blank when it has none
     * @return the subscription as it stands while the hub is asked; empty when it is not
     */
    Optional<Subscription> wanted(Subscription now, String hub, String topic, Instant at) {
        if (hub.isEmpty()) {
            boolean over = now.until() == null || !now.until().isAfter(at);
            boolean first = now.phase() != Phase.LEAVING;
            return over || !first && !isDue(now, at) ? Optional.empty() : Optional.of(now.asked(Phase.LEAVING, at));
        }
        if (!now.isOf(hub, topic) || !isOurs(now) || now.phase() == Phase.LEAVING) {
            return Optional.of(new Subscription(
                    Phase.REQUESTED,
                    hub,
                    topic,
                    callbacks.publicUrl(),
                    callbacks.nonces().get(),
                    callbacks.keyName(),
                    at,
                    1,
                    null,
                    null,
                    ""));
        }
        if (!isDue(now, at)) {
            return Optional.empty();
        }
        return Optional.of(now.asked(now.isActive(at) ? Phase.ACTIVE : Phase.REQUESTED, at));
    }

    private static boolean isDue(Subscription now, Instant at) {
        Instant due = due(now);
        return due == null || !due.isAfter(at);
    }

    /** When the hub is to be asked again if nothing comes of it before; null when now. */
    static Instant due(Subscription now) {
        if (now.asked() == null) {
            return null;
        }
        Instant again = now.asked().plus(pause(now));
        if (now.phase() == Phase.ACTIVE && now.until() != null) {
            Instant renewal = now.until().minus(now.lease().dividedBy(RENEWAL_SHARE));
            return now.attempts() == 0 || again.isBefore(renewal) ? renewal : again;
        }
        return again;
    }

    private static Duration pause(Subscription now) {
        if (now.phase() == Phase.DENIED) {
            return LONGEST_PAUSE;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << 2 * Math.min(QUADRUPLINGS, Math.max(0, now.attempts() - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** What a hub is sent. */
    byte[] form(Subscription subscription) {
        StringBuilder form = new StringBuilder();
        add(form, "hub.callback", subscription.publicUrl() + token(subscription));
        add(form, "hub.mode", subscription.phase() == Phase.LEAVING ? "unsubscribe" : "subscribe");
        add(form, "hub.topic", subscription.topic());
        if (subscription.phase() != Phase.LEAVING) {
            add(form, "hub.secret", secret(subscription));
            add(form, "hub.lease_seconds", Long.toString(callbacks.lease().toSeconds()));
        }
        return form.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void add(StringBuilder form, String name, String value) {
        form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(java.net.URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /**
     * What becomes of the subscription when the hub asks whether it was meant, or denies it.
     *
     * @return empty when it was not meant so
     */
    Optional<Subscription> told(Subscription now, Map<String, String> query, Instant at) {
        String mode = query.getOrDefault("hub.mode", "").toLowerCase(Locale.ROOT);
        String challenge = query.getOrDefault("hub.challenge", "");
        if (!now.topic().equals(query.get("hub.topic"))) {
            return Optional.empty();
        }
        if (mode.equals("denied") && now.phase() != Phase.LEAVING) {
            return Optional.of(now.denied("the hub denies it: " + query.getOrDefault("hub.reason", "no reason"), at));
        }
        if (challenge.isEmpty() || challenge.length() > LONGEST_CHALLENGE) {
            return Optional.empty();
        }
        return switch (now.phase()) {
            case REQUESTED, ACTIVE ->
                mode.equals("subscribe") ? Optional.of(now.promised(lease(query), at)) : Optional.empty();
            case LEAVING -> mode.equals("unsubscribe") ? Optional.of(Subscription.NONE) : Optional.empty();
            case NONE, DENIED -> Optional.empty();
        };
    }

    private Duration lease(Map<String, String> query) {
        String seconds = query.getOrDefault("hub.lease_seconds", "");
        Duration said = seconds.matches("\\d{1,10}") ? Duration.ofSeconds(Long.parseLong(seconds)) : callbacks.lease();
        return Caching.least(LONGEST_LEASE, Caching.most(SHORTEST_LEASE, said));
    }

    /** Whether a delivery is signed with the subscription's secret, by a method that is not broken. */
    boolean isSigned(Subscription subscription, String signature, byte[] body) {
        int equals = signature == null ? -1 : signature.indexOf('=');
        if (equals < 0) {
            return false;
        }
        String method = signature.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String mac = MACS.get(method);
        if (mac == null || method.equals("sha1") && !callbacks.allowSha1()) {
            return false;
        }
        try {
            byte[] given =
                    HexFormat.of().parseHex(signature.substring(equals + 1).strip());
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(secret(subscription).getBytes(StandardCharsets.UTF_8), mac));
            return MessageDigest.isEqual(hmac.doFinal(body), given);
        } catch (IllegalArgumentException notHex) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + mac, e);
        }
    }
}
