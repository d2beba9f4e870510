package wireroom.ingest.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import wireroom.model.Origin;
import wireroom.model.Raw;
import wireroom.model.WireItem;

/** The start of every wire item: identity, origin and verbatim bytes. */
public final class Items {
    private static final HexFormat HEX = HexFormat.of();
    /** Never fed: it is cloned. */
    private static final MessageDigest SHA_256 = digest();

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
                // Set here, also what is null, so that Avro need not look up and clone a default for each of them.
                .setAltIds(List.of())
                .setTargets(List.of())
                .setType("text")
                .setSubheadlines(List.of())
                .setAuthors(List.of())
                .setPartial(false)
                .setMayRevive(document.profile().reviveAfterKill())
                .setEdNotes(List.of())
                .setGenres(List.of())
                .setSubjects(List.of())
                .setPeople(List.of())
                .setOrganisations(List.of())
                .setPlaces(List.of())
                .setEvents(List.of())
                .setKeywords(List.of())
                .setAssociations(List.of())
                .setExtras(Map.of())
                .setRevisionRaw(null)
                .setVersionCreated(null)
                .setFirstCreated(null)
                .setContentCreated(null)
                .setTransmittedAt(null)
                .setSequence(null)
                .setExpires(null)
                .setLanguage(null)
                .setHeadline(null)
                .setSlugline(null)
                .setTakeKey(null)
                .setByline(null)
                .setDateline(null)
                .setSummary(null)
                .setBodyHtml(null)
                .setBodyText(null)
                .setUrgency(null)
                .setPriority(null)
                .setRights(null)
                .setLink(null)
                .setWordCount(null)
                .setReceivedAt(document.receivedAt())
                .setFormat(format)
                .setRaw(new Raw(ByteBuffer.wrap(raw), sha256(raw), mediaType, charset))
                .setOrigin(new Origin(document.sourceId(), document.channel(), document.place(), index));
    }

    /** Hex SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            // Looking the algorithm up takes longer than hashing an article; a clone does not.
            return HEX.formatHex(((MessageDigest) SHA_256.clone()).digest(bytes));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every JDK can be cloned", e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Hex SHA-256 of the UTF-8 form. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
