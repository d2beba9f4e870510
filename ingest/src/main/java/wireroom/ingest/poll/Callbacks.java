package wireroom.ingest.poll;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How hubs reach this process (W3C WebSub).
 *
 * @param publicUrl what hubs are told, without the last part; with a slash at its end
 * @param lease how long a subscription is asked to last; the hub decides
 * @param allowSha1 whether signatures may be by SHA-1, for hubs that know no better
 * @param key 32 bytes or more that nobody else knows: addresses and secrets of subscriptions are made of it, so that none
 *     of them has to be kept
 * @param nonces makes what never comes twice; it need not be secret
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
public record Callbacks(String publicUrl, Duration lease, boolean allowSha1, byte[] key, Supplier<String> nonces) {
    /** 64 hexadecimal digits that nobody can tell without the key. */
    String derived(String purpose, String nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((purpose + '\n' + nonce).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** Tells keys apart without telling anything of them. */
    String keyName() {
        return derived("name", "").substring(0, 16);
    }
}
