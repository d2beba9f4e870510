package wireroom.gateway.stream;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes cursors as event ids and reads back only its own: whoever could make one up could make the gateway read any
 * part of history. Thread-safe.
 */
public final class CursorSigner {
    /** Longest id that it reads; 100 partitions fit. */
    static final int MAX_LENGTH = 4_096;

    private static final int SIGNATURE = 16;
    private static final String VERSION = "1";

    private final SecretKeySpec key;

    /** @param key secret, at least 16 bytes */
    public CursorSigner(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("a signing key needs at least 16 bytes, this has " + key.length);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The cursor in letters, digits, '-', '_' and '.'. */
    public String sign(Cursor cursor) {
        StringBuilder payload = new StringBuilder(VERSION)
                .append(' ')
                .append(cursor.edition())
                .append(' ')
                .append(Long.toString(cursor.time().toEpochMilli(), 36));
        for (int lane = 0; lane < cursor.positions().lanes(); lane++) {
            payload.append(' ').append(Long.toString(cursor.positions().at(lane), 36));
        }
        byte[] bytes = payload.toString().getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(bytes) + "." + base64.encodeToString(signature(bytes));
    }

    /** The cursor, or empty when this key did not sign it. */
    public Optional<Cursor> read(String id) {
        int dot = id.indexOf('.');
        if (dot < 0 || id.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        byte[] signature;
        try {
            bytes = Base64.getUrlDecoder().decode(id.substring(0, dot));
            signature = Base64.getUrlDecoder().decode(id.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(signature, signature(bytes))) {
            return Optional.empty();
        }
        // Signed by us, so it is well formed; only its version can differ.
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ");
        if (!parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        long[] next = new long[parts.length - 3];
        for (int lane = 0; lane < next.length; lane++) {
            next[lane] = Long.parseLong(parts[lane + 3], 36);
        }
        return Optional.of(
                new Cursor(parts[1], Instant.ofEpochMilli(Long.parseLong(parts[2], 36)), Positions.of(next)));
    }

    private byte[] signature(byte[] payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(payload), SIGNATURE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
