package wireroom.ingest.format;

import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.outcome.Reject;
import wireroom.outcome.RejectCode;

/**
 * Bytes to parse, with where they came from.
 *
 * @param input the bytes, read once
 * @param provider organisation, without {@code |}
 * @param sourceId source of the configuration
 * @param channel how it was read
 * @param place file path relative to the source with {@code /}, or request id
 * @param told the format when the configuration or a content type says it
 * @param receivedAt when
 * @param charset of texts that are neither Unicode nor marked
 * @param zone of times that name none
 * @param profile how the provider writes
 * @param limits what is read in one piece
 */
public record Document(
        Input input,
        String provider,
        String sourceId,
        Channel channel,
        String place,
        Optional<Format> told,
        Instant receivedAt,
        Charset charset,
        ZoneId zone,
        Profile profile,
        Limits limits) {

    /** The same with other bytes at another place: a part of it that is a document by itself. */
    public Document part(Input other, String otherPlace, Optional<Format> otherTold) {
        return new Document(
                other, provider, sourceId, channel, otherPlace, otherTold, receivedAt, charset, zone, profile, limits);
    }

    /**
     * All of it, for formats in which a document is one item, or a small one; the input is then read.
     *
     * @return empty when it is larger than an item may be, or damaged; it was then refused
     */
    public Optional<byte[]> whole(ItemSink sink) {
        byte[] bytes = input.whole(limits.itemBytes());
        if (bytes.length > limits.itemBytes()) {
            sink.refusal(new Refusal(
                    new Reject(
                            RejectCode.TOO_LARGE,
                            place + ": larger than " + limits.itemBytes() + " bytes",
                            "send it in parts"),
                    "ingest.item-bytes",
                    0,
                    bytes));
            return Optional.empty();
        }
        if (input.damaged()) {
            sink.refusal(new Refusal(
                    new Reject(
                            RejectCode.MALFORMED_ARCHIVE,
                            place + ": only a part of it came out of the archive",
                            "send it again"),
                    "ingest.damaged",
                    0,
                    bytes));
            return Optional.empty();
        }
        return Optional.of(bytes);
    }
}
