package wireroom.ingest.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import wireroom.model.Origin;
import wireroom.model.Raw;
import wireroom.model.WireItem;

/** The start of every wire item: identity, origin and verbatim bytes. */
public final class Items {
    private Items() {}

    /**
     * A builder with provider, uri, receipt, format, raw and origin set.
     *
     * @param uri family id, already normalised
     * @param index number in the document, from 0
     * @param raw smallest verbatim unit
     * @param charset name of the charset it was decoded with
     */
    public static WireItem.Builder start(
            Document document, String format, String uri, int index, byte[] raw, String mediaType, String charset) {
        return WireItem.newBuilder()
                .setProvider(document.provider())
                .setUri(uri)
                .setReceivedAt(document.receivedAt())
                .setFormat(format)
                .setRaw(new Raw(ByteBuffer.wrap(raw), sha256(raw), mediaType, charset))
                .setOrigin(new Origin(document.sourceId(), document.channel(), document.place(), index));
    }

    /** Hex SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Hex SHA-256 of the UTF-8 form. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
