package wireroom.enrich;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import wireroom.model.RejectedItem;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/** Makes the record of a refusal. */
final class Rejects {
    /** Limit 'rejects.bytes': enough to see what it was and to feed it again in all but giant cases. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String STEP = "enrich";

    private Rejects() {}

    /**
     * @param origin topic, partition and offset
     * @param where what refusals with one cause have in common beside step and code
     */
    static RejectedItem of(Reject reject, String origin, ByteBuffer bytes, Instant at, String where) {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        boolean truncated = all.length > MAX_BYTES;
        return RejectedItem.newBuilder()
                .setStep(STEP)
                .setOrigin(origin)
                .setCode(reject.code().name())
                .setDetail(reject.detail())
                .setMend(reject.mend())
                .setBytes(ByteBuffer.wrap(truncated ? Arrays.copyOf(all, MAX_BYTES) : all))
                .setTruncated(truncated)
                .setSha256(sha256(all))
                .setFingerprint(STEP + '/' + reject.code() + '/' + where)
                .setAt(at)
                .build();
    }

    /** A step failed: a bug of ours. The fingerprint names the step, the exception and our innermost frame. */
    static RejectedItem failed(String step, Cause cause, RuntimeException failure) {
        String frame = Arrays.stream(failure.getStackTrace())
                .filter(f -> f.getClassName().startsWith("wireroom."))
                .findFirst()
                .map(f -> f.getClassName() + '.' + f.getMethodName() + ':' + f.getLineNumber())
                .orElse("?");
        String name = failure.getClass().getSimpleName();
        return of(
                new Reject(
                        RejectCode.STEP_FAILED,
                        "step " + step + " failed with " + name + ": " + failure.getMessage(),
                        "report it with the fingerprint; after the mend, replay"),
                cause.origin(),
                cause.bytes(),
                cause.at(),
                step + '/' + name + '@' + frame);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
