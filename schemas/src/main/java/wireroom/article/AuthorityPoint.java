package wireroom.article;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import wireroom.model.Action;
import wireroom.model.Channel;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.WireItem;

/**
 * The point of a partition of {@code wire-items} from which on a state of the authority holds. A change of the authority
 * puts one into every partition, in the transaction that writes the change: what lies behind it is linked by the new
 * state, in every edition and every replay. No wire can send one, because no parser gives that format.
 */
public final class AuthorityPoint {
    /** Key of points; no provider may be called so. */
    public static final String KEY = "wireroom|authority";

    private static final String FORMAT = "wireroom-authority";

    private AuthorityPoint() {}

    /**
     * @param state offset of {@code wireroom.authority.v1} up to which it is to be read, 1 or more
     * @param at when, by the clock of who changed it; decides nothing
     */
    public static WireItem of(long state, Instant at) {
        byte[] bytes = Long.toString(state).getBytes(StandardCharsets.US_ASCII);
        return WireItem.newBuilder()
                .setProvider("wireroom")
                .setUri("authority")
                .setRevisionRaw(Long.toString(state))
                .setReceivedAt(at)
                .setAction(Action.MANAGEMENT)
                .setActionEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.EXPLICIT)
                        .setRule("authority.change")
                        .build())
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(Embargo.newBuilder().setKind(EmbargoKind.NONE).build())
                .setFormat(FORMAT)
                .setRaw(Raw.newBuilder()
                        .setBytes(ByteBuffer.wrap(bytes))
                        .setSha256(sha256(bytes))
                        .setMediaType("text/plain")
                        .build())
                .setOrigin(Origin.newBuilder()
                        .setSourceId("wireroom authority")
                        .setChannel(Channel.STDIN)
                        .setPlace("")
                        .setIndex(0)
                        .build())
                .build();
    }

    /** The state that holds from this record on; 0 when it is an item like any other, or null. */
    public static long state(WireItem item) {
        if (item == null || !FORMAT.equals(item.getFormat()) || item.getRevisionRaw() == null) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(item.getRevisionRaw()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
