package wireroom.ingest.push;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who sends a request, told from its headers before its body is read: {@code Authorization: Bearer}, or the headers of
 * Standard Webhooks ({@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}), whose signature is looked
 * at when the body is there.
 */
sealed interface Caller {
    /** Let in. */
    record Admitted() implements Caller {}

    /** Let in when the signature is that of the body. */
    record Signed(String id, String timestamp, List<byte[]> signatures) implements Caller {
        /** The signature is of the id, the time and the body, so that none of them can be another's. */
        boolean signed(byte[] body, Access access) {
            boolean good = false;
            for (byte[] secret : access.secrets()) {
                byte[] expected = hmac(secret, id + "." + timestamp + ".", body);
                for (byte[] signature : signatures) {
                    good |= MessageDigest.isEqual(expected, signature);
                }
            }
            return good;
        }
    }

    /** Not let in. */
    record Refused(String detail) implements Caller {}

    /** @param tolerance clocks may differ by so much */
    static Caller of(Headers headers, Access access, Clock clock, Duration tolerance) {
        if (access.isOpen()) {
            return new Admitted();
        }
        if (!access.secrets().isEmpty() && headers.containsKey("webhook-signature")) {
            return signed(headers, clock, tolerance);
        }
        String authorization = headers.getFirst("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            byte[] given = digest(authorization.substring(7).strip());
            boolean good = false;
            for (String token : access.tokens()) {
                good |= MessageDigest.isEqual(digest(token), given);
            }
            return good ? new Admitted() : new Refused("the token is not one of this source");
        }
        return new Refused(
                access.secrets().isEmpty()
                        ? "the request has no token"
                        : access.tokens().isEmpty()
                                ? "the request is not signed"
                                : "the request has no token and is not signed");
    }

    private static Caller signed(Headers headers, Clock clock, Duration tolerance) {
        String id = headers.getFirst("webhook-id");
        String timestamp = headers.getFirst("webhook-timestamp");
        if (id == null || id.isEmpty() || timestamp == null || !timestamp.matches("\\d{1,11}")) {
            return new Refused("webhook-id or webhook-timestamp (seconds since 1970) is missing");
        }
        Instant said = Instant.ofEpochSecond(Long.parseLong(timestamp));
        if (Duration.between(said, clock.instant()).abs().compareTo(tolerance) > 0) {
            return new Refused(
                    "webhook-timestamp is more than " + tolerance.toSeconds() + " s away from the clock here");
        }
        List<byte[]> signatures = new ArrayList<>();
        for (String one : headers.getFirst("webhook-signature").split(" ")) {
            if (one.startsWith("v1,") && signatures.size() < 8) {
                decoded(one.substring(3)).ifPresent(signatures::add);
            }
        }
        return signatures.isEmpty()
                ? new Refused("webhook-signature has no 'v1,' and base64")
                : new Signed(id, timestamp, signatures);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** HMAC-SHA256 of a text and then bytes. */
    static byte[] hmac(byte[] secret, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
