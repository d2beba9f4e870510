package wireroom.enrich;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import wireroom.enrich.neighbour.Fingerprint;

/** SHA-256 of what we compare. */
final class Digests {
    private Digests() {}

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static ByteBuffer of(Fingerprint fingerprint) {
        try {
            MessageDigest digest = sha256();
            digest.update(fingerprint.toByteBuffer());
            return ByteBuffer.wrap(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
